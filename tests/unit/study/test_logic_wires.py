"""The kernel's functions of states give in logic what they give in whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pytest
import z3

from zorginkoop.kernel import states
from zorginkoop.study.logic.wires import WIDTH, Wires

EVERY_STATE = range(4)


def open_number(number: int) -> Wires:
    """Make a number of which no bit is settled for our own folding, so that the formulas themselves are tried."""
    return Wires([z3.BoolVal(val=bool(number >> at & 1)) for at in range(WIDTH)])


def value_of(wires: Wires | int) -> int:
    if isinstance(wires, int):
        return wires
    bits = [bit if isinstance(bit, bool) else z3.is_true(z3.simplify(bit)) for bit in wires.bits]
    return sum(bit << at for at, bit in enumerate(bits))


def settled_number(number: int) -> Wires:
    return Wires([bool(number >> at & 1) for at in range(WIDTH)])


makers = pytest.mark.parametrize("make", [open_number, settled_number], ids=["open", "settled"])


@makers
@pytest.mark.parametrize(
    "function",
    [states.negation, states.is_met, states.is_unknown, states.unknown_as_met, states.unknown_as_not_met],
    ids=lambda function: function.__name__,
)
def test_of_one_state(function: Callable[[Any], Any], make: Callable[[int], Wires]) -> None:
    assert [value_of(function(make(state))) for state in EVERY_STATE] == [function(state) for state in EVERY_STATE]


@makers
@pytest.mark.parametrize("function", [states.only_if, states.unless], ids=lambda function: function.__name__)
def test_of_two_states(function: Callable[[Any, Any], Any], make: Callable[[int], Wires]) -> None:
    for one, other in product(EVERY_STATE, repeat=2):
        assert value_of(function(make(one), make(other))) == function(one, other)


@makers
@pytest.mark.parametrize(
    "function", [states.all_of, states.any_of, states.count_met], ids=lambda function: function.__name__
)
def test_of_several_states(function: Callable[[Iterable[Any]], Any], make: Callable[[int], Wires]) -> None:
    for several in product(EVERY_STATE, repeat=3):
        assert value_of(function(map(make, several))) == function(several)


@makers
def test_the_first_that_fits(make: Callable[[int], Wires]) -> None:
    for several in product(EVERY_STATE, repeat=4):
        chosen, undecided = states.first_that_fits(map(make, several))
        assert (value_of(chosen), value_of(undecided)) == states.first_that_fits(several)


@makers
def test_numbers_add_and_are_recognised(make: Callable[[int], Wires]) -> None:
    for one, other in product((0, 1, 2, 7, 100), repeat=2):
        total = make(one) + make(other)
        assert value_of(total) == one + other
        told = total.equals(one + other)
        assert told is True or z3.is_true(z3.simplify(told))
        assert value_of(make(one).where(condition=False)) == 0
        assert value_of(make(1) * other) == other
