"""Evaluate the tests of a tree for one subject: each test becomes a function once, and is then called per subject."""

from __future__ import annotations

import operator as arithmetic
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from zorginkoop.kernel.due import ends_of
from zorginkoop.kernel.facts import Span, Subject, in_steps
from zorginkoop.kernel.scalars import read_date, read_decimal, read_moment, read_percentage
from zorginkoop.kernel.states import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    UnknownReads,
    all_of,
    any_of,
    negation,
    only_if,
    read_as,
    unless,
)
from zorginkoop.kernel.terms import add_months
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    DueDate,
    Join,
    Literal,
    Negation,
    OnlyIf,
    OtherFact,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
    YearsBack,
)

# The joins of two states, tabulated: for one subject a look-up is the fastest way to call the same function.
_STATES = (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)  # each at its own number
_BOTH = tuple(tuple(all_of((one, other)) for other in _STATES) for one in _STATES)
_EITHER = tuple(tuple(any_of((one, other)) for other in _STATES) for one in _STATES)
_REQUIRED = tuple(tuple(only_if(guard, state) for state in _STATES) for guard in _STATES)

States = Sequence[int]
Evaluation = Callable[[Subject, States], int]
Comparison = Callable[[Any, Any], Any]  # of whole numbers, or of arrays of them

TOO_LATE = "te_laat"  # how a moment lies to a deadline; anything else asks that it came in time
NEVER = ""  # the value of an event that has not happened

COMPARISONS: dict[str, Comparison] = {
    "ten_minste": arithmetic.ge,
    "ten_hoogste": arithmetic.le,
    "meer_dan": arithmetic.gt,
    "minder_dan": arithmetic.lt,
    "is": arithmetic.eq,
}


def state_of(holds: bool) -> int:  # noqa: FBT001 - the truth itself is the subject
    """Give the state of a test that is known to hold or to fail."""
    return MET if holds else NOT_MET


def evaluation(test: Test, agreement: Agreement) -> Evaluation:
    """Turn a test into a function from a subject, and the states of the criteria before it, to a state."""
    return evaluator(agreement)(test)


def evaluator(agreement: Agreement) -> Callable[[Test], Evaluation]:
    """Give what turns tests of one agreement into functions; worth keeping where there are many."""
    return _Builder(agreement).build


class _Builder:
    def __init__(self, agreement: Agreement) -> None:
        self.positions = {criterion.id: at for at, criterion in enumerate(agreement.criteria)}
        self.readings = {criterion.id: criterion.unknown_reads for criterion in agreement.criteria}

    def build(self, test: Test) -> Evaluation:
        match test:
            case Compare():
                return comparison(test)
            case Join():
                return self._join(test)
            case Negation():
                inner = self.build(test.test)
                return lambda subject, states: negation(inner(subject, states))
            case Rows():
                return self._rows(test)
            case RatioTest():
                return _ratio(test)
            case OnlyIf():
                guard, guarded = self.build(test.guard), self.build(test.test)
                return lambda subject, states: only_if(guard(subject, states), guarded(subject, states))
            case Unless():
                held, exception = self.build(test.test), self.build(test.exception)
                return lambda subject, states: unless(held(subject, states), exception(subject, states))
            case Reference():
                return self._reference(test)
            case Always():
                return lambda _subject, _states: MET

    def _reference(self, test: Reference) -> Evaluation:
        at = self.positions[test.criterion]
        reading = self.readings[test.criterion]
        if not reading:
            return lambda _subject, states: states[at]
        read = tuple(read_as(state, UnknownReads(reading)) for state in _STATES)
        return lambda _subject, states: read[states[at]]

    def _join(self, test: Join) -> Evaluation:
        parts = [self.build(part) for part in test.tests]
        if test.how == "alle":
            return _joined(parts, _BOTH, settled=NOT_MET)
        some = _joined(parts, _EITHER, settled=MET)
        if test.how == "minstens_een":
            return some
        return lambda subject, states: negation(some(subject, states))

    def _rows(self, test: Rows) -> Evaluation:
        where = self.build(test.where)
        population = self.build(test.population) if test.population is not None else _everyone
        judge = _row_judge(test, population, where)
        relation = test.relation

        def evaluate(subject: Subject, _states: States) -> int:
            rows = subject.relations[relation]
            return UNKNOWN if rows is None else judge(rows)

        return evaluate


Table = tuple[tuple[int, ...], ...]


