"""Turns a judged outcome and what the register says into the agreement as it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from zorginkoop.documents.agreement_form import (
    AgreementContent,
    Clause,
    Factor,
    Insurer,
    PolicyPlace,
    Provider,
    ProviderLocation,
    Purchaser,
    Signatory,
    Signing,
    Term,
    UsedFact,
)
from zorginkoop.kernel.agenda import Agenda, DatedStart, agenda, events_of
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.explain import ConditionExplanation, Explanation
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.provenance_words import NO_RECORD, source
from zorginkoop.kernel.speech import sentence
from zorginkoop.kernel.states import MET, NOT_APPLICABLE
from zorginkoop.portal import clock
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.editions.compiled import compiled, rules_of
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Location
from zorginkoop.portal.register.models import Provider as RegisteredProvider
from zorginkoop.portal.register.models import Signatory as RegisteredSignatory

OFFERED, SIGNED, LATE_ACCEPTED = "aanbod_gedaan", "ondertekend", "late_ondertekening_aanvaard"
PRICE = (
    "Het prijsniveau is nog niet afgesproken. Deze overeenkomst legt vast welke zorg u mag leveren en onder welke "
    "voorwaarden. De prijslijst wordt apart vastgesteld en hoort er daarna bij."
)
LATER_START = (
    "Wordt de overeenkomst na de eerste dag van de looptijd getekend, dan begint zij op de dag van ondertekening, "
    "tenzij de inkoper besluit dat zij eerder ingaat."
)
TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of an offer that follow from the policy, each None when the policy gives none."""

    term_from: date | None
    term_until: date | None
    last_signing_day: date | None
    follows_signature: bool = False  # it starts on the day of the signature when that comes later


def dates_of(agreement: SeasonAgreement, outcome: Outcome, moment: datetime) -> Dates:
    """Work out the days of an offer made at this moment."""
    rules = compiled(agreement)
    events = {**events_of(rules, outcome.subject), OFFERED: moment}
    events.pop(SIGNED, None)
    route = outcome.route.id if outcome.route else None
    dated = agenda(rules, events, rules.planning.calendar, route)
    term, first = dated.term, first_day(dated.start, events)
    if term is None or first is None:
        return Dates(None, None, _last_signing_day(dated))
    follows = dated.start is not None and SIGNED in dated.start.rule.not_before
    return Dates(first, term.end, _last_signing_day(dated), follows)


def first_day(start: DatedStart | None, events: Mapping[str, datetime]) -> date | None:
    """Give the first day of a start that needs no decision: none before what the policy says it may not precede."""
    if start is None or start.day is None:
        return None
    return max([start.day, *(events[name].astimezone(clock.AMSTERDAM).date() for name in start.before)])


def _last_signing_day(dated: Agenda) -> date | None:
    days = [one.dates.last_day for one in dated.deadlines if one.deadline.event == SIGNED and not one.dates.waits]
    return min((day for day in days if day is not None), default=None)


def signatories_of(provider: RegisteredProvider, on: date) -> list[RegisteredSignatory]:
    """Give who binds a provider: those who may alone, else all who may together; nobody when one of two is missing."""
    found = list(RegisteredSignatory.objects.valid(on).filter(provider=provider).order_by("name", "pk"))
    alone = [one for one in found if not one.jointly]
    if alone:
        return _once(alone)
    together = _once(found)
    return together if len(together) >= TOGETHER else []


def _once(found: Sequence[RegisteredSignatory]) -> list[RegisteredSignatory]:
    """Keep each person once: two extracts about one person are not two people, also where one is not linked yet.

    Two people of one name are told apart by their accounts: until the second has one, one name is one person, since
    somebody who signs twice is worse than an offer that waits.
    """
    people: dict[int | str, RegisteredSignatory] = {}
    names: set[str] = set()
    for one in sorted(found, key=lambda row: (row.user_id is None, -row.kvk_extract_date.toordinal(), row.pk)):
        name = " ".join(one.name.split()).casefold()
        if one.user_id is not None or name not in names:
            people.setdefault(one.user_id or name, one)
        names.add(name)
    return sorted(people.values(), key=lambda row: (row.name, row.pk))


