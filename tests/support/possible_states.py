"""Which states a condition can have at all, read off its tree: the parts are taken to vary freely."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import product

from zorginkoop.kernel.evaluate import day_bounds, literal_test
from zorginkoop.kernel.facts import REFERENCE_DATE, end_of_day
from zorginkoop.kernel.scalars import read_date
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
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    Join,
    Literal,
    Negation,
    OnlyIf,
    RatioTest,
    Reference,
    Rows,
    Test,
    Unless,
)

KNOWN = frozenset({MET, NOT_MET})
ANY = frozenset({MET, NOT_MET, UNKNOWN})
States = frozenset[int]


def possible_states(test: Test, agreement: Agreement, on: date | None = None) -> States:
    """Give the states that a test can have, on a date when one is given: what hangs on the date is then settled."""
    match test:
        case Always():
            return frozenset({MET})
        case Compare():
            return _compared(test, on)
        case Join():
            parts = [possible_states(part, agreement, on) for part in test.tests]
            joined = _folded(all_of if test.how == "alle" else any_of, parts)
            return _each(negation, joined) if test.how == "geen" else joined
        case Negation():
            return _each(negation, possible_states(test.test, agreement, on))
        case OnlyIf():
            return _pairs(
                only_if, possible_states(test.guard, agreement, on), possible_states(test.test, agreement, on)
            )
        case Unless():
            held, exception = possible_states(test.test, agreement, on), possible_states(test.exception, agreement, on)
            return _pairs(unless, held, exception)
        case Reference():
            return _referred(test, agreement, on)
        case Rows():
            return _over_rows(test, agreement, on)
        case RatioTest():
            return ANY


def _referred(test: Reference, agreement: Agreement, on: date | None) -> States:
    criterion = next(criterion for criterion in agreement.criteria if criterion.id == test.criterion)
    states = possible_states(criterion.test, agreement, on)
    if not criterion.unknown_reads:
        return states
    reads = UnknownReads(criterion.unknown_reads)
    return _each(lambda state: read_as(state, reads), states)


def _compared(test: Compare, on: date | None) -> States:
    if test.operator == "bekend":
        return ANY if test.kind == "moment" else KNOWN
    if on is None or not isinstance(test.operand, Literal):
        return KNOWN if test.fact == REFERENCE_DATE else ANY
    if test.fact == REFERENCE_DATE:
        return frozenset({MET if literal_test(test, test.operand)(on) else NOT_MET})
    if test.kind == "moment" and test.operator == "vanaf":
        to_come = day_bounds(read_date(test.operand.texts[0]))[0] > end_of_day(on)
        return ANY - {MET} if to_come else ANY  # what is still to happen is not known to have happened
    return ANY


def _over_rows(test: Rows, agreement: Agreement, on: date | None) -> States:
    where = possible_states(test.where, agreement, on)
    inside = possible_states(test.population, agreement, on) if test.population else frozenset({MET})
    if test.how == "elke_rij":
        return _closed(all_of, _pairs(only_if, inside, where)) | {NOT_APPLICABLE, UNKNOWN}
    if test.how in {"een_rij", "geen_rij"}:
        some = _closed(any_of, _pairs(lambda one, other: all_of((one, other)), inside, where)) | {NOT_MET, UNKNOWN}
        return some if test.how == "een_rij" else _each(negation, some)
    return ANY


def _each(function: Callable[[int], int], states: States) -> States:
    return frozenset(function(state) for state in states)


def _pairs(function: Callable[[int, int], int], ones: States, others: States) -> States:
    return frozenset(function(one, other) for one, other in product(ones, others))


def _folded(join: Callable[[Iterable[int]], int], parts: list[States]) -> States:
    states, *others = parts
    for part in others:
        states = _pairs(lambda one, other: join((one, other)), states, part)
    return states


def _closed(join: Callable[[Iterable[int]], int], states: States) -> States:
    """Give what any number of these states can join to."""
    while (more := states | _pairs(lambda one, other: join((one, other)), states, states)) != states:
        states = more
    return states
