"""Work out the contract status of a provider for an agreement, and what of it is published from which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from zorginkoop.kernel.agenda import agenda, events_of
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.facts import FOREVER, RecordedSubject, resolve
from zorginkoop.kernel.finder import Season as FinderSeason
from zorginkoop.kernel.finder import in_finder
from zorginkoop.kernel.layer_words import LayerKind, LayerStatus, Why
from zorginkoop.kernel.layers import Layers, compile_layers, layered_agreements
from zorginkoop.kernel.status import EVER, REST, Interval, Question, StatusTable, contract_status
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled, contract_key, installation, rules_by, rules_of
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.places.models import PublicStatus, PublishedPlace, StatusInterval
from zorginkoop.portal.register.models import Location, Provider, RecordedAgreement


@lru_cache(maxsize=64)
def _layers(edition: str, content_hash: str, agreement: str) -> Layers | None:
    loaded = rules_by(edition, content_hash)
    return compile_layers(loaded, agreement, installation()) if agreement in layered_agreements(loaded) else None


def layers_of(agreement: SeasonAgreement) -> Layers | None:
    """Give the layers of an agreement; None when its policy gives none."""
    return _layers(agreement.season.edition, agreement.season.edition_hash, agreement.name)


def refresh(provider: Provider, agreement: SeasonAgreement) -> int:
    """Work out and store the intervals and the published places of a provider; give the number of intervals.

    What was stored before is replaced as a whole, so doing it twice gives the same rows.
    """
    layers = layers_of(agreement)
    if layers is None:
        return 0
    recorded = recorded_subject(provider, agreement)
    tables = _tables(provider, agreement, layers, recorded)
    now = clock.now()
    with changing("places.refreshed", about=agreement, for_whom=provider.public_id) as change:
        StatusInterval.objects.filter(provider=provider, agreement=agreement).delete()
        rows = [
            _stored(provider, agreement, product, interval)
            for product, table in tables.items()
            for interval in table.intervals
        ]
        for row in rows:
            row.computed_at = now
        StatusInterval.objects.bulk_create(rows)
        season = agreement.season
        own = PublishedPlace.objects.filter(
            place_id=provider.public_id, care_type=agreement.care_type, contract_year=season.contract_year
        )
        own.filter(insurer=season.insurer, label=season.label).delete()
        if provider.ended_on is None or provider.ended_on >= clock.today():  # else its successor is shown
            PublishedPlace.objects.bulk_create(
                _places(provider, agreement, tables, _season(agreement, layers, recorded))
            )
        change.details["intervals"] = len(rows)
    return len(rows)


def _tables(
    provider: Provider, agreement: SeasonAgreement, layers: Layers, recorded: RecordedSubject
) -> dict[str, StatusTable]:
    """Work out the status for each product type; where no agreement names one, it is the same for all."""
    keys = list(_keys(agreement))
    named = RecordedAgreement.objects.standing().filter(provider=provider).exclude(product_type="").exists()
    if named:
        records = {key: recorded_subject(provider, agreement, key=key) for key in keys}
        return {key.product_type: contract_status(layers, records[key], key, EVER, layers.term) for key in keys}
    table = contract_status(layers, recorded, keys[0], EVER, layers.term)
    return {key.product_type: table for key in keys}


def _keys(agreement: SeasonAgreement) -> Iterator[ContractKey]:
    """Give a key for every product type that the policy is for: an agreement counts for all of them."""
    own = contract_key(agreement.season)
    scope = rules_of(agreement.season).source.uitgave.geldt_voor
    for product in scope.polisvormen or (own.product_type,):
        yield ContractKey(own.insurer, own.label, product, own.year)


def _stored(provider: Provider, agreement: SeasonAgreement, product: str, interval: Interval) -> StatusInterval:
    key = interval.key
    return StatusInterval(
        provider=provider,
        agreement=agreement,
        product_type=product,
        layer=key.layer,
        kind=interval.kind,
        location=key.location,
        care=key.care,
        row=key.row,
        first=interval.first,
        last=interval.last,
        status=interval.status,
        reasons=[
            {"nl": reason.phrase.nl, "en": reason.phrase.en, "places": list(reason.citation.places), "why": reason.what}
            for reason in interval.reasons
        ],
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What somebody sees of one location in one stretch of days, and from which day it is shown."""

    status: PublicStatus
    special_care: list[dict[str, str]]
    first: date | None
    last: date | None
    from_day: date


