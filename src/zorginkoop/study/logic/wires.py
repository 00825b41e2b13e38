"""Small whole numbers made of logic: what `kernel.states` and `Decider` compute with when the subject is anybody.

The kernel's functions from states to an outcome use only bit operators. `Wires` has those operators, each bit a truth
that may still be open, so that the outcome in logic is the kernel's own function and cannot differ from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeAlias

import z3

Wire: TypeAlias = Any  # a bool that is settled, or a z3.BoolRef; z3 has no types of its own

_PAIR: Any = z3.Ast * 2

WIDTH = 8  # bits: the number of a route is the largest there is, and the register keeps it in a byte too


# A formula that goes away leaves its number to the next, and when it goes hangs on the machine; so every formula stays
# until its context goes. z3 itself takes away this function when Python ends, and asks each time whether it is there.
z3.z3.Z3_dec_ref = None


@contextmanager
def made_in(context: Any) -> Iterator[None]:  # noqa: ANN401 - a z3.Context
    """Let every formula be made in a context of its own.

    Which solution the solver finds first hangs on all that was made in its context before. In one of its own the same
    question has the same answer each time, whatever else was asked. z3 has no public way to say so for all formulas.
    """
    before = z3.main_ctx()
    z3.z3._main_ctx = context  # noqa: SLF001 - the only way there is
    try:
        yield
    finally:
        z3.z3._main_ctx = before  # noqa: SLF001 - as above


def _made(make: Callable[..., Any], one: Wire, other: Wire) -> Wire:
    """Make a formula of two others, without the looks that z3's own And and Or take at each of them: they are many."""
    return z3.BoolRef(make(one.ctx.ref(), 2, _PAIR(one.as_ast(), other.as_ast())), one.ctx)


def both(one: Wire, other: Wire) -> Wire:
    """Give the truth of both together; what is settled leaves no formula behind."""
    if one is False or other is False:
        return False
    if one is True:
        return other
    return one if other is True or one is other else _made(z3.Z3_mk_and, one, other)


def either(one: Wire, other: Wire) -> Wire:
    """Give the truth of at least one."""
    if one is True or other is True:
        return True
    if one is False:
        return other
    return one if other is False or one is other else _made(z3.Z3_mk_or, one, other)


def opposite(wire: Wire) -> Wire:
    """Give the opposite of a truth."""
    return not wire if isinstance(wire, bool) else z3.BoolRef(z3.Z3_mk_not(wire.ctx.ref(), wire.as_ast()), wire.ctx)


def differ(one: Wire, other: Wire) -> Wire:
    """Give the truth of exactly one of two."""
    if isinstance(one, bool):
        return opposite(other) if one else other
    if isinstance(other, bool):
        return opposite(one) if other else one
    return z3.Xor(one, other)


def all_wires(wires: Iterable[Wire]) -> Wire:
    """Give the truth of all of several."""
    together: Wire = True
    for wire in wires:
        together = both(together, wire)
    return together


def some_wire(wires: Iterable[Wire]) -> Wire:
    """Give the truth of at least one of several."""
    together: Wire = False
    for wire in wires:
        together = either(together, wire)
    return together


class Wires:
    """A whole number below 256 of which every bit is a truth, the lowest first; it knows the operators of a state."""

    __slots__ = ("bits",)

    def __init__(self, bits: Sequence[Wire]) -> None:
        """Take the lowest bits; the others are zero."""
        self.bits: tuple[Wire, ...] = (*bits, *([False] * (WIDTH - len(bits))))

    def __and__(self, other: Wires | int) -> Wires:
        return Wires([both(one, two) for one, two in zip(self.bits, _bits(other), strict=True)])

    def __or__(self, other: Wires | int) -> Wires:
        return Wires([either(one, two) for one, two in zip(self.bits, _bits(other), strict=True)])

    def __xor__(self, other: Wires | int) -> Wires:
        return Wires([differ(one, two) for one, two in zip(self.bits, _bits(other), strict=True)])

    def __invert__(self) -> Wires:
        return Wires([opposite(bit) for bit in self.bits])

    def __rshift__(self, by: int) -> Wires:
        return Wires(self.bits[by:])

    def __lshift__(self, by: int) -> Wires:
        return Wires((*([False] * by), *self.bits[: WIDTH - by]))

    def __mul__(self, number: int) -> Wires:
        """Give a number where this is one, and zero where it is zero."""
        return Wires([both(self.bits[0], bit) for bit in _bits(number)])

    def __add__(self, other: Wires | int) -> Wires:
        total: list[Wire] = []
        carry: Wire = False
        for one, two in zip(self.bits, _bits(other), strict=True):
            half = differ(one, two)
            total.append(differ(half, carry))
            carry = either(both(one, two), both(half, carry))
        return Wires(total)

    def equals(self, number: int) -> Wire:
        """Give the truth that this is a number."""
        pairs = zip(self.bits, _bits(number), strict=True)
        return all_wires(bit if wanted else opposite(bit) for bit, wanted in pairs)

    def where(self, condition: Wire) -> Wires:
        """Give this number where a condition holds, and zero elsewhere."""
        return Wires([both(bit, condition) for bit in self.bits])


@cache
def _bits_of(number: int) -> tuple[bool, ...]:
    return tuple(bool(number >> at & 1) for at in range(WIDTH))


def _bits(value: Wires | int) -> tuple[Wire, ...]:
    return value.bits if isinstance(value, Wires) else _bits_of(value)


def state_wires(can_hold: Wire, can_fail: Wire) -> Wires:
    """Make a state from its two bits."""
    return Wires((can_hold, can_fail))


def known_state(holds: Wire, unknown: Wire) -> Wires:
    """Make the state of a test: met where it holds, not met where it fails, unknown where the fact is unknown."""
    return Wires((either(unknown, holds), either(unknown, opposite(holds))))