def content_of(  # noqa: PLR0913 - what a paper needs, each by name
    provider: RegisteredProvider,
    agreement: SeasonAgreement,
    outcome: Outcome,
    *,
    number: str,
    signatories: Sequence[RegisteredSignatory],
    term: tuple[date, date | None],
    last_day: date,
    outcome_hash: str,
    follows_signature: bool = False,
) -> AgreementContent:
    """Say everything that the paper of an offer says."""
    season = agreement.season
    head = rules_of(season).source.uitgave
    return AgreementContent(
        proef=trust().mark,
        nummer=number,
        datum=clock.today(),
        zorgsoort=agreement.title,
        overeenkomst=agreement.name,
        contractjaar=season.contract_year,
        variant=outcome.variant,
        inkoper=Purchaser(naam=settings.PURCHASER),
        verzekeraars=tuple(
            Insurer(naam=head.geldt_voor.verzekeraar, uzovi=season.insurer, label=season.label, polisvorm=product)
            for product in head.geldt_voor.polisvormen or (season.product_type,)
        ),
        beleid=PolicyPlace(
            uitgave=season.edition, naam=head.naam.nl, codering=str(season.coding), uitgave_hash=season.edition_hash
        ),
        looptijd=Term(van=term[0], tot_en_met=term[1], toelichting=LATER_START if follows_signature else ""),
        prijs=PRICE,
        ondertekening=_signing(signatories, last_day),
        uitkomst_hash=outcome_hash,
        **parts_of(provider, outcome),
    )


def parts_of(provider: RegisteredProvider, outcome: Outcome) -> dict[str, Any]:
    """Give the parts of a paper that follow from what is known of a provider, by the name of the part."""
    told = Explanation(outcome, "nl")
    return {
        "aanbieder": _provider(provider),
        "voorwaarden": tuple(_clause(told.condition(name)) for name in _asked(outcome)),
        "factoren": tuple(_factor(told, told.condition(name)) for name in outcome.agreement.factors),
        "onderdelen": tuple(part.sentence for part in told.parts),
        "verklaringen": tuple(_clause(one) for one in told.declared),
    }


def _provider(provider: RegisteredProvider) -> Provider:
    locations = Location.objects.valid(clock.today()).filter(provider=provider).order_by("agb_code")
    return Provider(
        naam=provider.name,
        agb=provider.agb_code,
        kvk=provider.kvk_number,
        adres=_address(provider.postcode, provider.place),
        vestigingen=tuple(
            ProviderLocation(naam=one.name, agb=one.agb_code, adres=_address(one.postcode, one.place))
            for one in locations
        ),
    )


def _address(postcode: str, place: str) -> str:
    return " ".join(part for part in (postcode, place) if part)


def _asked(outcome: Outcome) -> Iterator[str]:
    """Name the base conditions that concern this provider, apart from what is declared at signing."""
    declared = {one.id for one in Explanation(outcome, "nl").declared}
    for name in outcome.agreement.gate:
        if name not in declared and outcome.condition(name).state != NOT_APPLICABLE:
            yield name


def _clause(one: ConditionExplanation) -> Clause:
    return Clause(id=one.id, tekst=one.requirement, plaats=one.clause if one.places else "")


def _factor(told: Explanation, one: ConditionExplanation) -> Factor:
    speaker, kind = told.speaker, told.outcome.subject.kind
    return Factor(
        id=one.id,
        tekst=one.requirement,
        stand="telt" if one.state == MET else "telt_niet",
        plaats=one.clause if one.places else "",
        bevindingen=_counted(told, one),
        gegevens=tuple(
            UsedFact(
                wat=sentence(speaker.name(kind, fact.key)).rstrip("."),
                waarde=speaker.value(kind, fact),
                bron=source(speaker, fact) if fact.source not in {"", NO_RECORD} else "geen vastlegging",
                bekend_sinds=write_date(fact.known_since) if fact.known_since else "",
            )
            for fact in one.facts
            if fact.key != REFERENCE_DATE and not speaker.shields(fact.key)
        ),
    )


def _counted(told: Explanation, one: ConditionExplanation) -> tuple[str, ...]:
    """Tell what was counted over people or other rows, without naming any of them: a paper travels far."""
    if any(fact.key != REFERENCE_DATE for fact in one.facts) or one.shielded:
        return ()
    rows = [row for relation in told.outcome.subject.relations.values() for row in relation or ()]
    names = {row.name for row in rows if row.name}
    return tuple(line for line in one.findings if not any(name in line for name in names))


def _signing(signatories: Sequence[RegisteredSignatory], last_day: date) -> Signing:
    return Signing(
        bevoegdheid="gezamenlijk" if signatories[0].jointly else "alleen",
        tekenbevoegden=tuple(
            Signatory(naam=one.name, bewijs=f"KvK-uittreksel van {write_date(one.kvk_extract_date)}")
            for one in signatories
        ),
        uiterlijk=last_day,
    )
