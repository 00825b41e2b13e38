"""Evaluate the tests of a tree for every subject of a frame: the same forms as the kernel, on columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from zorginkoop.columns.compare import comparison
from zorginkoop.columns.frame import Bytes, Flags, Frame, Integers, RowsColumn, WholeColumn
from zorginkoop.columns.segments import segment_any, segment_sums
from zorginkoop.kernel.evaluate import COMPARISONS
from zorginkoop.kernel.states import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    UnknownReads,
    all_of,
    any_of,
    is_met,
    is_unknown,
    negation,
    only_if,
    read_as,
    unless,
)
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    Join,
    Negation,
    OnlyIf,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
)
from zorginkoop.kernel.tree_walk import inner_tests


@dataclass(slots=True)
class Run:
    """One judgement of one frame: the states of the criteria so far, and the tests that are needed again."""

    states: list[Bytes] = field(default_factory=list)
    memory: dict[tuple[int, int], Bytes] = field(default_factory=dict)


Evaluation = Callable[[Frame, Run], Bytes]
Counts = npt.NDArray[np.integer[Any]]


class ColumnBuilder:
    """Turns the tests of one agreement into functions from a frame to a state per subject."""

    def __init__(self, agreement: Agreement) -> None:
        self._uses = Counter(_all_tests(agreement))
        self._numbers: dict[Test, int] = {}
        self.positions = {criterion.id: at for at, criterion in enumerate(agreement.criteria)}
        self.readings = {criterion.id: criterion.unknown_reads for criterion in agreement.criteria}

    def build(self, test: Test) -> Evaluation:
        """Turn a test into a function; a test that stands in several places is evaluated once in a run."""
        evaluate = self._built(test)
        if self._uses[test] == 1 or isinstance(test, Reference | Always):
            return evaluate

        number = self._numbers.setdefault(test, len(self._numbers))

        def remembered(frame: Frame, run: Run) -> Bytes:
            key = (number, id(frame))
            if key not in run.memory:
                run.memory[key] = evaluate(frame, run)
            return run.memory[key]

        return remembered

    def _built(self, test: Test) -> Evaluation:
        match test:
            case Compare():
                compare = comparison(test)
                return lambda frame, _run: compare(frame)
            case Join():
                return self._join(test)
            case Negation():
                inner = self.build(test.test)
                return lambda frame, run: negation(inner(frame, run))
            case Rows():
                return self._rows(test)
            case RatioTest():
                return _ratio(test)
            case OnlyIf():
                guard, guarded = self.build(test.guard), self.build(test.test)
                return lambda frame, run: only_if(guard(frame, run), guarded(frame, run))
            case Unless():
                held, exception = self.build(test.test), self.build(test.exception)
                return lambda frame, run: unless(held(frame, run), exception(frame, run))
            case Reference():
                return self._reference(test)
            case Always():
                return lambda frame, _run: np.full(frame.size, MET, np.uint8)

    def _reference(self, test: Reference) -> Evaluation:
        at = self.positions[test.criterion]
        reading = self.readings[test.criterion]
        if not reading:
            return lambda _frame, run: run.states[at]
        reads = UnknownReads(reading)
        return lambda _frame, run: read_as(run.states[at], reads)

    def _join(self, test: Join) -> Evaluation:
        parts = [self.build(part) for part in test.tests]
        if test.how == "alle":
            return lambda frame, run: all_of(part(frame, run) for part in parts)
        if test.how == "minstens_een":
            return lambda frame, run: any_of(part(frame, run) for part in parts)
        return lambda frame, run: negation(any_of(part(frame, run) for part in parts))

    def _rows(self, test: Rows) -> Evaluation:
        where = self.build(test.where)
        population = self.build(test.population) if test.population is not None else None
        judge = _ROW_JUDGES[test.how](test)

        def evaluate(frame: Frame, run: Run) -> Bytes:
            rows = frame.relations[test.relation]
            inside = population(rows.frame, run) if population is not None else None
            return judge(rows, inside, where(rows.frame, run)) | rows.unknown

        return evaluate


def _all_tests(agreement: Agreement) -> Iterator[Test]:
    for criterion in agreement.criteria:
        yield from _tests_within(criterion.test)
    for route in agreement.routes:
        yield from _tests_within(route.test)


def _tests_within(test: Test) -> Iterator[Test]:
    """Walk a test and every test inside it, those on rows too."""
    yield test
    inner = inner_tests(test)
    if isinstance(test, Rows):
        inner = (test.where,) if test.population is None else (test.where, test.population)
    for part in inner:
        yield from _tests_within(part)


RowJudge = Callable[[RowsColumn, Bytes | None, Bytes], Bytes]


def _counted(inside: Bytes | None, states: Bytes) -> Bytes:
    """Count a row where it belongs to the population and satisfies the condition; what does not apply is neutral."""
    if inside is not None:
        return all_of((inside, states))
    neutral: Bytes = (states == NOT_APPLICABLE).view(np.uint8)
    counted: Bytes = states + neutral  # not applicable becomes met
    return counted


def _state(can_hold: Flags, can_fail: Flags) -> Bytes:
    shifted: Bytes = np.left_shift(can_fail.view(np.uint8), 1)
    return can_hold.view(np.uint8) | shifted


def _each_row(_: Rows) -> RowJudge:
    def judge(rows: RowsColumn, inside: Bytes | None, states: Bytes) -> Bytes:
        required = states if inside is None else only_if(inside, states)
        applies = segment_any(required != NOT_APPLICABLE, rows.offsets)
        can_fail = segment_any(required > MET, rows.offsets)
        blocked = segment_any(required == NOT_MET, rows.offsets) if (required == UNKNOWN).any() else can_fail
        return _state(applies & ~blocked, can_fail)

    return judge


def _some_row(_: Rows) -> RowJudge:
    def judge(rows: RowsColumn, inside: Bytes | None, states: Bytes) -> Bytes:
        counted = _counted(inside, states)
        settled = segment_any(counted == MET, rows.offsets)
        possible = segment_any((counted & 1).view(np.bool_), rows.offsets) if (counted == UNKNOWN).any() else settled
        state = _state(possible, ~settled)
        if counted.all():
            return state
        # rows that are all outside the question make it not applicable; no rows at all is 'there is none'
        applies = segment_any(counted != NOT_APPLICABLE, rows.offsets) | (np.diff(rows.offsets) == 0)
        shown: Bytes = state * applies.view(np.uint8)
        return shown

    return judge


def _no_row(test: Rows) -> RowJudge:
    some = _some_row(test)
    return lambda rows, inside, states: negation(some(rows, inside, states))


def _count(test: Rows) -> RowJudge:
    compare, limit = COMPARISONS[test.operator], int(test.limit)

    def judge(rows: RowsColumn, inside: Bytes | None, states: Bytes) -> Bytes:
        counted = _counted(inside, states)
        least = segment_sums(counted == MET, rows.offsets)
        most = least + segment_sums(counted == UNKNOWN, rows.offsets)
        if test.operator == "is":
            return _state((least <= limit) & (limit <= most), (least != limit) | (most != limit))
        at_least: Flags = compare(least, limit)
        at_most: Flags = compare(most, limit)
        return _state(at_least | at_most, ~(at_least & at_most))

    return judge


def _share(test: Rows) -> RowJudge:
    limit = Fraction(test.limit)
    holds, at_most, at_least = (
        ratio_test(operator, limit) for operator in (test.operator, "ten_hoogste", "ten_minste")
    )

    def judge(rows: RowsColumn, inside: Bytes | None, states: Bytes) -> Bytes:
        bounds = _share_bounds(rows.offsets, inside, states)
        ends = [holds(part, whole) for part, whole in bounds]
        possible = ends[0] | ends[-1]
        if test.operator == "is" and len(bounds) > 1:  # also between the two ends; a share of nobody is no end
            (low, low_whole), (high, high_whole) = bounds
            possible = at_most(np.where(low_whole > 0, low, high), np.where(low_whole > 0, low_whole, high_whole))
            possible &= at_least(np.where(high_whole > 0, high, low), np.where(high_whole > 0, high_whole, low_whole))
        return _state(possible, ~(ends[0] & ends[-1]))

    return judge


def _share_bounds(offsets: Integers, inside: Bytes | None, states: Bytes) -> list[tuple[Counts, Counts]]:
    """Give the smallest and largest possible (part, whole) of every owner; the kernel's `share_bounds` says why."""
    unsettled = bool((states == UNKNOWN).any())
    if inside is None or not (inside == UNKNOWN).any():
        member = np.ones_like(states) if inside is None else is_met(inside)
        whole = segment_sums(member, offsets)
        low = segment_sums(member & is_met(states), offsets)
        high = low + segment_sums(member & is_unknown(states), offsets) if unsettled else low
        return [(low, whole)] if high is low else [(low, whole), (high, whole)]
    member, perhaps = is_met(inside), is_unknown(inside)
    counts, could_count = is_met(states), is_met(states) | is_unknown(states)
    return [
        (segment_sums(member & counts, offsets), segment_sums(member | (perhaps & ~counts & 1), offsets)),
        (
            segment_sums((member | perhaps) & could_count, offsets),
            segment_sums(member | (perhaps & could_count), offsets),
        ),
    ]


