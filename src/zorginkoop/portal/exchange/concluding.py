"""When an agreement that was offered at VECOZO is concluded or refused, and what we then record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.portal.agreements.models import STANDING, Agreement, Offer, OfferState
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signals import concluded, refused
from zorginkoop.portal.agreements.signing import tell_refused
from zorginkoop.portal.agreements.starting import start_of, was_late
from zorginkoop.portal.clock import AMSTERDAM
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.models import ReceivedStatus
from zorginkoop.portal.register.models import Event, Provider, RecordedAgreement

SIGNED = "ondertekend"
PRICES_AGREED = "prijslijst_akkoord"
LATE_ACCEPTED = "late_ondertekening_aanvaard"
SOURCE = "VECOZO"
AT_ONCE = 500


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
    for start in range(0, len(providers), AT_ONCE):
        some = Offer.objects.filter(
            agreement=agreement, provider__in=providers[start : start + AT_ONCE], state__in=STANDING
        ).defer("content")
        found.update((one.provider_id, one) for one in some)
    return found


def season_of(agreement: SeasonAgreement) -> dict[str, Any]:
    """Give the columns by which the events of a season are told apart."""
    season = agreement.season
    return {"insurer": season.insurer, "care_type": agreement.care_type, "year": season.contract_year}


def events_of(agreement: SeasonAgreement, providers: Sequence[Provider]) -> Mapping[int, dict[str, datetime]]:
    """Give what happened in the season of each provider; of what happened more often the first counts."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for start in range(0, len(providers), AT_ONCE):
        events = Event.objects.filter(provider__in=providers[start : start + AT_ONCE], **season_of(agreement))
        for provider, name, moment in events.order_by("-happened_at").values_list("provider_id", "name", "happened_at"):
            found[provider][name] = moment
    return found


def last_moments(rules: CompiledAgreement, event: str, events: Mapping[str, datetime]) -> list[datetime]:
    """Give the ends of the deadlines for an event, as far as they are known."""
    dates = agenda(rules, dict(events), rules.planning.calendar)
    return [one.dates.before for one in dates.deadlines if one.deadline.event == event and one.dates.before]


def conclude(agreement: SeasonAgreement, offer: Offer | None, told: Acceptance) -> bool:
    """Let an offer be an agreement that was accepted in time, as it was offered, with its prices where it has any.

    Call it inside `changing`. Gives whether it became one now; what stands in the way is a difference for a person.
    """
    rules = compiled(agreement)
    offer = _locked(offer)
    if offer is None or offer.held_at is not None or told.signed is None or told.refused is not None:
        return False
    if (told.variant and told.variant != offer.variant) or told.signed >= offer.closes_at:
        return False
    if needs_prices(rules) and told.prices is None:
        return False
    try:
        starts_on = start_of(offer, told.signed)
    except OfferRefused:
        return False
    complete = max(filter(None, (told.signed, told.prices if needs_prices(rules) else None)))
    offer.state, offer.ended_at, offer.starts_on = OfferState.CONCLUDED, complete, starts_on
    offer.save(update_fields=["state", "ended_at", "starts_on"])
    recorded = RecordedAgreement.objects.create(
        provider=offer.provider,
        number=offer.number,
        insurer=agreement.season.insurer,
        label=agreement.season.label,
        care_type=agreement.care_type,
        variant=offer.variant,
        concluded_on=complete.astimezone(AMSTERDAM).date(),
        valid_from=starts_on,
        valid_until=offer.term_until,
        source=SOURCE,
    )
    made = Agreement.objects.create(
        offer=offer,
        recorded=recorded,
        signed_at=told.signed,
        concluded_at=complete,
        content_hash=offer.content_hash,
        file_hash=offer.file_hash,
    )
    if offer.late_at is not None and was_late(offer, told.signed):
        Event.objects.get_or_create(
            provider=offer.provider, name=LATE_ACCEPTED, happened_at=offer.late_at,
            **season_of(agreement),
        )  # fmt: skip
    concluded.send(Agreement, agreement=made, provider=offer.provider, season_agreement=agreement)
    return True


def refuse(offer: Offer | None, told: Acceptance) -> bool:
    """Let an offer be refused by the provider, as it was at VECOZO; call it inside `changing`."""
    offer = _locked(offer)
    if offer is None or told.refused is None or told.signed is not None:
        return False
    offer.state, offer.ended_at = OfferState.REFUSED, told.refused
    offer.save(update_fields=["state", "ended_at"])
    tell_refused(offer)
    refused.send(Offer, offer=offer, provider=offer.provider, season_agreement=offer.agreement)
    return True


def _locked(offer: Offer | None) -> Offer | None:
    """Give an offer as it is now, for nobody else to change meanwhile; None when it is open no longer."""
    if offer is None:
        return None
    related = ("provider", "agreement__season", "assessment")
    found = Offer.objects.select_for_update(of=("self",)).select_related(*related).defer("content").get(pk=offer.pk)
    return found if found.state == OfferState.OFFERED else None
