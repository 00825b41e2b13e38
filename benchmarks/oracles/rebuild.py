"""Put another test in the place of one inside a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from zorginkoop.kernel.tree import Compare, Join, Negation, OnlyIf, Test, Unless

T = TypeVar("T")
What = TypeVar("What")
Changes = Iterator[tuple[What, Test]]  # what was changed, and the test with it


def with_part(parts: tuple[T, ...], at: int, part: T) -> tuple[T, ...]:
    """Give parts with another one in a place."""
    return (*parts[:at], part, *parts[at + 1 :])


def inside(test: Test, change: Callable[[Test], Changes[What]]) -> Changes[What]:
    """Walk every change of a test directly inside a test on the same subject, built into it."""
    match test:
        case Join(_, tests):
            for at, part in enumerate(tests):
                yield from ((what, replace(test, tests=with_part(tests, at, one))) for what, one in change(part))
        case Negation(inner):
            yield from ((what, Negation(one)) for what, one in change(inner))
        case OnlyIf(guard, inner):
            yield from ((what, OnlyIf(one, inner)) for what, one in change(guard))
            yield from ((what, OnlyIf(guard, one)) for what, one in change(inner))
        case Unless(inner, exception):
            yield from ((what, Unless(one, exception)) for what, one in change(inner))
            yield from ((what, Unless(inner, one)) for what, one in change(exception))


def turned_around(test: Test) -> Changes[Compare]:
    """Walk every comparison in a test, each with the test in which that one says the opposite."""
    if isinstance(test, Compare):
        yield test, Negation(test)
    yield from inside(test, turned_around)
