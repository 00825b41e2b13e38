"""Whether events can come in an order: what is asked of their days, and the earliest days that satisfy all of it.

Every demand between two events has the form 'x comes no earlier than f(y)' with an f that never decreases: a term
counted from an event is one such demand forwards and one backwards. So raising days from below until nothing moves
gives the earliest day of each event, and if one of those lies after its last day no order exists at all.

A choice (a condition that may hold in several ways, an event that may stay away) is tried way by way. A test that is
not about events may come out either way, the same wherever it is asked; hours count as the days they touch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.due import read_due
from zorginkoop.kernel.evaluate import TOO_LATE, read_span
from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.scalars import AMSTERDAM, read_date
from zorginkoop.kernel.tree import (
    Always,
    Compare,
    DueDate,
    Join,
    Literal,
    Negation,
    OnlyIf,
    OtherFact,
    Reference,
    Test,
    Unless,
)

_EARLIEST, _LATEST = date(1990, 1, 1).toordinal(), date(2199, 12, 31).toordinal()  # the years of a date rule
_MOST_STEPS = 20_000
_DATED = frozenset({"moment", "datum"})
_ALMOST_A_DAY = timedelta(hours=23, minutes=59)
_A_YEAR = 366


class TooManyOrders(Exception):
    """There are more ways than can be tried; nothing was proven."""


@dataclass(frozen=True, slots=True)
class Happens:
    """An event happens, or stays away."""

    event: str
    so: bool = True


@dataclass(frozen=True, slots=True)
class From:
    """An event comes on a day or later."""

    event: str
    day: int


@dataclass(frozen=True, slots=True)
class By:
    """An event comes on a day or earlier."""

    event: str
    day: int


@dataclass(frozen=True, slots=True)
class Follows:
    """An event comes no earlier than a day that is reckoned from the day of another.

    `least` is how many days later that is at the least; None where it may be any number of days earlier. `end` names
    the end of a counted term that this demand lies on one side of.
    """

    event: str
    other: str
    reckoned: Callable[[int], int] = field(compare=False)
    least: int | None = 0
    end: tuple[DateRule, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A test that is not about events is taken to hold, or not to."""

    test: Test
    so: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A test holds, or does not."""

    test: Test
    so: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of several lists of demands is met."""

    ways: tuple[tuple[Demand, ...], ...]


Demand = Happens | From | By | Follows | Taken | Asked | OneOf


@dataclass(frozen=True, slots=True)
class _Situation:
    """What has been settled so far."""

    happens: Mapping[str, bool] = field(default_factory=dict)
    taken: Mapping[Test, bool] = field(default_factory=dict)
    bounds: tuple[From | By | Follows, ...] = ()


