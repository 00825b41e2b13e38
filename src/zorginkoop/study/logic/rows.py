"""What is asked of rows over a space: each form joins the states of the rows that may be there, as the kernel does."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import z3

from zorginkoop.kernel.evaluate import COMPARISONS
from zorginkoop.kernel.states import all_of, any_of, is_met, is_unknown, negation, only_if
from zorginkoop.kernel.tree import Rows
from zorginkoop.study.logic.space import Int
from zorginkoop.study.logic.wires import Wire, Wires, all_wires, both, either, opposite, state_wires

_ZERO = Wires(())

RowState = tuple[Wire, Wires, Wires]  # whether the row is there, belongs to the population, and satisfies the condition


def _each_row(_: Rows, rows: list[RowState]) -> Wires:
    return all_of([_ZERO, *(only_if(inside, state).where(there) for there, inside, state in rows)])


def _some_row(_: Rows, rows: list[RowState]) -> Wires:
    judged = [all_of((inside, state)).where(there) for there, inside, state in rows]
    nobody = all_wires(opposite(there) for there, _, _ in rows)
    return any_of([Wires((False, nobody)), *judged])


def _no_row(test: Rows, rows: list[RowState]) -> Wires:
    return negation(_some_row(test, rows))


def _count(test: Rows, rows: list[RowState]) -> Wires:
    judged = [all_of((inside, state)).where(there) for there, inside, state in rows]
    least: Int = sum((counted(is_met(one).bits[0], 1) for one in judged), z3.IntVal(0))
    most: Int = sum((counted(is_unknown(one).bits[0], 1) for one in judged), least)
    limit = int(test.limit)
    if test.operator == "is":
        return state_wires(z3.And(least <= limit, limit <= most), z3.Or(least != limit, most != limit))
    compare = COMPARISONS[test.operator]
    ends = (compare(least, limit), compare(most, limit))
    return state_wires(z3.Or(*ends), z3.Not(z3.And(*ends)))


def _share(test: Rows, rows: list[RowState]) -> Wires:
    """Compare the smallest and the largest possible share, as the kernel's `share_bounds` counts them."""
    bounds: list[Int] = [z3.IntVal(0)] * 4
    for there, inside, state in rows:
        member, perhaps = both(there, is_met(inside).bits[0]), both(there, is_unknown(inside).bits[0])
        counts = is_met(state).bits[0]
        could = either(counts, is_unknown(state).bits[0])
        added = (
            both(member, counts),
            either(member, both(perhaps, opposite(counts))),
            both(either(member, perhaps), could),
            either(member, both(perhaps, could)),
        )
        bounds = [total + counted(wire, 1) for total, wire in zip(bounds, added, strict=True)]
    limit = Fraction(test.limit)
    low, high = (bounds[0], bounds[1]), (bounds[2], bounds[3])
    ends = [_share_holds(share, test.operator, limit) for share in (low, high)]
    possible = z3.Or(*ends)
    if test.operator == "is":  # also between the two ends; a share of nobody is no end
        at_most, at_least = (
            z3.If(one[1] > 0, _share_holds(one, operator, limit), _share_holds(other, operator, limit))
            for one, other, operator in ((low, high, "ten_hoogste"), (high, low, "ten_minste"))
        )
        possible = z3.And(at_most, at_least)
    return state_wires(possible, z3.Not(z3.And(*ends)))


def _share_holds(share: tuple[Int, Int], operator: str, limit: Fraction) -> Wire:
    part, whole = share
    return z3.And(whole > 0, COMPARISONS[operator](part * limit.denominator, whole * limit.numerator))


ROW_FORMS: dict[str, Callable[[Rows, list[RowState]], Wires]] = {
    "elke_rij": _each_row,
    "een_rij": _some_row,
    "geen_rij": _no_row,
    "aantal": _count,
    "aandeel": _share,
}


def counted(wire: Wire, number: Int) -> Int:
    """Give a number where a wire holds, and zero elsewhere."""
    if isinstance(wire, bool):
        return number if wire else z3.IntVal(0)
    return z3.If(wire, number, 0)
