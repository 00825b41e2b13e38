"""Own punctuality: for each term that binds the purchaser, who got it in time, who late, and for whom it runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zorginkoop.kernel.agenda import DatedDeadline
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.dates import Resolved, end_of, resolve
from zorginkoop.kernel.tree import Phrase
from zorginkoop.portal import clock
from zorginkoop.portal.assessment.models import Completion
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.questions.terms import REPLIED, Term, answer_term
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.requests.models import AgreementRequest
from zorginkoop.portal.season.planning import PURCHASER, dated_of
from zorginkoop.portal.season.stages import events_of_season, runs_of
from zorginkoop.portal.selection.models import Choice

IN_TIME, LATE, RUNNING, OVERDUE = "op-tijd", "te-laat", "loopt", "over-tijd"
STATES: dict[str, Promise] = {
    IN_TIME: _("op tijd"),
    LATE: _("te laat"),
    RUNNING: _("loopt nog"),
    OVERDUE: _("over tijd, nog niet gedaan"),
}
QUESTIONS, REQUESTS = "vragen", "aanvragen"  # the two kinds of messages that the policy wants answered within a term
_AT_ONCE = 5_000
Stop = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Case:
    """One provider, question or request under a term: until when, and when it was done."""

    agb_code: str
    name: str
    before: datetime
    done_at: datetime | None
    public_id: UUID | None = None  # of the provider

    @property
    def state(self) -> str:
        """How it lies to its term: the first moment after it is too late."""
        return _state(self.before, self.done_at)


@dataclass(slots=True)
class Measured:
    """One term: what it is, when it ends in the policy's words, and whom it concerned, by state."""

    id: str
    what: Phrase
    kind: Promise | str
    dated: DatedDeadline
    providers: dict[str, list[tuple[int, datetime, datetime | None]]] = field(default_factory=dict)
    others: dict[str, list[Case]] = field(default_factory=dict)
    begun_without_end: bool = False  # it began for somebody, and then the policy named no last day

    def number(self, state: str) -> int:
        """Count those in a state."""
        return len(self.providers.get(state, ())) + len(self.others.get(state, ()))

    @property
    def endless(self) -> bool:
        """Whether the policy names no last day, so that nothing can be late."""
        rule = self.dated.deadline.rule
        return (not rule.events and self.dated.dates.before is None) or self.begun_without_end

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """Give every state with its number."""
        return [(state, self.number(state)) for state in STATES]


def _state(before: datetime, done_at: datetime | None) -> str:
    if done_at is not None:
        return IN_TIME if done_at < before else LATE
    return RUNNING if clock.now() < before else OVERDUE


def measured(agreement: SeasonAgreement) -> list[Measured]:
    """Measure each term of the purchaser that is about something that happens, in the order of the policy."""
    rules = compiled(agreement)
    own = [one for one in dated_of(rules) if one.deadline.binds == PURCHASER and one.deadline.event]
    happened = _happened(agreement, own)
    approached, stops = _approached(agreement), _stops(agreement)
    found: list[Measured] = []
    for one in own:
        if one.deadline.event == REPLIED:
            found += _messages(agreement, one)
        else:
            found.append(by_provider(rules, one, happened, approached, stops))
    return found


def _happened(agreement: SeasonAgreement, own: Iterable[DatedDeadline]) -> dict[int, dict[str, datetime]]:
    """Give what happened by provider: of each event the first moment, of those that terms are about or wait for."""
    names = {name for one in own for name in (one.deadline.event, *one.deadline.rule.events)}
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = events_of_season(agreement).filter(name__in=names).order_by("-happened_at")
    for provider, name, moment in rows.values_list("provider", "name", "happened_at"):
        found[provider][name] = moment
    return found


def _approached(agreement: SeasonAgreement) -> set[int]:
    run = runs_of(agreement)[1]
    return set(Choice.objects.filter(run=run, approach=True).values_list("provider", flat=True)) if run else set()


