"""How big a rehearsal is, and how its providers divide over the corners."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Size(IntEnum):
    """The sizes with a name: the number of providers."""

    SMALL = 2_000
    MEDIUM = 10_000
    LARGE = 60_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many providers of each kind there are."""

    practices: int
    maternity: int
    institutions: int
    cases: int


MATERNITY_SHARE = 0.05
INSTITUTION_SHARE = 0.06
CASES_SHARE = 0.15


def counts_of(size: int) -> Counts:
    """Divide providers over the corners; what is left are practices."""
    maternity, institutions, cases = (
        round(size * share) for share in (MATERNITY_SHARE, INSTITUTION_SHARE, CASES_SHARE)
    )
    return Counts(size - maternity - institutions - cases, maternity, institutions, cases)
