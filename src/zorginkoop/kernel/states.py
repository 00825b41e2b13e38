"""The four states of a condition, and how they combine: one set of functions for one provider and for a whole register.

A state is two bits: *can hold* (1) and *can fail* (2), given what is known.

    not applicable 0    met 1    not met 2    unknown 3

The functions use only bit operators, so they take a plain integer for one subject and an array of unsigned bytes for a
register, and cannot differ between the two. What is not applicable is neutral in every join.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Protocol, TypeVar

NOT_APPLICABLE = 0
MET = 1
NOT_MET = 2
UNKNOWN = 3

NAMES = {NOT_APPLICABLE: "niet_van_toepassing", MET: "voldaan", NOT_MET: "niet_voldaan", UNKNOWN: "onbekend"}


class Bits(Protocol):
    """What an integer and an array of unsigned bytes have in common; a type checker cannot follow both further."""

    def __and__(self, other: Any, /) -> Any: ...  # noqa: ANN401 - see the class
    def __or__(self, other: Any, /) -> Any: ...  # noqa: ANN401 - see the class
    def __xor__(self, other: Any, /) -> Any: ...  # noqa: ANN401 - see the class
    def __rshift__(self, other: Any, /) -> Any: ...  # noqa: ANN401 - see the class
    def __lshift__(self, other: Any, /) -> Any: ...  # noqa: ANN401 - see the class
    def __invert__(self, /) -> Any: ...  # noqa: ANN401 - see the class


State = TypeVar("State", bound=Bits)


class UnknownReads(StrEnum):
    """How a use of conditions reads an unknown state; the state itself stays unknown."""

    NO_OBJECTION = "geen_bezwaar"
    UNDECIDED = "niet_beslist"
    DOES_NOT_COUNT = "telt_niet"
    DECLARED_AT_SIGNING = "verklaring_bij_ondertekening"


def negation(state: State) -> State:
    """Swap met and not met; unknown and not applicable stay."""
    return (state & 1) << 1 | state >> 1


def is_met(state: State) -> State:
    """Give 1 where the state is met for certain, else 0."""
    return state & ~(state >> 1) & 1


def is_unknown(state: State) -> State:
    """Give 1 where the state is unknown, else 0."""
    return state & state >> 1 & 1


def all_of(states: Iterable[State]) -> State:
    """Join states of which every applicable one must hold (strong Kleene, not applicable left out)."""
    iterator = iter(states)
    anything: Any = next(iterator)
    blocked = anything >> 1 & ~anything
    for state in iterator:
        anything = anything | state
        blocked = blocked | (state >> 1 & ~state)
    return anything & ~blocked & 1 | anything & 2


def any_of(states: Iterable[State]) -> State:
    """Join states of which at least one applicable one must hold (strong Kleene, not applicable left out)."""
    iterator = iter(states)
    anything: Any = next(iterator)
    settled = anything & ~(anything >> 1)
    for state in iterator:
        anything = anything | state
        settled = settled | (state & ~(state >> 1))
    return (anything >> 1 & ~settled & 1) << 1 | anything & 1


def only_if(guard: State, state: State) -> State:
    """Let a condition apply only where its guard holds; where the guard is unknown it may still fail, or not apply."""
    can_fail = guard & 1 & state >> 1
    can_hold = guard & 1 & (state | guard >> 1 & state >> 1)
    return can_hold | can_fail << 1


def unless(state: State, exception: State) -> State:
    """Let a condition yield where its exception holds; an exception that does not apply changes nothing."""
    can_hold = state | exception
    exception_can_miss = ~is_met(exception)
    can_fail = state >> 1 & exception_can_miss
    applies = (state | state >> 1) & 1
    return (can_hold & 1 | (can_fail & 1) << 1) & (applies | applies << 1)


def unknown_as_met(state: State) -> State:
    """Read unknown as met; other states pass unchanged."""
    return state ^ (state & state >> 1 & 1) << 1


def unknown_as_not_met(state: State) -> State:
    """Read unknown as not met; other states pass unchanged."""
    return state ^ state & state >> 1 & 1


def read_as(state: State, reading: UnknownReads) -> State:
    """Read an unknown state the way a use of conditions says; other states pass unchanged."""
    if reading is UnknownReads.UNDECIDED:
        return state
    return unknown_as_not_met(state) if reading is UnknownReads.DOES_NOT_COUNT else unknown_as_met(state)


def first_that_fits(states: Iterable[State]) -> tuple[State, State]:
    """Choose the first that holds: (its number from 1, or 0) and (number of the unknown test that stops it, or 0)."""
    iterator = iter(states)
    state = next(iterator)
    chosen: Any = is_met(state)
    undecided: Any = is_unknown(state)
    still_open = ~state & 1
    for number, later in enumerate(iterator, start=2):
        chosen = chosen | (is_met(later) & still_open) * number
        undecided = undecided | (is_unknown(later) & still_open) * number
        still_open = still_open & ~later & 1
    return chosen, undecided


def count_met(states: Iterable[State]) -> State:
    """Count how many states are met for certain."""
    iterator = iter(states)
    total: Any = is_met(next(iterator))
    for state in iterator:
        total = total + is_met(state)
    return total
