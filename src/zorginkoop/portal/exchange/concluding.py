"""When an agreement that was offered at VECOZO is concluded or refused, and what we then record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.portal.agreements.models import STANDING, Agreement, Offer, OfferState
from zorginkoop.portal.agreements.signals import concluded
from zorginkoop.portal.clock import AMSTERDAM
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.models import ReceivedStatus
from zorginkoop.portal.register.models import Event, Provider, RecordedAgreement

SIGNED = "ondertekend"
PRICES_AGREED = "prijslijst_akkoord"
LATE_ACCEPTED = "late_ondertekening_aanvaard"
SOURCE = "VECOZO"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What VECOZO says of accepting: when everyone who must had signed, when the prices were agreed, which variant."""

    signed: datetime | None
    prices: datetime | None
    variant: str
    refused: datetime | None


def needs_prices(rules: CompiledAgreement) -> bool:
    """Tell whether an agreement is complete only with an agreed price list: the policy has a deadline for it."""
    return any(deadline.event == PRICES_AGREED for deadline in rules.planning.deadlines)


def acceptance_of(statuses: Sequence[ReceivedStatus], offer: Offer | None) -> Acceptance:
    """Read what one provider did; people who may only sign together must each have accepted."""
    ordered = sorted(statuses, key=lambda one: one.moment)
    own = [one for one in ordered if (one.piece, one.status) == ("overeenkomst", "geaccepteerd")]
    needed = offer.signatures_needed if offer else 1
    people: dict[str, datetime] = {}
    for one in own:
        people.setdefault(one.by.casefold().strip(), one.moment)
    enough = sorted(people.values())[:needed]
    return Acceptance(
        signed=enough[-1] if len(enough) == needed else None,
        prices=_first(ordered, "prijslijst", "geaccepteerd"),
        variant=next((one.variant for one in own if one.variant), ""),
        refused=_first(ordered, "overeenkomst", "geweigerd"),
    )


def _first(statuses: Sequence[ReceivedStatus], piece: str, status: str) -> datetime | None:
    return next((one.moment for one in statuses if (one.piece, one.status) == (piece, status)), None)


def offers_of(agreement: SeasonAgreement, providers: Sequence[Provider]) -> dict[int, Offer]:
    """Give the offer that stands for each of these providers."""
    found: dict[int, Offer] = {}
    for start in range(0, len(providers), 500):
        some = Offer.objects.filter(
            agreement=agreement, provider__in=providers[start : start + 500], state__in=STANDING
        ).defer("content")
        found.update((one.provider_id, one) for one in some)
    return found


def events_of(agreement: SeasonAgreement, provider: Provider) -> dict[str, datetime]:
    """Give what happened in the season of a provider; of what happened more often the first counts."""
    found = Event.objects.filter(
        provider=provider,
        insurer=agreement.season.insurer,
        care_type=agreement.care_type,
        year=agreement.season.contract_year,
    )
    return dict(found.order_by("-happened_at").values_list("name", "happened_at"))


def last_moments(rules: CompiledAgreement, event: str, events: Mapping[str, datetime]) -> list[datetime]:
    """Give the ends of the deadlines for an event, as far as they are known."""
    dates = agenda(rules, dict(events), rules.planning.calendar)
    return [one.dates.before for one in dates.deadlines if one.deadline.event == event and one.dates.before]


def record_event(agreement: SeasonAgreement, provider: Provider, name: str, moment: datetime) -> bool:
    """Write that something happened in the season of a provider, unless it had; call it inside `changing`."""
    whose = {
        "provider": provider,
        "insurer": agreement.season.insurer,
        "care_type": agreement.care_type,
        "year": agreement.season.contract_year,
        "name": name,
    }
    if Event.objects.filter(**whose).exists():
        return False
    Event.objects.create(**whose, happened_at=moment)
    return True


def conclude(agreement: SeasonAgreement, offer: Offer | None, told: Acceptance) -> bool:
    """Let an offer be an agreement that was accepted in time, as it was offered, with its prices where it has any.

    Call it inside `changing`. Gives whether it became one now; what stands in the way is a difference for a person.
    """
    rules = compiled(agreement)
    if offer is None or offer.state != OfferState.OFFERED or told.signed is None or told.refused is not None:
        return False
    if (told.variant and told.variant != offer.variant) or told.signed >= offer.closes_at:
        return False
    if needs_prices(rules) and told.prices is None:
        return False
    complete = max(filter(None, (told.signed, told.prices if needs_prices(rules) else None)))
    offer.state, offer.ended_at = OfferState.CONCLUDED, complete
    offer.save(update_fields=["state", "ended_at"])
    recorded = RecordedAgreement.objects.create(
        provider=offer.provider,
        number=offer.number,
        insurer=agreement.season.insurer,
        label=agreement.season.label,
        care_type=agreement.care_type,
        variant=offer.variant,
        concluded_on=complete.astimezone(AMSTERDAM).date(),
        valid_from=offer.term_from,
        valid_until=offer.term_until,
        source=SOURCE,
    )
    made = Agreement.objects.create(
        offer=offer,
        recorded=recorded,
        concluded_at=complete,
        content_hash=offer.content_hash,
        file_hash=offer.file_hash,
    )
    if told.signed.astimezone(AMSTERDAM).date() > offer.last_signing_day:
        record_event(agreement, offer.provider, LATE_ACCEPTED, told.signed)
    concluded.send(Agreement, agreement=made)
    return True


def refuse(offer: Offer | None, told: Acceptance) -> bool:
    """Let an offer be refused by the provider, as it was at VECOZO; call it inside `changing`."""
    if offer is None or offer.state != OfferState.OFFERED or told.refused is None or told.signed is not None:
        return False
    offer.state, offer.ended_at = OfferState.REFUSED, told.refused
    offer.save(update_fields=["state", "ended_at"])
    return True