def _joined(parts: Sequence[Evaluation], table: Table, *, settled: int) -> Evaluation:
    """Join parts from left to right, and stop where no later part can change the state any more."""

    def evaluate(subject: Subject, states: States) -> int:
        joined = NOT_APPLICABLE
        for part in parts:
            joined = table[joined][part(subject, states)]
            if joined == settled:
                return settled
        return joined

    return evaluate


def _everyone(_subject: Subject, _states: States) -> int:
    return MET


RowJudge = Callable[[tuple[Subject, ...]], int]


def _row_judge(test: Rows, population: Evaluation, where: Evaluation) -> RowJudge:
    if test.how == "elke_rij":
        return _each_row(population, where)
    if test.how in {"een_rij", "geen_rij"}:
        some = _some_row(population, where)
        return some if test.how == "een_rij" else lambda rows: negation(some(rows))
    total = count_or_share(test)
    return lambda rows: total([(population(row, ()), where(row, ())) for row in rows])


def _each_row(population: Evaluation, where: Evaluation) -> RowJudge:
    def judge(rows: tuple[Subject, ...]) -> int:
        joined = NOT_APPLICABLE
        for row in rows:
            inside = population(row, ())
            required = NOT_APPLICABLE if inside == NOT_MET else _REQUIRED[inside][where(row, ())]
            joined = _BOTH[joined][required]
            if joined == NOT_MET:
                return NOT_MET
        return joined

    return judge


def _some_row(population: Evaluation, where: Evaluation) -> RowJudge:
    def judge(rows: tuple[Subject, ...]) -> int:
        joined = NOT_APPLICABLE if rows else NOT_MET
        for row in rows:
            inside = population(row, ())
            counted = NOT_MET if inside == NOT_MET else _BOTH[inside][where(row, ())]
            joined = _EITHER[joined][counted]
            if joined == MET:
                return MET
        return joined

    return judge


RowStates = list[tuple[int, int]]  # for each row: is it in the population, and does it satisfy the condition


def count_or_share(test: Rows) -> Callable[[RowStates], int]:
    """Give the state of a number or a share from those of the rows."""
    return _count(test) if test.how == "aantal" else _share(test)


def _count(test: Rows) -> Callable[[RowStates], int]:
    compare, limit = COMPARISONS[test.operator], int(test.limit)

    def judge(rows: RowStates) -> int:
        counted = [_BOTH[inside][state] for inside, state in rows]
        least = sum(state == MET for state in counted)
        most = least + sum(state == UNKNOWN for state in counted)
        if test.operator == "is":
            can_hold = least <= limit <= most
            return (MET if can_hold else 0) | (NOT_MET if not (least == limit == most) else 0)
        ends = (compare(least, limit), compare(most, limit))
        return (MET if any(ends) else 0) | (NOT_MET if not all(ends) else 0)

    return judge


def _share(test: Rows) -> Callable[[RowStates], int]:
    compare, limit = COMPARISONS[test.operator], Fraction(test.limit)

    def holds(share: tuple[int, int], compare: Comparison = compare) -> bool:
        part, whole = share
        return whole > 0 and bool(compare(part * limit.denominator, limit.numerator * whole))

    def judge(rows: RowStates) -> int:
        low, high = share_bounds(rows)
        ends = (holds(low), holds(high))
        possible = any(ends)
        if test.operator == "is":  # a limit between the two ends may be met as well; a share of nobody is no end
            possible = holds(low if low[1] else high, arithmetic.le) and holds(high if high[1] else low, arithmetic.ge)
        return (MET if possible else 0) | (NOT_MET if not all(ends) else 0)

    return judge


