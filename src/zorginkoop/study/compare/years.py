"""The contract years of an agreement in two editions beside each other, counted from the own year of each edition.

A tree is compiled for one contract year: another one can ask for another reference year, so each year is asked about.
"""

from __future__ import annotations

from typing import NamedTuple

from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.study.prove.periods import contract_years

Editions = tuple[LoadedEdition, LoadedEdition]


class Years(NamedTuple):
    """The contract year in the older edition, and that in the newer which takes its place."""

    old: int
    new: int


def years_of(editions: Editions, name: str) -> tuple[Years, ...]:
    """Give the contract years that the term of an agreement has in both editions, the own year first."""
    old, new = (edition.source.uitgave.contractjaar for edition in editions)
    shared = set.intersection(*(_turns(edition, name) for edition in editions))
    return tuple(Years(old + turn, new + turn) for turn in sorted(shared, key=lambda turn: (turn != 0, turn)))


def years_alone(editions: Editions, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the contract years that only the older, and that only the newer edition has for an agreement in both."""
    turns = [_turns(edition, name) for edition in editions]
    own = [edition.source.uitgave.contractjaar for edition in editions]
    gone, come = turns[0] - turns[1], turns[1] - turns[0]
    return tuple(own[0] + turn for turn in sorted(gone)), tuple(own[1] + turn for turn in sorted(come))


def _turns(edition: LoadedEdition, name: str) -> set[int]:
    own = edition.source.uitgave.contractjaar
    return {year - own for year in contract_years(edition, edition.source.overeenkomsten[name])}