def row_counts(test: Rows, agreement: Agreement) -> Callable[[Frame], tuple[Counts, Counts, Flags]]:
    """Give how many rows count and how many are asked about, for everyone, and of whom all of that is known."""
    builder = ColumnBuilder(agreement)
    where = builder.build(test.where)
    population = builder.build(test.population) if test.population is not None else None

    def counts(frame: Frame) -> tuple[Counts, Counts, Flags]:
        rows, run = frame.relations[test.relation], Run()
        states = where(rows.frame, run)
        inside = population(rows.frame, run) if population is not None else None
        part, whole = _share_bounds(rows.offsets, inside, states)[0]
        open_rows = states == UNKNOWN if inside is None else (states == UNKNOWN) | (inside == UNKNOWN)
        known: Flags = ~segment_any(open_rows, rows.offsets) & (rows.unknown == 0)
        return part, whole, known

    return counts


_ROW_JUDGES: dict[str, Callable[[Rows], RowJudge]] = {
    "elke_rij": _each_row,
    "een_rij": _some_row,
    "geen_rij": _no_row,
    "aantal": _count,
    "aandeel": _share,
}


def ratio_test(operator: str, limit: Fraction) -> Callable[[Counts, Counts], Flags]:
    """Compare part : whole with a limit by cross-multiplication; a whole of nothing does not hold."""
    compare = COMPARISONS[operator]
    return lambda part, whole: (
        (whole > 0) & compare(part.astype(np.int64) * limit.denominator, whole.astype(np.int64) * limit.numerator)
    )


