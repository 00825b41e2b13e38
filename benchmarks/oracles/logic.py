"""The small logic that both oracles are written in: yes-no expressions, whole numbers, and counts over rows.

A condition of the policy language has four states; an oracle knows only yes and no. So each condition becomes two
expressions, *can hold* and *can fail*, and every join is spelled out here over those two, after the words of
docs/language.md and without the kernel's own bit functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Input:
    """A value of the subject (or row) at hand, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """An expression about the whole subject that was given a name before."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A fixed number or text."""

    value: int | str


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a set of codes of the subject (or row) at hand has a code."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison: one of < <= == >= >."""

    left: Expression
    sign: str
    right: Expression


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a text is one of several."""

    text: Expression
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts hold; of no parts, always."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts holds; of no parts, never."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Plus:
    """The sum of numbers."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """A number times a fixed one."""

    factor: int
    number: Expression


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether something holds for at least one row of a relation."""

    relation: str
    of_row: Expression


@dataclass(frozen=True, slots=True)
class Count:
    """For how many rows of a relation something holds."""

    relation: str
    of_row: Expression


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a number over the rows of a relation."""

    relation: str
    of_row: Expression


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first case that holds, or the last value."""

    cases: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


Expression = (
    Input
    | Named
    | Constant
    | Member
    | Compared
    | OneOf
    | All
    | Some
    | Not
    | Plus
    | Times
    | Exists
    | Count
    | Total
    | Choose
)

YES, NO = All(()), Some(())


def all_hold(parts: Iterable[Expression]) -> Expression:
    """Join by *and*, without parts that say nothing."""
    kept = tuple(dict.fromkeys(part for part in parts if part != YES))
    if NO in kept:
        return NO
    return kept[0] if len(kept) == 1 else All(kept)


def some_hold(parts: Iterable[Expression]) -> Expression:
    """Join by *or*, without parts that say nothing."""
    kept = tuple(dict.fromkeys(part for part in parts if part != NO))
    if YES in kept:
        return YES
    return kept[0] if len(kept) == 1 else Some(kept)


def opposite(part: Expression) -> Expression:
    """Turn yes into no."""
    if isinstance(part, Not):
        return part.part
    return NO if part == YES else YES if part == NO else Not(part)


class State(NamedTuple):
    """What a condition can still turn out to be, and whether it applies at all (known never to: neither)."""

    can_hold: Expression
    can_fail: Expression
    applies: Expression = YES

    @property
    def is_met(self) -> Expression:
        """It holds for certain."""
        return all_hold((self.can_hold, opposite(self.can_fail)))

    @property
    def is_unknown(self) -> Expression:
        """It may still hold and may still fail."""
        return all_hold((self.can_hold, self.can_fail))

    @property
    def is_failed(self) -> Expression:
        """It fails for certain."""
        return all_hold((self.can_fail, opposite(self.can_hold)))


ALWAYS = State(YES, NO)


def told(known: Expression, holds: Expression) -> State:
    """Give the state of something that holds or not, as far as it is known."""
    return State(some_hold((opposite(known), holds)), some_hold((opposite(known), opposite(holds))))


def turned(state: State) -> State:
    """Give the opposite of a condition."""
    return State(state.can_fail, state.can_hold, state.applies)


def every_state(states: Sequence[State]) -> State:
    """Ask all that apply to hold: it fails as soon as one fails, and waits while one is unknown."""
    applies = some_hold(state.applies for state in states)
    stands = [opposite(state.is_failed) if state.applies != YES else state.can_hold for state in states]
    return State(all_hold((*stands, applies)), some_hold(state.can_fail for state in states), applies)


def any_state(states: Sequence[State]) -> State:
    """Ask one that applies to hold: the mirror image of all."""
    return turned(every_state([turned(state) for state in states]))


def guarded(guard: State, state: State) -> State:
    """Let a condition apply only where its guard holds.

    Where nobody knows whether the guard holds, what would hold is held, and what would fail is not known.
    """
    can_fail = all_hold((guard.can_hold, state.can_fail))
    can_hold = all_hold((guard.can_hold, some_hold((state.can_hold, all_hold((guard.can_fail, state.can_fail))))))
    return State(can_hold, can_fail, all_hold((guard.can_hold, state.applies)))


def excepted(state: State, exception: State) -> State:
    """Let a condition yield where its exception holds; one that does not apply needs no exception."""
    can_hold = all_hold((state.applies, some_hold((state.can_hold, exception.can_hold))))
    can_fail = all_hold((state.can_fail, opposite(exception.is_met)))
    return State(can_hold, can_fail, state.applies)


def read_unknown(state: State, reads: str) -> State:
    """Read an unknown state as the policy says where it is used."""
    if reads in {"", "niet_beslist"}:
        return state
    if reads == "telt_niet":
        return State(state.is_met, state.can_fail, state.applies)
    return State(state.can_hold, state.is_failed, state.applies)
