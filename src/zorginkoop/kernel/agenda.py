"""The dates of one agreement as events come in: its deadlines, its start, its changes and its term.

Pure: the caller brings the events that happened, the calendar and, once it is known, the route. Nothing here knows what
day it is, so a deadline is judged only by the event that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.conditions import facts_read
from zorginkoop.kernel.dates import Resolved, Timing, end_of, resolve, start_of, to_utc
from zorginkoop.kernel.evaluate import NEVER, evaluation
from zorginkoop.kernel.facts import Subject, Value
from zorginkoop.kernel.planning import Deadline, StartRule
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.tree import Test

EARLIER_START = "besluit_eerdere_ingang"


@dataclass(frozen=True, slots=True)
class DatedDeadline:
    """One deadline with its dates, and how its event lies to them."""

    deadline: Deadline
    dates: Resolved
    happened: datetime | None
    verdict: Timing


@dataclass(frozen=True, slots=True)
class DatedStart:
    """A start, or a change, that a rule came to; `before` names the events it would precede without a decision."""

    rule: StartRule
    dates: Resolved
    before: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """The first day, or None while an event is missing."""
        return None if self.dates.waits else self.dates.first_day

    @property
    def needs_decision(self) -> bool:
        """Whether a person has to decide before this start may be used."""
        return bool(self.before)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every date of one agreement that follows from the events so far."""

    compiled: CompiledAgreement
    route: str
    events: Mapping[str, datetime]
    deadlines: tuple[DatedDeadline, ...]
    start: DatedStart | None
    changes: tuple[DatedStart, ...]

    @property
    def cycle(self) -> Period | None:
        """The whole term that the policy names."""
        return self.compiled.planning.term

    @property
    def term(self) -> Period | None:
        """The days this agreement would cover: from its start to the end of the cycle; None when there are none."""
        day = self.start.day if self.start else None
        if day is None or self.cycle is None:
            return None
        return self.cycle.overlap(Period.of(day, None))

    @property
    def contract_year(self) -> int | None:
        """The year that the start falls in; a start in 2027 is judged by the reference years of 2027."""
        day = self.start.day if self.start else None
        return day.year if day else None

    def deadline(self, name: str) -> DatedDeadline:
        """Give one deadline by its id; a KeyError when it is not there or does not count on this route."""
        for dated in self.deadlines:
            if dated.deadline.id == name:
                return dated
        raise KeyError(name)


def agenda(
    compiled: CompiledAgreement, events: Mapping[str, datetime], calendar: WorkCalendar, route: str | None = None
) -> Agenda:
    """Work out every date of an agreement from the events known so far (aware moments by name).

    Without a route the deadlines of every route are given; a route within a route has the deadlines of the outer one.
    """
    scribe = _Scribe(compiled, events, calendar)
    planning = compiled.planning
    deadlines = (deadline for deadline in planning.deadlines if _on_route(deadline, route))
    start = scribe.start(planning.starts)
    return Agenda(
        compiled=compiled,
        route=route or "",
        events=dict(events),
        deadlines=tuple(scribe.deadline(deadline) for deadline in deadlines if scribe.counts(deadline.test)),
        start=start,
        changes=tuple(scribe.change(rule, start) for rule in planning.changes if scribe.state(rule.test) == MET),
    )


def events_of(compiled: CompiledAgreement, subject: Subject) -> dict[str, datetime]:
    """Give the events that the facts of a resolved subject say have happened."""
    names = [name for name, _ in compiled.planning.events]
    return {name: value for name in names if isinstance(value := subject.values.get(name), datetime)}


def _on_route(deadline: Deadline, route: str | None) -> bool:
    return route is None or not deadline.routes or route.partition("/")[0] in deadline.routes


