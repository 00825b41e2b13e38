"""Comparisons of a column with an operand: one function per kind of fact, limits read by the kernel's own readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from zorginkoop.columns.deadlines import against_deadline
from zorginkoop.columns.frame import (
    EPOCH,
    Bytes,
    CodeColumn,
    CodeSetColumn,
    Column,
    Flags,
    Frame,
    Integers,
    SpanColumn,
    TruthColumn,
    WholeColumn,
    code_numbers,
    days_since_1970,
    microseconds_since_1970,
    states_of,
)
from zorginkoop.columns.segments import owners, segment_any, segment_sums
from zorginkoop.kernel.evaluate import (
    COMPARISONS,
    day_bounds,
    number_limit,
    read_span,
    read_translation,
    years_back,
)
from zorginkoop.kernel.facts import Span
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN, negation
from zorginkoop.kernel.tree import Compare, DueDate, Literal, OtherFact, YearsBack

ColumnTest = Callable[[Frame], Bytes]

MOST_COMPARISONS = 12


def comparison(test: Compare) -> ColumnTest:
    """Turn a comparison into a function from a frame to a state per subject."""
    if test.operator == "bekend":
        return _known(test)
    match test.operand:
        case OtherFact():
            return _with_other(test, test.operand)
        case YearsBack():
            years = test.operand.years
            return lambda frame: _in_span(test, frame.facts[test.fact], years_back(frame.on, years))
        case DueDate():
            return against_deadline(test, test.operand)
        case Literal():
            return _with_literal(test, test.operand)


def _known(test: Compare) -> ColumnTest:
    wanted = isinstance(test.operand, Literal) and test.operand.texts == ("ja",)

    def evaluate(frame: Frame) -> Bytes:
        column = frame.facts[test.fact]
        present = column.states != UNKNOWN if isinstance(column, TruthColumn) else column.unknown == 0
        if isinstance(column, WholeColumn) and column.never is not None:
            happened = states_of(~column.never, column.unknown)  # an event may be unknown; other facts are known or not
            return happened if wanted else negation(happened)
        return states_of(present == wanted, np.zeros(frame.size, np.uint8))

    return evaluate


def _with_literal(test: Compare, operand: Literal) -> ColumnTest:
    if test.kind == "ja_nee":
        positive = operand.texts == ("ja",)

        def truth(frame: Frame) -> Bytes:
            column = frame.facts[test.fact]
            assert isinstance(column, TruthColumn)  # noqa: S101 - the frame is built from the same declarations
            return column.states if positive else negation(column.states)

        return truth
    if test.kind in {"code", "codes"}:
        return _code_test(test, frozenset(operand.texts))
    if test.kind == "periode" or test.operator == "overlapt":
        span = read_span(operand.texts[0])
        return lambda frame: _in_span(test, frame.facts[test.fact], span)
    return _whole_test(test, operand.texts[0])


def _whole_test(test: Compare, text: str) -> ColumnTest:
    compare, limit = _whole_limit(test, text)

    def evaluate(frame: Frame) -> Bytes:
        column = frame.facts[test.fact]
        assert isinstance(column, WholeColumn)  # noqa: S101 - the frame is built from the same declarations
        holds: Flags = compare(column.values, limit)
        if column.never is not None:
            holds = holds & ~column.never
        return states_of(holds, column.unknown)

    return evaluate


def _whole_limit(test: Compare, text: str) -> tuple[Callable[[Any, Any], Any], int]:
    """Give the numeric comparison that a numeric, dated or timed comparison comes down to."""
    if test.kind in {"getal", "geld", "percentage"}:
        return COMPARISONS[test.operator], number_limit(test, text)
    day = read_date(text)
    if test.kind == "datum":
        dated = {"uiterlijk": "ten_hoogste", "voor": "minder_dan", "vanaf": "ten_minste", "is": "is"}
        return COMPARISONS[dated[test.operator]], days_since_1970(day)
    start, after = day_bounds(day)
    if test.operator == "uiterlijk":
        return COMPARISONS["minder_dan"], microseconds_since_1970(after)
    return COMPARISONS["minder_dan" if test.operator == "voor" else "ten_minste"], microseconds_since_1970(start)


def _in_span(test: Compare, column: Column, span: Span) -> Bytes:
    first, last = days_since_1970(span.first), days_since_1970(span.last)
    if isinstance(column, WholeColumn):
        return states_of((column.values >= first) & (column.values <= last), column.unknown)
    assert isinstance(column, SpanColumn)  # noqa: S101 - the frame is built from the same declarations
    if test.operator == "overlapt":
        return states_of((column.first <= last) & (column.last >= first), column.unknown)
    return states_of((column.first <= first) & (column.last >= last), column.unknown)


def _code_test(test: Compare, wanted: frozenset[str]) -> ColumnTest:
    def evaluate(frame: Frame) -> Bytes:
        column = frame.facts[test.fact]
        assert isinstance(column, CodeColumn | CodeSetColumn)  # noqa: S101 - built from the same declarations
        numbers = [at for at, code in enumerate(column.vocabulary) if code in wanted]
        if isinstance(column, CodeColumn):
            return states_of(is_one_of(column.numbers, numbers), column.unknown)
        present = segment_sums(is_one_of(column.codes, numbers), column.offsets)
        holds = present >= len(wanted) if test.operator == "omvat" else present > 0
        return states_of(holds, column.unknown)

    return evaluate


def is_one_of(codes: npt.NDArray[np.integer[Any]], wanted: Sequence[int]) -> Flags:
    """Tell for every code number whether it is wanted; a few comparisons are faster than a look-up for each."""
    if len(wanted) > MOST_COMPARISONS:
        listed = np.zeros(max(*wanted, int(codes.max(initial=0))) + 1, np.bool_)
        listed[list(wanted)] = True
        return listed.take(codes)
    found = np.zeros(len(codes), np.bool_)
    for number in wanted:
        found |= codes == number
    return found


def _with_other(test: Compare, operand: OtherFact) -> ColumnTest:
    translation = {code: sorted(parts) for code, parts in read_translation(operand.translation).items()}

    def evaluate(frame: Frame) -> Bytes:
        one, other = frame.facts[test.fact], frame.facts[operand.fact]
        if isinstance(one, CodeSetColumn) and isinstance(other, CodeSetColumn):
            if not translation:
                return _sets(test, one, other)
            state = _sets(test, one, _translated(other, translation))
            # a code that the map does not know may stand for anything: what holds for the rest need not hold for all
            strange = is_one_of(other.codes, [n for n, code in enumerate(other.vocabulary) if code not in translation])
            hopeful = state == (MET if test.operator == "omvat" else NOT_MET)
            unsure = segment_any(strange, other.offsets) & hopeful
            return np.where(unsure, np.uint8(UNKNOWN), state)
        if isinstance(one, SpanColumn) and isinstance(other, SpanColumn):
            return _spans(test, one, other)
        if isinstance(one, TruthColumn) and isinstance(other, TruthColumn):
            unknown = ((one.states == UNKNOWN) | (other.states == UNKNOWN)).view(np.uint8) * np.uint8(UNKNOWN)
            return states_of(one.states == other.states, unknown)
        if isinstance(one, CodeColumn) and isinstance(other, CodeColumn):
            numbers = {code: at for at, code in enumerate(one.vocabulary)}
            mapped = np.array([numbers.get(code, -1) for code in other.vocabulary] or [-1], np.int32)
            return states_of(one.numbers == mapped[other.numbers], one.unknown | other.unknown)
        assert isinstance(one, WholeColumn)  # noqa: S101 - the frame is built from the same declarations
        assert isinstance(other, WholeColumn)  # noqa: S101 - as above
        return _wholes(test, one, other)

    return evaluate


def _wholes(test: Compare, one: WholeColumn, other: WholeColumn) -> Bytes:
    dated = {"uiterlijk": "ten_hoogste", "voor": "minder_dan", "vanaf": "ten_minste"}
    compare: Callable[[Any, Any], Any] = COMPARISONS[dated.get(test.operator, test.operator)]
    left, right = one.values, other.values
    if one.never is None and other.never is not None:
        left = _instants(left)[0]
    elif one.never is not None and other.never is None:
        right = _instants(right)[1] - 1 if test.operator == "uiterlijk" else _instants(right)[0]
    holds: Flags = compare(left, right)
    unknown = one.unknown | other.unknown
    for column in (one, other):
        if column.never is not None:
            holds = holds & ~column.never
    return states_of(holds, unknown)


def _instants(days: Integers) -> tuple[Integers, Integers]:
    """Give the first instant of each day and of the next; only moments know what has never happened, so days do not."""
    distinct, which = np.unique(days, return_inverse=True)
    bounds = [day_bounds(date.fromordinal(int(day) + EPOCH)) for day in distinct]
    edges = np.array([[microseconds_since_1970(edge) for edge in both] for both in bounds], np.int64).reshape(-1, 2)
    return edges[which, 0], edges[which, 1]


def _spans(test: Compare, one: SpanColumn, other: SpanColumn) -> Bytes:
    unknown = one.unknown | other.unknown
    if test.operator == "overlapt":
        return states_of((one.first <= other.last) & (one.last >= other.first), unknown)
    return states_of((one.first <= other.first) & (one.last >= other.last), unknown)


def _sets(test: Compare, one: CodeSetColumn, other: CodeSetColumn) -> Bytes:
    numbers = {code: at for at, code in enumerate(one.vocabulary)}
    mapped = np.array([numbers.get(code, -1) for code in other.vocabulary] or [-1], np.int64)
    width = max(len(one.vocabulary), 1)
    have = owners(one.offsets) * width + one.codes.astype(np.int64)
    asked = mapped[other.codes]
    found = (asked >= 0) & np.isin(owners(other.offsets) * width + asked, have)
    number_found = segment_sums(found, other.offsets)
    holds = number_found == np.diff(other.offsets) if test.operator == "omvat" else number_found > 0
    return states_of(holds, one.unknown | other.unknown)


def _translated(column: CodeSetColumn, translation: dict[str, list[str]]) -> CodeSetColumn:
    """Replace every code by the codes it stands for, once each per subject."""
    vocabulary = tuple(sorted({part for parts in translation.values() for part in parts}))
    numbers = {part: at for at, part in enumerate(vocabulary)}
    parts = [[numbers[part] for part in translation.get(code, [])] for code in column.vocabulary]
    lengths = np.array([len(of_code) for of_code in parts] or [0], np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    flat = np.array([number for of_code in parts for number in of_code], np.int64)
    repeats = lengths[column.codes]
    owner = np.repeat(owners(column.offsets), repeats)
    within = np.arange(int(repeats.sum())) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    pairs = np.unique(owner * max(len(vocabulary), 1) + flat[np.repeat(starts[column.codes], repeats) + within])
    owner, codes = np.divmod(pairs, max(len(vocabulary), 1))
    offsets = np.searchsorted(owner, np.arange(len(column.offsets)))
    return CodeSetColumn(offsets, code_numbers(codes, vocabulary), vocabulary, column.unknown)