class Orders:
    """Looks for an order of events."""

    def __init__(self, tests: Mapping[str, Test], calendar: WorkCalendar) -> None:
        """Keep the conditions that a test may refer to by name, and the calendar that working days count in."""
        self._tests = tests
        self._calendar = calendar
        self._steps = 0

    def earliest(self, demands: Sequence[Demand]) -> dict[str, date] | None:
        """Give the earliest day of every event in some order that meets all demands; None when there is no order.

        Raises TooManyOrders when there are more ways than can be tried.
        """
        self._steps = 0
        days = self._search(tuple(demands), _Situation())
        return None if days is None else {event: date.fromordinal(day) for event, day in days.items()}

    def in_time(self, event: str, rule: DateRule) -> OneOf:
        """Demand that an event comes within a rule; of several events to count from the first that happened counts."""
        if not rule.events:
            return OneOf(((Happens(event), *_fixed(event, rule, self._calendar)),))
        ways = []
        for number, anchor in enumerate(rule.events):
            before = [Happens(name, so=False) for name in rule.events[:number]]
            counted = _Counted(rule, anchor, self._calendar)
            ways.append((*before, Happens(anchor), Happens(event), *counted.demands(event)))
        return OneOf(tuple(ways))

    def _search(self, pending: tuple[Demand, ...], so_far: _Situation) -> dict[str, int] | None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooManyOrders
        if not pending:
            return _least(so_far.bounds, so_far.happens)
        demand, rest = pending[0], pending[1:]
        if isinstance(demand, Asked):
            demand = self._ways(demand.test, so=demand.so)
        if isinstance(demand, OneOf):
            if len(demand.ways) > 1 and _least(so_far.bounds, so_far.happens) is None:
                return None
            found = (self._search((*way, *rest), so_far) for way in demand.ways)
            return next((days for days in found if days is not None), None)
        settled = _with(so_far, demand)
        return None if settled is None else self._search(rest, settled)

    def _ways(self, test: Test, *, so: bool) -> OneOf:
        """Give the ways in which a test can hold, or can fail to."""
        match test:
            case Always():
                return OneOf(((),) if so else ())
            case Negation():
                return self._ways(test.test, so=not so)
            case Reference():
                return self._ways(self._tests[test.criterion], so=so)
            case Join():
                each = tuple(Asked(part, so != (test.how == "geen")) for part in test.tests)
                every = so != (test.how == "minstens_een")
                return OneOf((each,)) if every else OneOf(tuple((one,) for one in each))
            case Unless():
                both = (Asked(test.test, so=False), Asked(test.exception, so=False))
                return (
                    OneOf(((Asked(test.test, so=True),), (Asked(test.exception, so=True),))) if so else OneOf((both,))
                )
            case OnlyIf():
                if so:
                    return OneOf(((Asked(test.guard, so=True), Asked(test.test, so=True)),))
                return OneOf(((Asked(test.guard, so=False),), (Asked(test.test, so=False),)))
            case Compare() if test.kind in _DATED and test.fact != REFERENCE_DATE:
                return self._compared(test, so=so)
            case _:
                return OneOf(((Taken(test, so),),))

    def _compared(self, test: Compare, *, so: bool) -> OneOf:
        event, away = test.fact, (Happens(test.fact, so=False),)
        if test.operator == "bekend":
            wanted = isinstance(test.operand, Literal) and test.operand.texts == ("ja",)
            return OneOf(((Happens(event, so=wanted == so),),))
        if isinstance(test.operand, DueDate):
            return self._against_deadline(test, test.operand, so=so)
        if isinstance(test.operand, OtherFact):
            return _against(event, test.operand.fact, test.operator, so=so)
        if not isinstance(test.operand, Literal):
            return OneOf(((Taken(test, so),),))
        first, last = _days(test.operator, test.operand.texts[0])
        if so:
            inside = [From(event, first)] if first is not None else []
            until = [By(event, last)] if last is not None else []
            return OneOf(((Happens(event), *inside, *until),))
        before = [(Happens(event), By(event, first - 1))] if first is not None else []
        after = [(Happens(event), From(event, last + 1))] if last is not None else []
        return OneOf((*before, *after, away))

    def _against_deadline(self, test: Compare, operand: DueDate, *, so: bool) -> OneOf:
        """Let an event come by the end of a deadline, or after it."""
        rule, calendar = read_due(operand)
        event, late = test.fact, (test.operator == TOO_LATE) == so
        stays = ((Happens(event, so=False),),) if not so else ()
        if not rule.events:
            last = _fixed_days(rule, calendar)[1]
            if last is None:
                return OneOf(((Taken(test, so),),))
            longer = tuple((Happens(name), Happens(event)) for name in rule.extended_to or () if not late)
            return OneOf(((Happens(event), From(event, last + 1) if late else By(event, last)), *longer, *stays))
        ways: list[tuple[Demand, ...]] = []
        for number, anchor in enumerate(rule.events):
            counted = _Counted(rule, anchor, calendar)
            bound = counted.after(event) if late else counted.by(event)
            away = [Happens(name, so=False) for name in rule.events[:number]]
            ways.append((*away, Happens(anchor), Happens(event), bound))
        none = tuple(Happens(name, so=False) for name in rule.events)
        return OneOf((*ways, *stays, *((none,) if not so else ())))


def _with(so_far: _Situation, demand: Happens | From | By | Follows | Taken) -> _Situation | None:
    """Settle one demand more; None when it contradicts what was settled."""
    if isinstance(demand, Taken):
        if so_far.taken.get(demand.test, demand.so) != demand.so:
            return None
        return _Situation(so_far.happens, {**so_far.taken, demand.test: demand.so}, so_far.bounds)
    if isinstance(demand, Happens):
        if so_far.happens.get(demand.event, demand.so) != demand.so:
            return None
        return _Situation({**so_far.happens, demand.event: demand.so}, so_far.taken, so_far.bounds)
    return _Situation(so_far.happens, so_far.taken, (*so_far.bounds, demand))


def _least(bounds: Sequence[From | By | Follows], happens: Mapping[str, bool]) -> dict[str, int] | None:
    """Raise the days of events from the earliest until every demand is met; None when one passes its last day."""
    follows = [bound for bound in bounds if isinstance(bound, Follows)]
    late = {bound.end for bound in follows if bound.end and bound.least is not None}
    if any(bound.least is None and bound.end in late for bound in follows):
        return None  # before and after the end of one term
    if _runs_in_a_circle([bound for bound in follows if bound.least is not None]):
        return None
    days = {event: _EARLIEST for event, so in happens.items() if so}
    last = {bound.event: _LATEST for bound in bounds}
    for bound in bounds:
        if isinstance(bound, From):
            days[bound.event] = max(days.get(bound.event, _EARLIEST), bound.day)
        elif isinstance(bound, By):
            last[bound.event] = min(last[bound.event], bound.day)
    moving = True
    while moving:
        moving = False
        for bound in follows:
            wanted = bound.reckoned(days.get(bound.other, _EARLIEST))
            if wanted > days.get(bound.event, _EARLIEST):
                days[bound.event], moving = wanted, True
                if wanted > last[bound.event]:
                    return None
    return None if any(days.get(event, _EARLIEST) > day for event, day in last.items()) else days