def share_bounds(rows: RowStates) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the smallest and the largest possible share as (part, whole), in whole rows.

    A row that may or may not belong to the whole is put where it lowers, or raises, the share most.
    """
    low_part = low_whole = high_part = high_whole = 0
    for inside, state in rows:
        if inside == MET:
            low_part += state == MET
            low_whole += 1
            high_part += state in (MET, UNKNOWN)
            high_whole += 1
        elif inside == UNKNOWN:
            low_whole += state != MET
            high_part += state in (MET, UNKNOWN)
            high_whole += state in (MET, UNKNOWN)
    return (low_part, low_whole), (high_part, high_whole)


def ratio_holds(test: RatioTest) -> Callable[[int, int], bool]:
    """Compare part : whole with the limit by cross-multiplication; a whole of nothing does not hold."""
    compare = COMPARISONS[test.operator]
    # part and whole count in their own steps; the limit takes both steps in, so that all stays whole numbers
    limit = Fraction(test.limit) * Fraction(test.denominator_step) / Fraction(test.numerator_step)
    return lambda part, whole: whole > 0 and compare(part * limit.denominator, limit.numerator * whole)


def _ratio(test: RatioTest) -> Evaluation:
    holds = ratio_holds(test)

    def evaluate(subject: Subject, _states: States) -> int:
        if test.relation:
            rows = subject.relations[test.relation]
            values = [] if rows is None else [(r.values[test.numerator], r.values[test.denominator]) for r in rows]
            if rows is None:
                return UNKNOWN
        else:
            values = [(subject.values[test.numerator], subject.values[test.denominator])]
        part = whole = 0
        for numerator, denominator in values:
            if not isinstance(numerator, int) or not isinstance(denominator, int):
                return UNKNOWN
            part += numerator
            whole += denominator
        return state_of(holds(part, whole))

    return evaluate


def comparison(test: Compare) -> Evaluation:
    """Turn a comparison of a fact into a function; an unknown fact gives an unknown state."""
    key = test.fact
    if test.operator == "bekend":
        return _known(test)
    if isinstance(test.operand, OtherFact):
        return _with_other(test, test.operand)
    if isinstance(test.operand, YearsBack):
        return _within_years(test, test.operand.years)
    if isinstance(test.operand, DueDate):
        return _against_deadline(test, test.operand)
    if test.kind == "ja_nee":
        states = _yes_no_states(wanted=test.operand.texts == ("ja",))
        return lambda subject, _states: states[subject.values[key]]
    holds = literal_test(test, test.operand)

    def evaluate(subject: Subject, _states: States) -> int:
        value = subject.values[key]
        if value is None:
            return UNKNOWN
        return MET if holds(value) else NOT_MET

    def evaluate_event(subject: Subject, _states: States) -> int:
        value = subject.values[key]
        if value is None:
            return UNKNOWN
        return MET if value != NEVER and holds(value) else NOT_MET

    return evaluate_event if test.kind == "moment" else evaluate


def _yes_no_states(*, wanted: bool) -> dict[Any, int]:
    """Tabulate the state of a yes-no fact: most conditions are one, and a look-up is all they need."""
    return {1: state_of(wanted), 0: state_of(not wanted), None: UNKNOWN}


def _known(test: Compare) -> Evaluation:
    key, event = test.fact, test.kind == "moment"
    wanted = isinstance(test.operand, Literal) and test.operand.texts == ("ja",)

    def evaluate(subject: Subject, _states: States) -> int:
        value = subject.values[key]
        if value is None and event:
            return UNKNOWN
        return state_of((value is not None and value != NEVER) == wanted)

    return evaluate


def literal_test(test: Compare, operand: Literal) -> Callable[[Any], bool]:
    """Give the test of a known value against the fixed operand."""
    kind, operator, texts = test.kind, test.operator, operand.texts
    if kind in {"code", "codes"}:
        return _code_test(kind, operator, frozenset(texts))
    text = texts[0]
    if kind in {"getal", "geld", "percentage"}:
        limit = number_limit(test, text)
        compare = COMPARISONS[operator]
        return lambda value: compare(value, limit)
    if kind == "periode":
        span = read_span(text)
        return (lambda value: overlaps(value, span)) if operator == "overlapt" else (lambda value: covers(value, span))
    if operator == "overlapt":
        span = read_span(text)
        return lambda value: span.first <= value <= span.last
    return _date_test(kind, operator, read_date(text))


def number_limit(test: Compare, text: str) -> int:
    """Give the limit of a numeric comparison in the whole steps of its fact."""
    if test.kind == "percentage":
        return in_steps(read_percentage(text), "0.0001")
    return in_steps(read_decimal(text), "0.01" if test.kind == "geld" else test.step)


def _code_test(kind: str, operator: str, wanted: frozenset[str]) -> Callable[[Any], bool]:
    if kind == "code":
        return lambda value: value in wanted
    if operator == "omvat":
        return lambda value: value >= wanted
    return lambda value: not value.isdisjoint(wanted)


def _date_test(kind: str, operator: str, day: date) -> Callable[[Any], bool]:
    if kind == "datum":
        tests: dict[str, Callable[[Any], bool]] = {
            "uiterlijk": lambda value: value <= day,
            "voor": lambda value: value < day,
            "vanaf": lambda value: value >= day,
            "is": lambda value: value == day,
        }
        return tests[operator]
    start, after = day_bounds(day)
    if operator == "uiterlijk":
        return lambda value: value < after
    return (lambda value: value < start) if operator == "voor" else (lambda value: value >= start)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Give the first instant of a day and of the next, in Europe/Amsterdam."""
    start = read_moment(day)
    return start, (
        datetime.max.replace(tzinfo=start.tzinfo) if day == date.max else read_moment(day + timedelta(days=1))
    )


