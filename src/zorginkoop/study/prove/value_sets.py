"""Sets of values of one fact: what a test on that fact alone lets through, exactly.

Numbers count in the whole steps of their fact and days by their ordinal, so that a set of either is a few closed
intervals of whole numbers. A set of codes is the codes that it holds, or those that it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from zorginkoop.kernel.evaluate import number_limit, read_span
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.tree import Compare, Join, Literal, Negation, Test

_LOW, _HIGH = -(2**62), 2**62
_NUMBERS = frozenset({"getal", "geld", "percentage"})
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Whole numbers, as closed intervals in order that do not touch each other."""

    intervals: tuple[Interval, ...]

    def __and__(self, other: Ordered) -> Ordered:
        pairs = [(max(a, c), min(b, d)) for a, b in self.intervals for c, d in other.intervals]
        return _ordered(pair for pair in pairs if pair[0] <= pair[1])

    def __or__(self, other: Ordered) -> Ordered:
        return _ordered((*self.intervals, *other.intervals))

    def __invert__(self) -> Ordered:
        found, start = [], _LOW
        for first, last in self.intervals:
            if start < first:
                found.append((start, first - 1))
            start = last + 1
        return Ordered((*found, (start, _HIGH)) if start <= _HIGH else tuple(found))

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def between(self) -> Ordered:
        """Give the values that lie between those of this set and are not in it."""
        inside = [pair for pair in (~self).intervals if pair[0] != _LOW and pair[1] != _HIGH]
        return Ordered(tuple(inside))


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a set; with `others`, every code but these."""

    codes: frozenset[str]
    others: bool = False

    def __and__(self, other: Codes) -> Codes:
        return ~(~self | ~other)

    def __or__(self, other: Codes) -> Codes:
        if self.others and other.others:
            return Codes(self.codes & other.codes, others=True)
        if self.others or other.others:
            left, out = (self, other) if self.others else (other, self)
            return Codes(left.codes - out.codes, others=True)
        return Codes(self.codes | other.codes)

    def __invert__(self) -> Codes:
        return Codes(self.codes, not self.others)

    def __bool__(self) -> bool:
        return self.others or bool(self.codes)


ValueSet = Ordered | Codes


def _ordered(pairs: object) -> Ordered:
    found: list[Interval] = []
    for first, last in sorted(pairs):  # type: ignore[call-overload] # pairs is any iterable of intervals
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return Ordered(tuple(found))


def inside(one: ValueSet, other: ValueSet) -> bool:
    """Tell whether every value of one set is in the other."""
    return not _and(one, ~other)


def together(sets: list[ValueSet]) -> ValueSet:
    """Give what at least one of several sets of the same fact holds."""
    return reduce(_or, sets)


def common(one: ValueSet, other: ValueSet) -> ValueSet:
    """Give what two sets of the same fact share."""
    return _and(one, other)


def _and(one: ValueSet, other: ValueSet) -> ValueSet:
    if isinstance(one, Ordered) and isinstance(other, Ordered):
        return one & other
    if isinstance(one, Codes) and isinstance(other, Codes):
        return one & other
    message = "sets of two kinds of values have nothing in common"
    raise TypeError(message)


def _or(one: ValueSet, other: ValueSet) -> ValueSet:
    return ~_and(~one, ~other)


def values_of(test: Test) -> tuple[Compare, ValueSet] | None:
    """Give the fact that a test is about, by one of its comparisons, and the values it lets through.

    None for a test on more than one fact, on rows, on an event, or against anything but a written value.
    """
    if isinstance(test, Compare):
        found = _compared(test)
        return None if found is None else (test, found)
    if isinstance(test, Negation):
        inner = values_of(test.test)
        return None if inner is None else (inner[0], ~inner[1])
    if isinstance(test, Join):
        parts = [values_of(part) for part in test.tests]
        read = [part for part in parts if part is not None]
        if len(read) < len(parts) or len({part[0].fact for part in read}) != 1:
            return None
        sets = [part[1] for part in read]
        joined = reduce(_and, sets) if test.how == "alle" else reduce(_or, sets)
        return read[0][0], ~joined if test.how == "geen" else joined
    return None


def _compared(test: Compare) -> ValueSet | None:
    if not isinstance(test.operand, Literal) or test.operator == "bekend":
        return None
    texts = test.operand.texts
    if test.kind == "code":
        return Codes(frozenset(texts))
    if test.kind in _NUMBERS:
        limit = number_limit(test, texts[0])
        return _from_limit(test.operator, limit)
    if test.kind == "datum":
        if test.operator == "overlapt":
            span = read_span(texts[0])
            return Ordered(((span.first.toordinal(), span.last.toordinal()),))
        return _from_limit(test.operator, read_date(texts[0]).toordinal())
    return None


def _from_limit(operator: str, limit: int) -> Ordered:
    if operator in {"ten_minste", "vanaf"}:
        return Ordered(((limit, _HIGH),))
    if operator == "meer_dan":
        return Ordered(((limit + 1, _HIGH),))
    if operator in {"ten_hoogste", "uiterlijk"}:
        return Ordered(((_LOW, limit),))
    if operator in {"minder_dan", "voor"}:
        return Ordered(((_LOW, limit - 1),))
    return Ordered(((limit, limit),))