def _ratio(test: RatioTest) -> Evaluation:
    limit = Fraction(test.limit) * Fraction(test.denominator_step) / Fraction(test.numerator_step)
    holds = ratio_test(test.operator, limit)

    def evaluate(frame: Frame, _run: Run) -> Bytes:
        rows = frame.relations[test.relation] if test.relation else None
        facts = (rows.frame if rows else frame).facts
        part, whole = facts[test.numerator], facts[test.denominator]
        if not isinstance(part, WholeColumn) or not isinstance(whole, WholeColumn):
            message = f"{test.numerator} and {test.denominator} are no number columns"
            raise TypeError(message)
        unknown = part.unknown | whole.unknown
        if rows is None:
            return 2 - holds(part.values, whole.values).view(np.uint8) | unknown
        some_unknown = (segment_sums(unknown > 0, rows.offsets) > 0).view(np.uint8) * np.uint8(UNKNOWN)
        parts, wholes = _exact_sums(part.values, rows.offsets), _exact_sums(whole.values, rows.offsets)
        return 2 - holds(parts, wholes).view(np.uint8) | some_unknown | rows.unknown

    return evaluate


def _exact_sums(values: Integers, offsets: Integers) -> Integers:
    totals = np.concatenate((np.zeros(1, np.int64), np.cumsum(values)))
    return totals[offsets[1:]] - totals[offsets[:-1]]