def read_span(text: str) -> Span:
    """Read a period of days: first/last, with an open end allowed."""
    first, _, last = text.partition("/")
    return Span(read_date(first), read_date(last) if last else date.max)


def overlaps(value: Span, other: Span) -> bool:
    """Tell whether two periods share a day."""
    return value.first <= other.last and other.first <= value.last


def covers(value: Span, other: Span) -> bool:
    """Tell whether the first period contains the second."""
    return value.first <= other.first and other.last <= value.last


def years_back(on: date, years: int) -> Span:
    """Give the period from `years` before a date up to and including that date (29 February counts as the 28th)."""
    return Span(add_months(on, -12 * years), on)


def _against_deadline(test: Compare, operand: DueDate) -> Evaluation:
    """Tell whether a moment lies before the end of a deadline, or after it; one that never came is neither."""
    key, late, ends = test.fact, test.operator == TOO_LATE, ends_of(operand)

    def evaluate(subject: Subject, _states: States) -> int:
        value = subject.values[key]
        if value is None or value == NEVER:
            return UNKNOWN if value is None else NOT_MET
        end = ends(subject.values)
        if end is None:
            return UNKNOWN
        return state_of(isinstance(end, datetime) and (read_moment(value) >= end) == late)

    return evaluate


def _within_years(test: Compare, years: int) -> Evaluation:
    key, period = test.fact, test.kind == "periode"

    def evaluate(subject: Subject, _states: States) -> int:
        value = subject.values[key]
        if value is None:
            return UNKNOWN
        back = years_back(subject.on, years)
        if isinstance(value, Span):
            return state_of(overlaps(value, back) if period and test.operator == "overlapt" else covers(value, back))
        return state_of(isinstance(value, date) and back.first <= value <= back.last)

    return evaluate


def _with_other(test: Compare, operand: OtherFact) -> Evaluation:
    key, other = test.fact, operand.fact
    compare = _two_value_test(test)
    translation = read_translation(operand.translation)

    def evaluate(subject: Subject, _states: States) -> int:
        value, against = subject.values[key], subject.values[other]
        if value is None or against is None:
            return UNKNOWN
        if NEVER in (value, against):
            return NOT_MET
        if not translation or not isinstance(against, frozenset):
            return state_of(compare(value, against))
        translated = frozenset[str]().union(*(translation.get(code, frozenset()) for code in against))
        state = state_of(compare(value, translated))
        # a code that the map does not know may stand for anything: what holds for the rest need not hold for all
        hopeful = MET if test.operator == "omvat" else NOT_MET
        return UNKNOWN if state == hopeful and not against <= translation.keys() else state

    return evaluate


def read_translation(lines: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Read the lines of a map of codes: 'code=part,part'."""
    pairs = (line.partition("=") for line in lines)
    return {code: frozenset(parts.split(",")) - {""} for code, _, parts in pairs}


def _two_value_test(test: Compare) -> Comparison:
    if test.kind == "codes":
        return (lambda a, b: a >= b) if test.operator == "omvat" else (lambda a, b: not a.isdisjoint(b))
    if test.kind == "periode":
        return overlaps if test.operator == "overlapt" else covers
    dated: dict[str, Comparison] = {"uiterlijk": arithmetic.le, "voor": arithmetic.lt, "vanaf": arithmetic.ge}
    compare = dated.get(test.operator) or COMPARISONS[test.operator]
    if test.kind not in {"datum", "moment"}:
        return compare
    if test.operator == "uiterlijk":
        return _by_then
    return lambda a, b: compare(read_moment(a), read_moment(b))


def _by_then(value: date, limit: date) -> bool:
    """Tell whether a day or moment comes no later than another; a day as the limit counts to its end."""
    if isinstance(limit, datetime):
        return read_moment(value) <= read_moment(limit)
    return read_moment(value) < day_bounds(limit)[1]
