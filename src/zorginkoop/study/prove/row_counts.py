"""How many rows an example needs, so that every count and share of an agreement can be met in it and failed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from zorginkoop.kernel.evaluate import COMPARISONS
from zorginkoop.kernel.tree import Agreement, Rows, Test
from zorginkoop.kernel.tree_walk import inner_tests

MOST_ROWS: Final = 20  # a limit that takes more is not tried


def rows_to_try(agreement: Agreement) -> int:
    """Give the rows that the limits on one relation take together, at most `MOST_ROWS`; 0 where nothing is counted."""
    tests = [*(one.test for one in agreement.criteria), *(one.test for one in agreement.routes)]
    taken: dict[str, int] = {}
    for test in dict.fromkeys(found for one in tests for found in _counted(one)):
        taken[test.relation] = taken.get(test.relation, 0) + _fewest(test)
    return min(MOST_ROWS, max(taken.values(), default=0))


def _counted(test: Test) -> Iterator[Rows]:
    if isinstance(test, Rows) and test.how in {"aandeel", "aantal"}:
        yield test
    for part in inner_tests(test):
        yield from _counted(part)


def _fewest(test: Rows) -> int:
    """Give the fewest rows with which a limit is met in some way, and failed in another."""
    seen: set[bool] = set()
    for rows in range(1 if test.how == "aandeel" else 0, MOST_ROWS + 1):
        for part in range(rows + 1):
            value = Fraction(part, rows) if test.how == "aandeel" else Fraction(part)
            seen.add(COMPARISONS[test.operator](value, Fraction(test.limit)))
        if len(seen) > 1:
            return rows
    return MOST_ROWS