class _Scribe:
    """Fills in the rules of one agreement with one set of events."""

    def __init__(self, compiled: CompiledAgreement, events: Mapping[str, datetime], calendar: WorkCalendar) -> None:
        self.agreement = compiled.agreement
        self.events = events
        self.calendar = calendar
        self.subject = _subject(compiled, events)
        self.unknown = [UNKNOWN] * len(compiled.agreement.criteria)

    def state(self, test: Test | None) -> int:
        """Judge a test by the events alone; what rests on other facts is unknown."""
        return MET if test is None else evaluation(test, self.agreement)(self.subject, self.unknown)

    def counts(self, test: Test | None) -> bool:
        """Tell whether a deadline counts, as far as the events say."""
        return self.state(test) not in (NOT_MET, NOT_APPLICABLE)

    def deadline(self, deadline: Deadline) -> DatedDeadline:
        """Date one deadline, and judge its event if that happened."""
        dates = self._and_after(resolve(deadline.rule, self.events, self.calendar), deadline.and_after)
        happened = self.events.get(deadline.event) if deadline.event else None
        return DatedDeadline(deadline, dates, happened, dates.verdict(happened) if happened else Timing.OPEN)

    def _and_after(self, dates: Resolved, names: tuple[str, ...]) -> Resolved:
        """Move the first moment to the last of several events; while one is missing it stays open."""
        known = [self.events[name].astimezone(AMSTERDAM) for name in names if name in self.events]
        moments = [*known, dates.first] if dates.first else known
        return replace(
            dates,
            first=max(moments, key=to_utc, default=None),
            also_waiting_for=tuple(name for name in names if name not in self.events),
        )

    def start(self, rules: tuple[StartRule, ...]) -> DatedStart | None:
        """Give the start by the first rule that fits; None when none does, or an earlier one cannot be judged yet."""
        for rule in rules:
            state = self.state(rule.test)
            if state == UNKNOWN:
                return None
            if state == MET:
                return self.dated(rule)
        return None

    def change(self, rule: StartRule, start: DatedStart | None) -> DatedStart:
        """Date one change; nothing changes before the agreement itself has started (PM-73)."""
        dated = self.dated(rule)
        first = start.day if start else None
        if first is None or dated.day is None or first <= dated.day:
            return dated
        return replace(dated, dates=replace(dated.dates, first=start_of(first), before=end_of(first)))

    def dated(self, rule: StartRule) -> DatedStart:
        """Date one start or change, and name the events that it would precede without a decision."""
        dates = resolve(rule.rule, self.events, self.calendar)
        first = None if dates.waits else dates.first_day
        if first is None or EARLIER_START in self.events:
            return DatedStart(rule, dates)
        later = (name for name in rule.not_before if name in self.events and first < _day(self.events[name]))
        return DatedStart(rule, dates, tuple(later))


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def _subject(compiled: CompiledAgreement, events: Mapping[str, datetime]) -> Subject:
    """Make a subject of which only the events are known."""
    agreement = compiled.agreement
    values: dict[str, Value | None] = dict.fromkeys(_keys(compiled))
    for name, _ in compiled.planning.events:
        values[name] = events.get(name, NEVER)
    for declaration in agreement.facts:
        moment = events.get(declaration.name)
        if moment is not None and declaration.subject == agreement.subject:
            values[declaration.name] = _day(moment) if declaration.kind == "datum" else moment
    relations = {relation.name: None for relation in agreement.relations if relation.subject == agreement.subject}
    return Subject(agreement.subject, "", "", date.min, {}, values, dict(relations))


def _keys(compiled: CompiledAgreement) -> set[str]:
    """Name every fact of the main subject that a test of the planning can read."""
    planning, agreement = compiled.planning, compiled.agreement
    tests = [deadline.test for deadline in planning.deadlines]
    tests += [rule.test for rule in (*planning.starts, *planning.changes)]
    read = {key for test in tests if test for key in facts_read(test)}
    return read | {fact.name for fact in agreement.facts if fact.subject == agreement.subject}
