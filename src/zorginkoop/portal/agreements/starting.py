"""From which day an agreement counts: worked out again with the moment of the signature.

A policy lets nothing start before what it names, unless a person decided that. Without that decision the agreement
starts on the first day that needs none.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.kernel.agenda import EARLIER_START, agenda, events_of
from zorginkoop.kernel.tree import Phrase
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.content import LATE_ACCEPTED, OFFERED, SIGNED, first_day
from zorginkoop.portal.agreements.models import Offer, OfferState
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signals import start_changed
from zorginkoop.portal.assessment.judging import judged_again
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.register.models import EarlierValues, Event, RecordedAgreement


def start_of(offer: Offer, signed: datetime) -> date:
    """Give the first day of an agreement that is signed at this moment; OfferRefused when the policy gives none."""
    rules, events = compiled(offer.agreement), _happened(offer, signed)
    found = first_day(agenda(rules, events, rules.planning.calendar).start, events)
    if found is None:
        raise OfferRefused(
            _("Uit het beleid volgt bij deze handtekening geen ingangsdatum. Neem contact op met de inkoper.")
        )
    day = max(found, offer.term_from)
    if offer.term_until is not None and day > offer.term_until:
        raise OfferRefused(
            _("De overeenkomst zou pas op %(day)s beginnen, na het einde van de looptijd. Zij is niet gesloten.")
            % {"day": date_format(day)}
        )
    if day > offer.term_from and not offer.agreed().looptijd.toelichting:  # its paper knows one first day only
        raise OfferRefused(
            _(
                "Op papier begint de overeenkomst op %(said)s; wie nu tekent, begint volgens het beleid op %(day)s. "
                "Vraag de inkoper om een besluit of om een nieuw aanbod."
            )
            % {"said": date_format(offer.term_from), "day": date_format(day)}
        )
    return day


def starts_later(offer: Offer, signed: datetime) -> date | None:
    """Give the first day when that comes after the one on the paper; None when it is the same, or there is none."""
    if signed.astimezone(clock.AMSTERDAM).date() <= offer.term_from:
        return None
    try:
        day = start_of(offer, signed)
    except OfferRefused:
        return None
    return day if day > offer.term_from else None


def policy_says(offer: Offer) -> Phrase | None:
    """Give what the policy says of a start before the signature; None where it says nothing."""
    rules = compiled(offer.agreement)
    start = agenda(rules, _happened(offer, clock.now()), rules.planning.calendar).start
    return start.rule.otherwise if start and start.rule.not_before else None


def _happened(offer: Offer, signed: datetime) -> dict[str, datetime]:
    """Give what happened in the season of this provider; of what happened more often the first counts."""
    season = offer.agreement.season
    found = events_of(compiled(offer.agreement), judged_again(offer.assessment).subject) if offer.assessment else {}
    rows = Event.objects.filter(
        provider=offer.provider_id, insurer=season.insurer, care_type=offer.agreement.care_type,
        year=season.contract_year,
    )  # fmt: skip
    found |= dict(rows.order_by("-happened_at").values_list("name", "happened_at"))
    found |= {OFFERED: offer.offered_at, SIGNED: signed}
    if offer.late_at is not None and was_late(offer, signed):
        found[LATE_ACCEPTED] = offer.late_at
    found.pop(EARLIER_START, None)  # a decision on another offer says nothing of this one
    if offer.earlier_at is not None:
        found[EARLIER_START] = offer.earlier_at
    return found


def was_late(offer: Offer, signed: datetime) -> bool:
    """Tell whether a signature came after the last day of the offer, so that it counts only because it was accepted."""
    return signed.astimezone(clock.AMSTERDAM).date() > offer.last_signing_day


def decide_earlier_start(offer: Offer, ground: str, by: User) -> None:
    """Decide that an agreement counts from its first day on, though it was signed later; also after it was concluded.

    The decision is kept with who, when and why; where an agreement stands, it starts earlier from now on.
    """
    with changing("agreements.earlier_start", about=offer, for_whom=offer.provider.public_id) as change:
        locked = Offer.objects.select_for_update().get(pk=offer.pk)
        if in_the_way := why_no_earlier_start(locked):
            raise OfferRefused(in_the_way)
        if not ground.strip():
            raise OfferRefused(_("Schrijf op waarom de overeenkomst eerder ingaat."))
        moment, season = clock.now(), locked.agreement.season
        locked.earlier_at, locked.earlier_by, locked.earlier_ground = moment, by, ground.strip()
        Event.objects.create(
            provider=locked.provider, insurer=season.insurer, care_type=locked.agreement.care_type,
            year=season.contract_year, name=EARLIER_START, happened_at=moment,
        )  # fmt: skip
        if locked.state == OfferState.CONCLUDED:
            locked.starts_on = _moved(locked)
            change.details["from"] = locked.starts_on.isoformat()
        locked.save(update_fields=["earlier_at", "earlier_by", "earlier_ground", "starts_on"])
        if locked.state == OfferState.CONCLUDED:
            start_changed.send(Offer, offer=locked, provider=locked.provider, season_agreement=locked.agreement)
    offer.refresh_from_db()


def why_no_earlier_start(offer: Offer) -> str:
    """Say why nothing is to be decided about an earlier start; nothing when a person may decide."""
    if offer.earlier_at is not None:
        return _("Over een eerdere ingang is al besloten.")
    if offer.state == OfferState.CONCLUDED:
        if offer.starts_on is not None and offer.starts_on > offer.term_from:
            return ""
        return _("De overeenkomst loopt al vanaf de eerste dag van de looptijd.")
    if offer.state != OfferState.OFFERED:
        return _("Dit aanbod is %(state)s; er gaat niets in.") % {"state": offer.state_words}
    if clock.today() <= offer.term_from:
        return _("Wie nu tekent, begint op de eerste dag van de looptijd. Er is niets te besluiten.")
    return ""


def _moved(offer: Offer) -> date:
    """Let the agreement in the register start earlier; how it stood is kept."""
    concluded = offer.concluded
    row = RecordedAgreement.objects.select_for_update().get(pk=concluded.recorded_id)
    day = start_of(offer, concluded.signed_at or concluded.concluded_at)
    EarlierValues.objects.create(
        table="overeenkomsten", row=row.pk, replaced_at=clock.now(),
        values={"nummer": row.number, "van": row.valid_from.isoformat(), "bron": row.source},
    )  # fmt: skip
    row.valid_from = day
    row.save(update_fields=["valid_from"])
    return day
