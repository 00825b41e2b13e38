"""What the policy says of a request: whether there is a form, until when, when an agreement would start, its answer.

Everything comes from the edition: its routes along the request form, its deadlines and its starts. Where it is certain
the site answers by itself; where a decision of a person is asked, or something is not known, a person answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings

from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.explain import Explanation
from zorginkoop.kernel.facts import FactRecord
from zorginkoop.kernel.language import LeadsTo, Origin
from zorginkoop.kernel.letter import Sender, as_text, letter
from zorginkoop.kernel.outcome import NO_OFFER
from zorginkoop.kernel.reasons import against, is_request
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.summary_words import not_met
from zorginkoop.kernel.tree import Agreement, Phrase, Route
from zorginkoop.kernel.tree_walk import facts_read
from zorginkoop.portal import clock
from zorginkoop.portal.editions.channels import channels_of
from zorginkoop.portal.editions.compiled import compiled, contract_key
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.facts import DECIDED as DECISION
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.intake.opening import GRANTING, REQUESTED
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.letter import PROVIDER

RECEIVED, OFFERED = REQUESTED, "aanbod_gedaan"
SHIELDED = frozenset({"integriteitstwijfel", "integriteitssignaal"})  # decided elsewhere, and told to nobody here
# What a person decides about a request, by the name of the fact: what grants it, and what refuses it.
_REFUSING = {"toegevoegde_waarde_regio": "nee", "besluit_aanvraag": "afgewezen"}
DECIDED = {fact: (granting, _REFUSING[fact]) for fact, granting in GRANTING.items()}


@dataclass(frozen=True, slots=True)
class Until:
    """The last day for a request, where the policy sets one."""

    what: Phrase
    last_day: date
    before: datetime
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """When an agreement could start at the earliest: late when the contract year has begun by then."""

    day: date | None
    late: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground of the policy for refusing: what it asks, how it reads as a refusal, and where it stands."""

    id: str
    words: str
    refusal: str
    places: tuple[str, ...]


def request_routes(rules: CompiledAgreement) -> tuple[Route, ...]:
    """Give the routes that a provider starts with the request form."""
    return tuple(route for route in rules.agreement.routes if is_request(route))


def has_form(agreement: SeasonAgreement) -> bool:
    """Tell whether the policy knows a request form for an agreement."""
    rules = compiled(agreement)
    events = {name for name, _phrase in rules.planning.events}
    return rules.agreement.subject == PROVIDER and RECEIVED in events and bool(request_routes(rules))


def until(agreement: SeasonAgreement) -> Until | None:
    """Give the last day for a request; None where the policy sets none."""
    planning = compiled(agreement).planning
    for deadline in planning.deadlines:
        if deadline.event == RECEIVED:
            dates = resolve(deadline.rule, {}, planning.calendar)
            if dates.before is not None and dates.last_day is not None and not dates.waits:
                return Until(deadline.phrase, dates.last_day, dates.before, deadline.citation.places)
    return None


def start_of(agreement: SeasonAgreement, received_at: datetime) -> Start:
    """Work out when an agreement could start at the earliest, for a request that came at a moment."""
    rules = compiled(agreement)
    told = agenda(rules, {RECEIVED: received_at, OFFERED: received_at}, rules.planning.calendar)
    day = told.start.day if told.start else None
    possible = day is None or rules.planning.term is None or told.term is not None
    return Start(day, day is not None and day > date(agreement.season.contract_year, 1, 1), possible)


def judged(agreement: SeasonAgreement, provider: Provider, *, as_if_granted: bool = False) -> Outcome:
    """Judge a provider as things are known now, its request included; or as if a person had granted that."""
    now = clock.now()
    subject = recorded_subject(provider, agreement, now)
    fact = decision_fact(agreement)
    if as_if_granted and fact:
        granted = FactRecord(DECIDED[fact][0], DECISION, now)
        subject = replace(subject, facts={**subject.facts, fact: (granted,)})
    return assess(compiled(agreement).agreement, subject, contract_key(agreement.season), clock.today(), now)


def answered(agreement: SeasonAgreement, provider: Provider) -> Outcome | None:
    """Give the outcome with which the policy itself says no, whatever a person would decide about the request.

    None where a person answers. What rests on what is decided elsewhere and shielded is never answered by itself.
    """
    outcome = judged(agreement, provider)
    if not _says_no(outcome) or not _says_no(judged(agreement, provider, as_if_granted=True)):
        return None
    shielded = any(SHIELDED.intersection(_names(one.criterion.facts)) for one in against(outcome))
    return None if shielded else outcome


def _says_no(outcome: Outcome) -> bool:
    return outcome.route is not None and outcome.result in (NO_OFFER, LeadsTo.NOTHING)


def _decided(agreement: Agreement) -> set[str]:
    """Name the facts that only a decision of a person makes."""
    return {fact.name for fact in agreement.facts if fact.origin == Origin.DECISION}


def _names(keys: Iterable[str]) -> Iterator[str]:
    return (key.partition("@")[0] for key in keys)


def decision_fact(agreement: SeasonAgreement) -> str:
    """Name the fact by which a person decides about a request; empty where the policy has none."""
    names = {fact.name for fact in compiled(agreement).agreement.facts}
    return next((name for name in DECIDED if name in names), "")


def reasons(agreement: SeasonAgreement, language: Language = "nl") -> list[Reason]:
    """Give the grounds on which a person may refuse a request by the policy; never one that is shielded."""
    rules = compiled(agreement).agreement
    speaker, decided = Speaker(rules, language), _decided(rules)
    criteria = {one.id: one for one in rules.criteria}
    found: dict[str, Reason] = {}
    for route in request_routes(compiled(agreement)):
        if route.leads_to != LeadsTo.NO_OFFER:
            continue
        for name in route.criteria:
            one = criteria[name]
            basis = set(_names(one.facts))
            if basis and basis <= decided and not basis & SHIELDED:
                asks = speaker.requirement(one)
                found[name] = Reason(name, sentence(asks), sentence(not_met(speaker, asks)), one.citation.places)
    return list(found.values()) or [
        Reason(
            route.id,
            sentence(route.phrase.in_language(language)),
            sentence(route.phrase.in_language(language)),
            route.citation.places,
        )
        for route in request_routes(compiled(agreement))
        if route.leads_to == LeadsTo.NO_OFFER and decided.intersection(_names(facts_read(route.test)))
    ]


def answer_of(agreement: SeasonAgreement, outcome: Outcome) -> str:
    """Write the letter with which the policy itself answers."""
    told = letter(
        outcome,
        "nl",
        date=clock.today(),
        sender=Sender(settings.PURCHASER),
        channels=channels_of(agreement),
        withheld=SHIELDED,
    )
    return as_text(told)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that a request is judged by, as it stands, for whoever decides."""

    requirement: str
    state: str
    findings: tuple[str, ...]
    places: tuple[str, ...]


def conditions(agreement: SeasonAgreement, outcome: Outcome, language: Language) -> list[Condition]:
    """Give the conditions on the routes of a request; what is decided elsewhere is not among them."""
    speaker = Speaker(outcome.agreement, language, SHIELDED)
    explanation = Explanation(outcome, language, speaker)
    named = dict.fromkeys(name for route in request_routes(compiled(agreement)) for name in route.criteria)
    told = (explanation.condition(name) for name in named)
    return [
        Condition(one.requirement, speaker.state(one.state), one.findings, one.places)
        for one in told
        if not one.shielded
    ]
