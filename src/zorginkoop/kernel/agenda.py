"""The dates of one agreement as events come in: its deadlines, its start, its changes and its term.

Pure: the caller brings the events that happened, the calendar and, once it is known, the route. Nothing here knows what
day it is, so a deadline is judged only by the event that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.dates import Occurrence, Resolved, Timing, end_of, resolve, start_of, to_utc
from zorginkoop.kernel.evaluate import NEVER, evaluation
from zorginkoop.kernel.facts import TURN, RecordedSubject, Subject, Value
from zorginkoop.kernel.planning import Deadline, Planning, StartRule
from zorginkoop.kernel.running_term import RunningTerm, TermRule, running_term
from zorginkoop.kernel.scalars import AMSTERDAM, read_moment
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.terms import Period
from zorginkoop.kernel.tree import Test
from zorginkoop.kernel.tree_walk import facts_read

EARLIER_START = "besluit_eerdere_ingang"


Turns = Mapping[str, Mapping[str, datetime]]  # by event: what came, by the name of the period that it is about


@dataclass(frozen=True, slots=True)
class DatedTurn:
    """One turn of a duty that returns, and how what came for it lies to its dates."""

    turn: Occurrence
    happened: datetime | None
    verdict: Timing


@dataclass(frozen=True, slots=True)
class DatedDeadline:
    """One deadline with its dates, and how its event lies to them; a duty that returns has turns instead."""

    deadline: Deadline
    dates: Resolved
    happened: datetime | None
    verdict: Timing
    turns: tuple[DatedTurn, ...] = ()


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
    running: RunningTerm | None = None
    bridge: Period | None = None  # the days that the old terms cover until a late start (AMB-02)

    @property
    def term(self) -> Period | None:
        """The days this agreement would cover: from its start to its end; None when there are none."""
        return self.running.period if self.running else None

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


def agenda(  # noqa: PLR0913 - what happened comes in three forms, and each caller names those it has
    compiled: CompiledAgreement,
    events: Mapping[str, datetime],
    calendar: WorkCalendar,
    route: str | None = None,
    *,
    on: date | None = None,
    turns: Turns | None = None,
) -> Agenda:
    """Work out every date of an agreement from the events known so far (aware moments by name).

    `on` is the day on which one looks: what has not happened by then is overdue, and tacit renewals are counted up to
    it. `turns` holds what came for duties that return. Without a route the deadlines of every route are given; a route
    within a route has the deadlines of the outer one.
    """
    scribe = _Scribe(compiled, events, calendar, on, turns or {})
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
        running=_running(planning.term, start, events, on),
        bridge=_bridge(planning, start, events),
    )


def _running(
    rule: TermRule | None, start: DatedStart | None, events: Mapping[str, datetime], on: date | None
) -> RunningTerm | None:
    first = start.day if start else None
    return None if rule is None or first is None else running_term(rule, first, events, on)


def _bridge(planning: Planning, start: DatedStart | None, events: Mapping[str, datetime]) -> Period | None:
    """Give the days between the start of the term and a late start of which a person decided that old terms go on."""
    bridge, term = planning.bridge, planning.term
    if bridge is None or term is None or bridge.decision not in events or bridge.until not in events:
        return None
    first, last = term.cycle.start, _day(events[bridge.until])
    starts = start.day if start else None
    if starts is not None:
        last = min(last, starts - timedelta(days=1))
    return Period.of(first, last) if first <= last else None


def events_of(compiled: CompiledAgreement, subject: Subject) -> dict[str, datetime]:
    """Give what the facts of a resolved subject say has happened: events, and the dated facts that a rule reads."""
    planning = compiled.planning
    names = [name for name, _ in planning.events]
    names += [name for deadline in planning.deadlines for name in (deadline.event, *deadline.rule.names) if name]
    names += [planning.bridge.until] if planning.bridge else []
    names += [name for rule in (*planning.starts, *planning.changes) for name in rule.rule.names]
    returning = {deadline.event for deadline in planning.deadlines if deadline.rule.repeats}  # those have turns instead
    found = {name: subject.values.get(name) for name in dict.fromkeys(names) if name not in returning}
    return {name: read_moment(value) for name, value in found.items() if isinstance(value, date)}


def turns_of(compiled: CompiledAgreement, recorded: RecordedSubject, known: datetime) -> dict[str, dict[str, datetime]]:
    """Give what came for duties that return, by event and period, as far as was known at a moment.

    Of several deliveries for one period the first counts: a later one mends it, and does not make it late.
    """
    found: dict[str, dict[str, datetime]] = {}
    for event in {
        deadline.event for deadline in compiled.planning.deadlines if deadline.rule.repeats and deadline.event
    }:
        for record in recorded.facts.get(event, ()):
            period = record.attributes.get(TURN)
            if period is None or (record.known_since is not None and record.known_since > known):
                continue
            moment, came = read_moment(record.text), found.setdefault(event, {})
            came[period] = min(moment, came.get(period, moment))
    return found


def stray_turns(compiled: CompiledAgreement, turns: Turns) -> list[tuple[str, str]]:
    """Name what came for a period that no duty of the agreement is about, as event and period."""
    expected: dict[str, set[str]] = {}
    for deadline in compiled.planning.deadlines:
        occurrences = resolve(deadline.rule, {}, compiled.planning.calendar).occurrences
        expected.setdefault(deadline.event, set()).update(turn.name for turn in occurrences)
    return [(event, name) for event, came in turns.items() for name in came if name not in expected.get(event, ())]


def _on_route(deadline: Deadline, route: str | None) -> bool:
    return route is None or not deadline.routes or route.partition("/")[0] in deadline.routes


class _Scribe:
    """Fills in the rules of one agreement with one set of events."""

    def __init__(
        self,
        compiled: CompiledAgreement,
        events: Mapping[str, datetime],
        calendar: WorkCalendar,
        on: date | None,
        turns: Turns,
    ) -> None:
        self.on = on
        self.turns = turns
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
        if dates.occurrences:
            return DatedDeadline(deadline, dates, None, Timing.OPEN, self._turns(deadline, dates))
        happened = self.events.get(deadline.event) if deadline.event else None
        return DatedDeadline(deadline, dates, happened, dates.verdict_on(happened, self.on if deadline.event else None))

    def _turns(self, deadline: Deadline, dates: Resolved) -> tuple[DatedTurn, ...]:
        """Judge every turn by what came for its own period."""
        came = self.turns.get(deadline.event, {})
        pairs = ((turn, came.get(turn.name)) for turn in dates.occurrences)
        on = self.on if deadline.event else None
        return tuple(DatedTurn(turn, happened, turn.verdict_on(happened, on)) for turn, happened in pairs)

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