def _places(
    provider: Provider, agreement: SeasonAgreement, tables: dict[str, StatusTable], happened: FinderSeason
) -> Iterator[PublishedPlace]:
    season, today = agreement.season, clock.today()
    for product, table in tables.items():
        for location in _addresses(provider):
            for seen in _seen(table, happened, agreement.care_type, location.agb_code, today):
                yield PublishedPlace(
                    place_id=provider.public_id,
                    provider_name=provider.name,
                    location_code=location.agb_code,
                    location_name=location.name,
                    postcode4=location.postcode[:4],
                    place=location.place,
                    care_type=agreement.care_type,
                    care_title=agreement.title,
                    insurer=season.insurer,
                    label=season.label,
                    product_type=product,
                    contract_year=season.contract_year,
                    status=seen.status,
                    first=seen.first,
                    last=seen.last,
                    special_care=seen.special_care,
                    visible_from=seen.from_day,
                    as_of=today,
                )


def _addresses(provider: Provider) -> list[Location]:
    """Give where care is given: its locations, or its own address when it has none."""
    found = list(Location.objects.valid(clock.today()).filter(provider=provider).order_by("agb_code"))
    return found or [Location(agb_code="", name=provider.name, postcode=provider.postcode, place=provider.place)]


def _seen(table: StatusTable, season: FinderSeason, care_type: str, location: str, today: date) -> Iterator[_Seen]:
    """Walk every stretch of days in which the finder shows a location as contracted, in order, with what it says."""
    for stretch in _contracted(table, location):
        on = stretch.first or table.layers.term.start
        from_day = _from_day(table, season, Question(on, care_type, location), today)
        if from_day is None:
            continue
        for first, last in _pieces(table, stretch):
            day = first or on
            yield _Seen(_public_status(table, day), _special_care(table, day), first, last, from_day)


def _contracted(table: StatusTable, location: str) -> list[Interval]:
    """Give the stretches in which the agreement counts at a location: its own, or those of every location."""
    base = [one for one in table.intervals if one.key.layer == table.layers.base.id]
    own = [one for one in base if one.key.location == location] or [one for one in base if one.key.location == REST]
    running = [one for one in own if one.status == LayerStatus.CONTRACTED]
    return sorted(running, key=lambda one: one.first or date.min)


def _from_day(table: StatusTable, season: FinderSeason, question: Question, today: date) -> date | None:
    """Find the first day on which the finder shows a stretch; None while something keeps it from being shown."""
    days = _days_of_looking(season, question.on, today)
    return next((day for day in days if in_finder(table, season, question, day).contracted), None)


def _pieces(table: StatusTable, stretch: Interval) -> list[tuple[date | None, date | None]]:
    """Cut a stretch where what the public reads of it changes; days that read the same stay together."""
    starts = sorted({one.first for one in table.intervals if one.first and stretch.contains(one.first)})
    days = [stretch.first, *(day for day in starts if day != stretch.first)]
    term = table.layers.term.start
    words = [(_public_status(table, day or term), _special_care(table, day or term)) for day in days]
    firsts = [day for at, day in enumerate(days) if at == 0 or words[at] != words[at - 1]]
    lasts = [day - timedelta(days=1) for day in firsts[1:] if day is not None]
    return list(zip(firsts, [*lasts, stretch.last], strict=True))


def _public_status(table: StatusTable, on: date) -> PublicStatus:
    """Say partly where somebody who works there falls outside the agreement, or may."""
    people = [one for one in table.intervals if one.kind == LayerKind.PERSON and one.key.row and one.contains(on)]
    there = [one for one in people if all(reason.what != Why.ROW_ABSENT for reason in one.reasons)]
    outside = any(one.status != LayerStatus.CONTRACTED for one in there)
    return PublicStatus.PARTLY if outside else PublicStatus.CONTRACTED


def _season(agreement: SeasonAgreement, layers: Layers, recorded: RecordedSubject) -> FinderSeason:
    rules = compiled(agreement)
    subject = resolve(recorded, rules.agreement, layers.term.start, EVER)
    return FinderSeason(rules, events_of(rules, subject))


def _days_of_looking(season: FinderSeason, on: date, today: date) -> Iterable[date]:
    """Give the days on which something may begin to be shown, in order: of every gate, every event, and today."""
    deadlines = agenda(season.compiled, season.events, season.compiled.planning.calendar, season.route).deadlines
    days = {one.dates.first.astimezone(clock.AMSTERDAM).date() for one in deadlines if one.dates.first is not None}
    days |= {moment.astimezone(clock.AMSTERDAM).date() for moment in season.events.values()}
    days |= {today, on}
    days |= {day + timedelta(days=1) for day in days if day < FOREVER}
    return sorted(days)


def _special_care(table: StatusTable, on: date) -> list[dict[str, str]]:
    """Say which care beside the care type itself is contracted on a day, in the words of its layer."""
    contracted = {one.key.layer for one in table.intervals if one.status == LayerStatus.CONTRACTED and one.contains(on)}
    return [
        {"care": care, "nl": layer.phrase.nl, "en": layer.phrase.en}
        for layer in table.layers.others
        if layer.id in contracted
        for care in layer.care
    ]
