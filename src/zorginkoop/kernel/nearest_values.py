"""The values nearest to the present one by which a comparison comes to hold, or to fail.

Every proposal is one or two facts of the same subject with a new value. They are proposals only: the caller tries each
by the evaluation of the comparison itself, so that a rough proposal costs time and never truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from zorginkoop.kernel.due import ends_of, read_due
from zorginkoop.kernel.evaluate import NEVER, day_bounds, number_limit, read_span, read_translation, years_back
from zorginkoop.kernel.facts import FOREVER, Span, Subject, Value
from zorginkoop.kernel.scalars import AMSTERDAM, read_date
from zorginkoop.kernel.tree import Compare, DueDate, FactDeclaration, Literal, OtherFact, RatioTest, YearsBack

Proposal = Mapping[str, Value]
NUMBERS = frozenset({"getal", "geld", "percentage"})
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)  # the finest that a moment is written in
_EITHER = 2


@dataclass(frozen=True, slots=True)
class Around:
    """What proposals are made from: the subject, when something would happen now, and what its facts are."""

    subject: Subject
    now: datetime
    declared: Callable[[str], FactDeclaration]

    def value(self, key: str) -> Value | None:
        """Give the value of a fact."""
        return self.subject.values[key]


def proposals(test: Compare, around: Around) -> Iterator[Proposal]:
    """Propose values for the facts that a comparison reads."""
    operand = test.operand
    if test.operator == "bekend":
        yield from ({test.fact: value} for value in _any_values(test, around))
    elif isinstance(operand, Literal):
        yield from ({test.fact: value} for value in _for_literal(test, operand, around))
    elif isinstance(operand, YearsBack):
        back = years_back(around.subject.on, operand.years)
        yield from ({test.fact: value} for value in _beside_span(test.kind, around.value(test.fact), back))
    elif isinstance(operand, DueDate):
        yield from _for_deadline(test, operand, around)
    else:
        yield from _for_other(test, operand, around)


def _any_values(test: Compare, around: Around) -> Iterable[Value]:
    """Give values that make a fact known, or let an event happen."""
    declared, on = around.declared(test.fact), around.subject.on
    match test.kind:
        case "moment":
            return (around.now, NEVER)
        case "datum":
            return (on,)
        case "periode":
            return (Span(on, on),)
        case "code":
            return (*declared.codes, *declared.named)
        case "codes":
            return (frozenset(),)
        case "ja_nee":
            return (1, 0)
    return (0,)


def _for_literal(test: Compare, operand: Literal, around: Around) -> Iterable[Value]:
    current, texts = around.value(test.fact), operand.texts
    match test.kind:
        case "ja_nee":
            return (1, 0)
        case "code":
            declared = around.declared(test.fact)
            return dict.fromkeys((*texts, *declared.codes, *declared.named))
        case "codes":
            return _sets(current, frozenset(texts))
        case "periode":
            return _beside_span(test.kind, current, read_span(texts[0]))
        case "datum" if test.operator == "overlapt":
            return _beside_span(test.kind, current, read_span(texts[0]))
        case "datum":
            return _around_day(read_date(texts[0]))
        case "moment":
            return _moments(current, around, read_date(texts[0]))
    limit = number_limit(test, texts[0])
    return (limit, limit + 1, limit - 1)


def _around_day(day: date) -> tuple[date, ...]:
    return tuple(near for near in (day, _moved(day, 1), _moved(day, -1)) if near is not None)


def _moved(day: date, days: int) -> date | None:
    """Give the day after or before another, where there is one."""
    if day == (date.max if days > 0 else date.min):
        return None
    return day + days * _DAY


def _moments(current: Value | None, around: Around, day: date) -> tuple[Value, ...]:
    """Give moments: what has not happened can happen now; what nobody knows can have been at any side of a limit."""
    if current == NEVER:
        return (around.now,)
    start, after = day_bounds(day)
    return (NEVER, around.now, start, *((start - _SECOND,) if start.year > 1 else ()), after)


def _sets(current: Value | None, wanted: frozenset[str]) -> Iterator[Value]:
    """Give sets with what is asked for, or without it, that keep the rest."""
    there = current if isinstance(current, frozenset) else frozenset[str]()
    yield there | wanted
    for code in sorted(wanted):
        yield there | {code}
        yield there - {code}
    yield there - wanted


def _beside_span(kind: str, current: Value | None, span: Span) -> Iterator[Value]:
    """Give days or periods at each end of a period, and just outside it."""
    before = _moved(span.first, -1)
    after = _moved(span.last, 1) if span.last != FOREVER else None
    if kind != "periode":
        yield from (day for day in (span.first, span.last, before, after) if day is not None and day != FOREVER)
        return
    if isinstance(current, Span):
        yield Span(min(current.first, span.first), max(current.last, span.last))
        yield Span(current.first, max(current.last, span.first))
        yield Span(min(current.first, span.last), current.last)
        if after is not None and current.last >= after:
            yield Span(max(current.first, after), current.last)
        if before is not None and current.first <= before:
            yield Span(current.first, min(current.last, before))
        if span.first < span.last and current.first <= span.last - _DAY:
            yield Span(current.first, span.last - _DAY)
    yield span
    yield from (Span(day, day) for day in (after, before) if day is not None)


def _for_deadline(test: Compare, operand: DueDate, around: Around) -> Iterator[Proposal]:
    """Let the event happen now, let what the deadline counts from happen now, or let its last day be moved."""
    own, rule = test.fact, read_due(operand)[0]
    today = {key: _now(around, key) for key in (own, *rule.events) if not _is_set(around.value(key))}
    yield from ({key: value} for key, value in today.items())
    yield today
    yield from ({key: NEVER} for key in (own, *operand.events) if around.value(key) is None)
    yield from _other_days(test, operand, around)
    came = around.value(own)
    for key in rule.extended_to or ():
        until: Value = came if isinstance(came, date) else around.now
        on_the_day = until.date() if isinstance(until, datetime) else until
        extended = {key: on_the_day if around.declared(key).kind == "datum" else until}
        if isinstance(until, date):
            yield extended
            yield {**today, **extended}


def _other_days(test: Compare, operand: DueDate, around: Around) -> Iterator[Proposal]:
    """Move the day that is asked about to the end of the deadline, or a day that it counts from as far back as that."""
    values, own, ends = around.subject.values, test.fact, ends_of(operand)
    asked, end = values[own], ends(values)
    if isinstance(end, datetime) and around.declared(own).kind == "datum":
        yield from ({own: day} for day in _around_day(end.date()))
    for key in read_due(operand)[0].events:
        today = ends({**values, key: around.subject.on})
        if around.declared(key).kind == "datum" and isinstance(today, datetime) and isinstance(asked, date):
            back = today.date() - around.subject.on
            day = asked.astimezone(AMSTERDAM).date() if isinstance(asked, datetime) else asked
            yield from ({key: near} for near in _around_day(day - back))


def _is_set(value: Value | None) -> bool:
    return value is not None and value != NEVER


def _now(around: Around, key: str) -> Value:
    return around.now if around.declared(key).kind == "moment" else around.subject.on


def _for_other(test: Compare, operand: OtherFact, around: Around) -> Iterator[Proposal]:
    """Move the one fact to the other, the other to the one, or learn both."""
    one, other = test.fact, operand.fact
    left, right = around.value(one), around.value(other)
    if test.kind == "codes":
        yield from _two_sets(one, other, around, read_translation(operand.translation))
        return
    if _is_set(right):
        yield from ({one: value} for value in _beside(right, around, one))
    if _is_set(left):
        yield from ({other: value} for value in _beside(left, around, other))
    if not _is_set(left) or not _is_set(right):
        both = (_first_values(around, one), _first_values(around, other))
        yield from ({one: mine, other: theirs} for mine in both[0] for theirs in both[1])
        yield from ({one: mine} for mine in both[0] if not _is_set(left))
        yield from ({other: theirs} for theirs in both[1] if not _is_set(right))


def _beside(value: Value | None, around: Around, key: str) -> Iterator[Value]:
    """Give the value of another fact, and those just beside it, in the kind of a fact."""
    kind = around.declared(key).kind
    if kind == "moment":
        yield around.now
        if isinstance(value, datetime):
            yield from (value, value - _SECOND, value + _SECOND)
        elif isinstance(value, date):
            start, after = day_bounds(value)
            yield from (start, after)
        yield NEVER
    elif isinstance(value, Span):
        yield from _beside_span(kind, around.value(key), value)
    elif isinstance(value, date):
        yield from _around_day(value.date() if isinstance(value, datetime) else value)
    elif kind == "ja_nee":
        yield from (1, 0)
    elif isinstance(value, int):
        yield from (value, value + 1, value - 1)
    elif isinstance(value, str):
        declared = around.declared(key)
        yield from dict.fromkeys((value, *declared.codes, *declared.named))


def _first_values(around: Around, key: str) -> tuple[Value, ...]:
    """Give a few values for a fact that is not known, or has not happened, to be compared with another."""
    current, declared = around.value(key), around.declared(key)
    if current is not None and current != NEVER:
        return (current,)
    on = around.subject.on
    match declared.kind:
        case "moment":
            return (around.now, NEVER)
        case "datum":
            return _around_day(on)
        case "periode":
            return (Span(on, on), *(Span(day, day) for day in _around_day(on)[1:]))
        case "code":
            return (*declared.codes, *declared.named)[:_EITHER]
        case "ja_nee":
            return (1, 0)
    return (0, 1)


def _two_sets(one: str, other: str, around: Around, translation: Mapping[str, frozenset[str]]) -> Iterator[Proposal]:
    left, right = around.value(one), around.value(other)
    if isinstance(right, frozenset):
        parts = (translation.get(code, frozenset()) for code in right)
        asked = frozenset[str]().union(*parts) if translation else right
        yield from ({one: value} for value in _sets(left, asked))
    mine = left if isinstance(left, frozenset) else frozenset[str]()
    theirs = right if isinstance(right, frozenset) else frozenset[str]()
    if isinstance(left, frozenset) or right is None:
        learned: dict[str, Value] = {} if left is not None else {one: mine}
        for value in _asking(mine, theirs, translation):
            yield {**learned, other: value}
    for code in [*sorted(mine | theirs | translation.keys()), *_named(around, one, other)]:
        yield {one: mine | translation.get(code, {code}), other: theirs | {code}}


def _asking(
    mine: frozenset[str], theirs: frozenset[str], translation: Mapping[str, frozenset[str]]
) -> Iterator[frozenset[str]]:
    """Give what the other fact may ask for: only what is there, something that is there, or something that is not."""
    if not translation:
        yield from (theirs & mine, theirs - mine, frozenset())
        yield from (theirs | {code} for code in sorted(mine))
        return
    known = frozenset(code for code in theirs if code in translation)
    yield from (
        frozenset(code for code in known if translation[code] <= mine),
        frozenset(code for code in known if translation[code].isdisjoint(mine)),
        known,
        frozenset(),
    )
    yield from (known | {code} for code in sorted(translation))


def _named(around: Around, *keys: str) -> list[str]:
    declared = [around.declared(key) for key in keys]
    return sorted({code for one in declared for code in (*one.codes, *one.named)})[:_EITHER]


def ratio_values(test: RatioTest, part: int, whole: int) -> Iterator[tuple[int, int]]:
    """Propose sums, in whole steps, at which a ratio lies at its limit or just beside it, the nearest first."""
    limit = Fraction(test.limit) * Fraction(test.denominator_step) / Fraction(test.numerator_step)
    if whole > 0:
        enough = (floor(limit * whole), ceil(limit * whole))
        yield from ((value, whole) for value in (*enough, enough[0] - 1, enough[1] + 1))
    if limit:
        turning = (floor(part / limit), ceil(part / limit))
        yield from ((part, value) for value in (*turning, turning[0] - 1, turning[1] + 1) if value >= 0)
    yield from ((part, 1), (part, 0))
    yield from ((limit.numerator + step, limit.denominator) for step in (0, 1, -1))
