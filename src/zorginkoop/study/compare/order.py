"""What is stricter by its form alone: a higher bound, fewer codes, a stricter test inside; certain for every subject.

The prover takes a test over rows to come out in any way when it proves something impossible, so it cannot tell that a
share of 35 % asks more than one of 30 %. This can. Stricter means: wherever the newer can hold the older can, wherever
the older can fail the newer can, and both apply to the same subjects. All joins of the kernel keep that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from fractions import Fraction
from itertools import groupby

from zorginkoop.kernel.evaluate import number_limit
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    Join,
    Literal,
    Negation,
    OnlyIf,
    Reference,
    Rows,
    Test,
    Unless,
)

_NUMBERS = {"getal", "geld", "percentage"}
_DAYS = {"datum", "moment"}
_LOWER = {"ten_minste": 0, "meer_dan": 1, "vanaf": 0}
_UPPER = {"ten_hoogste": 1, "minder_dan": 0, "uiterlijk": 1, "voor": 0}
_ANY_OF = {("code", "is"), ("code", "een_van"), ("codes", "overlapt")}


class Order(IntEnum):
    """How the newer lies to the older."""

    STRICTER = -1
    SAME = 0
    LOOSER = 1


class Ordering:
    """The order of every condition of two agreements, and of what they lead to; None where the form does not tell."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        """Compare the conditions in the order in which they refer to each other."""
        self.old, self.new = old, new
        self.criteria: dict[str, Order | None] = {}
        before = {criterion.id: criterion for criterion in old.criteria}
        for criterion in new.criteria:
            was = before.get(criterion.id)
            same_use = was is not None and (was.unknown_reads, was.force) == (criterion.unknown_reads, criterion.force)
            self.criteria[criterion.id] = self.test(was.test, criterion.test) if was and same_use else None

    def outcome(self) -> Order | None:
        """Order what the agreements lead to, where routes and ladder are the same and only conditions are ordered.

        Each route then decides about the same subjects, so only the gate and the number of factors can move; on a
        ladder where a variant returns, a factor more is not always better.
        """
        old, new = self.old, self.new
        if (old.gate, old.gate_unknown_reads, old.factors) != (new.gate, new.gate_unknown_reads, new.factors):
            return None
        ladders = [one.ladder.variants if one.ladder else () for one in (old, new)]
        routes = [[(one.id, one.unknown_reads, one.leads_to) for one in side.routes] for side in (old, new)]
        if ladders[0] != ladders[1] or routes[0] != routes[1] or a_variant_returns(ladders[0]):
            return None
        if any(self.test(was.test, now.test) != Order.SAME for was, now in zip(old.routes, new.routes, strict=True)):
            return None
        return _together(self.criteria[name] for name in (*new.gate, *new.factors))

    def test(self, old: Test, new: Test) -> Order | None:
        """Order two tests."""
        match old, new:
            case Reference(), Reference() if old == new:
                return self.criteria.get(new.criterion)
            case Join(), Join() if old.how == new.how:
                order = self._members(old.tests, new.tests)
                return _opposite(order) if new.how == "geen" else order
            case Negation(), Negation():
                return _opposite(self.test(old.test, new.test))
            case OnlyIf(), OnlyIf() if self.test(old.guard, new.guard) == Order.SAME:
                return self.test(old.test, new.test)
            case Unless(), Unless():
                return _together((self.test(old.test, new.test), self.test(old.exception, new.exception)))
            case Rows(), Rows() if (old.how, old.relation) == (new.how, new.relation):
                return self._rows(old, new)
            case Compare(), Compare() if _about(old) == _about(new):
                return Order.SAME if old == new else _compared(old, new)
        return Order.SAME if old == new else None

    def _members(self, old: Sequence[Test], new: Sequence[Test]) -> Order | None:
        """Order the members of a join one by one, what stands in both first; more or fewer of them say nothing."""
        if len(old) != len(new):
            return None
        left = list(new)
        alone = [test for test in old if not _taken(left, test)]
        same = [self.test(test, test) for test in old if test not in alone]
        return _together((*same, *(self.test(*pair) for pair in zip(alone, left, strict=True))))

    def _rows(self, old: Rows, new: Rows) -> Order | None:
        if self.test(old.population or Always(), new.population or Always()) != Order.SAME:
            return None
        where = self.test(old.where, new.where)
        if new.how == "geen_rij":
            return _opposite(where)
        if not new.operator:
            return where
        bounds = [_bound(one.operator, Fraction(one.limit)) for one in (old, new)]
        if new.operator in _UPPER:
            where = _opposite(where)
        return _together((where, _bounds_order(bounds[0], bounds[1])))


def a_variant_returns(variants: Sequence[str]) -> bool:
    """Tell whether a ladder comes back to a variant that it left, so that its variants have no order."""
    steps = [variant for variant, _ in groupby(variants)]
    return len(steps) > len(set(steps))


def _taken(left: list[Test], test: Test) -> bool:
    """Take a test out of those that are left, if it is there."""
    if test in left:
        left.remove(test)
        return True
    return False


def _about(test: Compare) -> tuple[str, str, str]:
    return test.fact, test.kind, test.step


Limit = int | Fraction  # a number, or the number of a day
Bound = tuple[bool, Limit, int]  # whether it is a lower bound, where it lies, and how tight it is there


def _bound(operator: str, limit: Limit) -> Bound | None:
    if operator in _LOWER:
        return True, limit, _LOWER[operator]
    return (False, limit, _UPPER[operator]) if operator in _UPPER else None


def _bounds_order(old: Bound | None, new: Bound | None) -> Order | None:
    if old is None or new is None or old[0] != new[0]:
        return Order.SAME if old == new and old is not None else None
    if old[1:] == new[1:]:
        return Order.SAME
    higher = new[1:] > old[1:]
    return Order.STRICTER if higher == new[0] else Order.LOOSER


def _compared(old: Compare, new: Compare) -> Order | None:
    if not (isinstance(old.operand, Literal) and isinstance(new.operand, Literal)):
        return None
    texts = [frozenset(one.operand.texts) for one in (old, new) if isinstance(one.operand, Literal)]
    if {(old.kind, old.operator), (new.kind, new.operator)} <= _ANY_OF:
        return _subset(texts[0], texts[1])
    if old.kind == "codes" and old.operator == new.operator == "omvat":
        return _opposite(_subset(texts[0], texts[1]))
    was, now = _limit(old), _limit(new)
    if was is None or now is None:
        return None
    return _bounds_order(_bound(old.operator, was), _bound(new.operator, now))


def _limit(test: Compare) -> Limit | None:
    """Give the limit of a comparison as something that can be ordered: a whole number of steps, or a day."""
    text = test.operand.texts[0] if isinstance(test.operand, Literal) else ""
    if test.kind in _NUMBERS:
        return number_limit(test, text)
    return read_date(text).toordinal() if test.kind in _DAYS and test.operator in (*_LOWER, *_UPPER) else None


def _subset(old: frozenset[str], new: frozenset[str]) -> Order | None:
    if old == new:
        return Order.SAME
    if new < old:
        return Order.STRICTER
    return Order.LOOSER if old < new else None


def _opposite(order: Order | None) -> Order | None:
    return None if order is None else Order(-order)


def _together(orders: Iterable[Order | None]) -> Order | None:
    """Join orders that all count the same way; two that go against each other say nothing."""
    found = set(orders) - {Order.SAME}
    if not found:
        return Order.SAME
    return found.pop() if len(found) == 1 else None
