"""An offer whose outcome changed after it was made: a person holds it, keeps it or takes it back, and says why."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zorginkoop.documents.agreement_form import Factor
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.content import parts_of
from zorginkoop.portal.agreements.letters import write_purchaser
from zorginkoop.portal.agreements.models import STANDING, Course, Offer, OfferState, Reconsideration
from zorginkoop.portal.agreements.offering import addresses, withdraw
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.assessment.judging import judged_again
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.deciding import not_theirs_to_decide


def after_judging(instance: Assessment, *, created: bool, **_more: object) -> None:
    """Ask a person to look at an open offer when the outcome is another than was offered; sent inside the change."""
    if not created:
        return
    found = Offer.objects.filter(
        provider=instance.provider_id, agreement=instance.agreement_id, state=OfferState.OFFERED
    ).exclude(assessment=None)
    for offer in found.select_related("assessment", "provider", "agreement__season", "offered_by").defer("content"):
        if not offer.has_lapsed:
            _compare(offer, instance)


def differing(offer: Offer, made: Assessment) -> list[str]:
    """Name what an offer on another outcome would say otherwise than the paper that was offered; nothing if the same.

    From where and since when something is known may change without a word: what it says counts.
    """
    basis = offer.assessment
    if basis is None or (basis.result, basis.variant) != (made.result, made.variant):
        return [_("de uitkomst")]
    if made.result != OFFER:
        return []
    parts, paper = parts_of(offer.provider, judged_again(made)), offer.agreed()
    return [str(words) for name, words in _PARTS.items() if _said(parts[name]) != _said(getattr(paper, name))]


_PARTS = {
    "aanbieder": gettext_lazy("de gegevens van de aanbieder"),
    "voorwaarden": gettext_lazy("de voorwaarden"),
    "factoren": gettext_lazy("de factoren en waar die op rusten"),
    "onderdelen": gettext_lazy("de onderdelen"),
    "verklaringen": gettext_lazy("de verklaringen"),
}


def _said(part: object) -> object:
    """Give what a part of a paper says, without from where and since when each fact is known."""
    if isinstance(part, tuple):
        return [_said(one) for one in part]
    if isinstance(part, Factor):
        known = part.model_dump(exclude={"gegevens"})
        return known | {"gegevens": [(one.wat, one.waarde) for one in part.gegevens]}
    return part


def _compare(offer: Offer, made: Assessment) -> None:
    parts = differing(offer, made)
    waiting = offer.reconsiderations.filter(course="", over_at=None)
    with changing("agreements.outcome_changed", about=offer, for_whom=offer.provider.public_id, outcome=made.pk):
        if not parts:
            waiting.update(over_at=clock.now())
        elif not waiting.update(assessment=made):
            Reconsideration.objects.create(offer=offer, assessment=made, raised_at=clock.now())
            _ask_purchaser(offer, made)


@in_dutch
def _ask_purchaser(offer: Offer, made: Assessment) -> None:
    told = _("Er kwamen nieuwe gegevens sinds aanbod %(number)s. Besluit wat ermee gebeurt:")
    otherwise = _("Anders dan op papier: %(parts)s.") % {"parts": ", ".join(differing(offer, made))}
    subject = _("Aanbod %(number)s vraagt een besluit") % {"number": offer.number}
    write_purchaser(offer, subject, f"{otherwise}\n\n{told}")


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
        if words := not_theirs_to_decide(by, locked.provider_id):
            raise OfferRefused(words)
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
    if offer.channel == Channel.PORTAL and offer.state in STANDING and bool(held) != bool(offer.held_at):
        _tell_held(offer)


@in_dutch
def _tell_held(offer: Offer) -> None:
    """Write whether an offer can be signed for now."""
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