def _stops(agreement: SeasonAgreement) -> dict[int, list[Stop]]:
    """Give by provider when the clock stood still: while it was asked to add something, at most until the last day."""
    found: dict[int, list[Stop]] = defaultdict(list)
    rows = Completion.objects.filter(item__agreement=agreement).select_related("item").order_by("asked_at", "pk")
    for one in rows:
        ends = (one.answered_at, one.ended_at, end_of(one.last_day), clock.now())
        found[one.item.provider_id].append((one.asked_at, min(moment for moment in ends if moment)))
    return found


def moved(before: datetime, stops: Sequence[Stop]) -> datetime:
    """Move the end of a term by the time in which the clock stood still; of two stops at once the time counts once."""
    last = datetime.min.replace(tzinfo=before.tzinfo)
    for begin, end in stops:
        start = max(begin, last)
        if start < before:
            before += max(end - start, timedelta())
        last = max(last, end)
    return before


def by_provider(
    rules: CompiledAgreement,
    one: DatedDeadline,
    happened: Mapping[int, Mapping[str, datetime]],
    approached: set[int],
    stops: Mapping[int, Sequence[Stop]],
) -> Measured:
    """Measure a term for each provider: who is approached where it has a day, else who did what it waits for.

    The clock that stood still is taken off a term that began with something; a day that the policy names stays.
    """
    rule, event = one.deadline.rule, one.deadline.event

    @cache
    def dates(moments: tuple[tuple[str, datetime], ...]) -> Resolved:
        return resolve(rule, dict(moments), rules.planning.calendar)

    told = Measured(one.deadline.id, one.deadline.phrase, _("per aanbieder"), one)
    whom = set(happened) if rule.events else approached | {who for who, what in happened.items() if event in what}
    for provider in sorted(whom):
        own = happened.get(provider, {})
        moments = tuple((name, own[name]) for name in rule.events if name in own)
        found = dates(moments)
        if found.waits or (rule.events and not moments):
            continue
        if found.before is None:
            told.begun_without_end = True
            continue
        done = own.get(event)
        before = moved(found.before, stops.get(provider, ())) if rule.events else found.before
        told.providers.setdefault(_state(before, done), []).append((provider, before, done))
    return told


def _messages(agreement: SeasonAgreement, one: DatedDeadline) -> Iterator[Measured]:
    """Measure the term for an answer: for questions and for requests apart."""
    for kind, title, cases in (
        (QUESTIONS, _("vragen"), _questions(agreement)),
        (REQUESTS, _("aanvragen"), _requests(agreement)),
    ):
        told = Measured(f"{one.deadline.id}-{kind}".replace("_", "-"), one.deadline.phrase, title, one)
        for case in cases:
            told.others.setdefault(case.state, []).append(case)
        yield told


def _questions(agreement: SeasonAgreement) -> Iterator[Case]:
    of_it = Q(agreement=agreement) | Q(agreement=None, season=agreement.season)
    rows = Question.objects.received().filter(of_it).select_related("provider")
    for one in rows.defer("text", "about_words", "closing_reason").order_by("confirmed_at", "pk"):
        yield from _case(one.provider, "", answer_term(agreement, one.received_at), one.ended_at)


def _requests(agreement: SeasonAgreement) -> Iterator[Case]:
    rows = AgreementRequest.objects.exclude(confirmed_at=None).filter(agreement=agreement).select_related("provider")
    for one in rows.order_by("confirmed_at", "pk"):
        term = answer_term(agreement, one.confirmed_at or one.received_at)
        yield from _case(one.provider, one.practice_name, term, one.ended_at)


def _case(provider: Provider | None, name: str, term: Term | None, done: datetime | None) -> Iterator[Case]:
    if term is None:
        return
    if provider is None:
        yield Case("", name, term.before, done)
    else:
        yield Case(provider.agb_code, provider.name, term.before, done, provider.public_id)


def cases_of(told: Measured, state: str) -> list[Case]:
    """Give who is in a state of a term, by name."""
    rows = told.providers.get(state, [])
    names: dict[int, Provider] = {}
    for start in range(0, len(rows), _AT_ONCE):
        names |= Provider.objects.in_bulk([provider for provider, _before, _done in rows[start : start + _AT_ONCE]])
    found = [
        Case(names[pk].agb_code, names[pk].name, before, done, names[pk].public_id) for pk, before, done in rows
    ] + told.others.get(state, [])
    return sorted(found, key=lambda one: (one.name, one.agb_code))
