"""An offer whose outcome changed after it was made: a person holds it, keeps it or takes it back, and says why."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.letters import write_purchaser
from zorginkoop.portal.agreements.models import STANDING, Course, Offer, OfferState, Reconsideration
from zorginkoop.portal.agreements.offering import addresses, withdraw
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.mail.outbox import write


def after_judging(instance: Assessment, *, created: bool, **_more: object) -> None:
    """Ask a person to look at an open offer when the outcome is another than was offered; sent inside the change."""
    if not created:
        return
    found = Offer.objects.filter(
        provider=instance.provider_id, agreement=instance.agreement_id, state=OfferState.OFFERED
    ).exclude(assessment=None)
    for offer in found.select_related("assessment", "provider", "agreement__season", "offered_by").defer("content"):
        _compare(offer, instance)


def _compare(offer: Offer, made: Assessment) -> None:
    basis = offer.assessment
    same = basis is not None and (basis.result, basis.variant) == (made.result, made.variant)
    waiting = offer.reconsiderations.filter(course="", over_at=None)
    with changing("agreements.outcome_changed", about=offer, for_whom=offer.provider.public_id, outcome=made.pk):
        if same:
            waiting.update(over_at=clock.now())
        elif not waiting.update(assessment=made):
            Reconsideration.objects.create(offer=offer, assessment=made, raised_at=clock.now())
            write_purchaser(
                offer,
                _("Aanbod %(number)s vraagt een besluit") % {"number": offer.number},
                _("Er kwamen nieuwe gegevens sinds aanbod %(number)s. Besluit wat ermee gebeurt:"),
            )


def courses_for(offer: Offer) -> list[Course]:
    """Give what can be decided about an offer now; nothing where nothing asks for a decision."""
    if not (offer.held_at or offer.reconsiderations.waiting().exists()):
        return []
    if offer.state == OfferState.CONCLUDED:
        return [Course.KEEP]
    if offer.state != OfferState.OFFERED:
        return []
    return [one for one in Course if one != Course.HOLD or offer.held_at is None]


def decide(offer: Offer, course: Course, ground: str, by: User) -> None:
    """Keep a decision about an offer with its ground, and do what it says; OfferRefused when it cannot be now."""
    with changing("agreements.reconsidered", about=offer, for_whom=offer.provider.public_id, course=course):
        locked = Offer.objects.select_for_update().get(pk=offer.pk)
        if course not in courses_for(locked):
            raise OfferRefused(_("Hierover is al besloten, of er is niets meer te besluiten."))
        if not ground.strip():
            raise OfferRefused(_("Schrijf op waarom u dit besluit."))
        waiting = locked.reconsiderations.filter(course="", over_at=None).select_for_update().first()
        one = waiting or Reconsideration(offer=locked, assessment=_latest(locked), raised_at=clock.now())
        one.course, one.ground, one.decided_by, one.decided_at = course, ground.strip(), by, clock.now()
        one.save()
        _do(locked, course, ground.strip(), by)
    offer.refresh_from_db()


def _latest(offer: Offer) -> Assessment:
    return Assessment.objects.current().get(provider=offer.provider_id, agreement=offer.agreement_id)


def _do(offer: Offer, course: Course, ground: str, by: User) -> None:
    held = offer.held_at
    if course == Course.WITHDRAW:
        withdraw(offer, ground, by)
        return
    offer.held_at = clock.now() if course == Course.HOLD else None
    offer.save(update_fields=["held_at"])
    if offer.channel != Channel.PORTAL or offer.state not in STANDING or bool(held) == bool(offer.held_at):
        return
    if offer.held_at:
        subject, told = _("Aanbod %(number)s wordt aangehouden"), _("U kunt aanbod %(number)s voorlopig niet tekenen.")
    else:
        subject, told = _("Aanbod %(number)s kan weer getekend worden"), _("U kunt aanbod %(number)s weer tekenen.")
    named = {"number": offer.number}
    words = _(
        "Geachte heer of mevrouw,\n\n%(told)s\nMeer staat in het portaal.\n\nMet vriendelijke groet,\n%(purchaser)s\n"
    )
    body = words % {"told": told % named, "purchaser": settings.PURCHASER}
    for to in addresses(offer):
        write(to, subject % named, body, about=offer, for_whom=offer.provider.public_id)