def _runs_in_a_circle(bounds: Sequence[Follows]) -> bool:
    """Tell whether some event would have to come later than itself."""
    later: dict[str, set[str]] = {}
    for bound in bounds:
        later.setdefault(bound.other, set()).add(bound.event)
    return any(bound.least and bound.other in _reached(bound.event, later) for bound in bounds)


def _reached(start: str, later: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        near = later.get(waiting.pop(), set()) - found
        found |= near
        waiting += near
    return found


def _days(operator: str, text: str) -> tuple[int | None, int | None]:
    """Give the first and the last day that a comparison with a written day lets through."""
    if operator == "overlapt":
        span = read_span(text)
        return span.first.toordinal(), span.last.toordinal()
    day = read_date(text[:10]).toordinal()
    return {"uiterlijk": (None, day), "voor": (None, day - 1), "vanaf": (day, None)}.get(operator, (day, day))


def _against(event: str, other: str, operator: str, *, so: bool) -> OneOf:
    """Let an event come by, before or from another; an event that stays away does none of these."""
    happen = (Happens(event), Happens(other))
    no_later, later = Follows(other, event, _same), Follows(event, other, _next, 1)
    no_earlier, earlier = Follows(event, other, _same), Follows(other, event, _next, 1)
    met, unmet = {"uiterlijk": (no_later, later), "voor": (earlier, no_earlier), "vanaf": (no_earlier, earlier)}.get(
        operator, (no_earlier, later)
    )
    if so:
        return OneOf(((*happen, met),))
    return OneOf(((*happen, unmet), (Happens(event, so=False),), (Happens(other, so=False),)))


def _same(day: int) -> int:
    return day


def _next(day: int) -> int:
    return day + 1


def _fixed_days(rule: DateRule, calendar: WorkCalendar) -> tuple[int | None, int | None]:
    limits = resolve(rule, {}, calendar)
    first, last = limits.first_day, limits.last_day
    return (first.toordinal() if first else None), (last.toordinal() if last else None)


def _fixed(event: str, rule: DateRule, calendar: WorkCalendar) -> list[Demand]:
    first, last = _fixed_days(rule, calendar)
    return [*([From(event, first)] if first else []), *([By(event, last)] if last else [])]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A rule that counts from one event."""

    rule: DateRule
    anchor: str
    calendar: WorkCalendar

    def demands(self, event: str) -> list[Demand]:
        """Demand that an event lies within the rule."""
        first, last = _reckoned(self.rule, self.anchor, self.calendar, _EARLIEST + _A_YEAR)
        forwards = [] if first is None else [Follows(event, self.anchor, self.first)]
        return [*forwards, *([] if last is None else [self.by(event)])]

    def by(self, event: str) -> Follows:
        """Demand that an event comes by the end: what it counts from may not lie too early."""
        return Follows(self.anchor, event, self.least_anchor, None, (self.rule, self.anchor, event))

    def after(self, event: str) -> Follows:
        """Demand that an event comes after the end."""
        return Follows(event, self.anchor, lambda day: self.last(day) + 1, 1, (self.rule, self.anchor, event))

    def first(self, day: int) -> int:
        """Give the first day that is in time when the event it counts from comes on a day."""
        return _reckoned(self.rule, self.anchor, self.calendar, day)[0] or _EARLIEST

    def last(self, day: int) -> int:
        """Give the last day that is in time when the event it counts from comes on a day."""
        return _reckoned(self.rule, self.anchor, self.calendar, day)[1] or _LATEST

    def least_anchor(self, day: int) -> int:
        """Give the earliest day to count from by which a day is still in time."""
        low, high = _EARLIEST, max(day, _EARLIEST)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.last(middle) >= day else (middle + 1, high)
        return low


@lru_cache(maxsize=65_536)
def _reckoned(rule: DateRule, anchor: str, calendar: WorkCalendar, day: int) -> tuple[int | None, int | None]:
    """Give the first and last day of a rule whose event came on a day: at its start, and at its end."""
    start = datetime.combine(date.fromordinal(day), time(), AMSTERDAM)
    first = resolve(rule, {anchor: start}, calendar).first_day
    last = resolve(rule, {anchor: start + _ALMOST_A_DAY}, calendar).last_day
    return (first.toordinal() if first else None), (last.toordinal() if last else None)
