"""Who moves between two judgements of one agreement, and which change moved them: alone, each enough, or together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from zorginkoop.study.season import JudgedAgreement
from zorginkoop.study.whatif.standings import Numbers, Standing

Flags = npt.NDArray[np.bool_]
Changed = TypeVar("Changed")


class How(StrEnum):
    """In what way changes moved a provider."""

    ALONE = "alleen"  # one change does it, whatever the others do
    EACH = "elk_genoeg"  # several changes, each of which would have done it
    TOGETHER = "samen"  # no change does it alone
    BACK = "heen_en_weer"  # one change moves, another undoes it: nobody has moved in the end


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """The providers that one change, or several in one way, moved; `changes` are places in the list of changes."""

    how: How
    changes: tuple[int, ...]
    who: Numbers


class Transition(NamedTuple):
    """From what to what, and how many."""

    was: Standing
    now: Standing
    providers: int


@dataclass(frozen=True, slots=True, eq=False)
class Moves(Generic[Changed]):
    """One agreement judged before and after: where everyone stood and stands, and what moved whom.

    `was` and `now` are numbers in `standings`. Every mover is in exactly one share; those who were moved and moved back
    are in shares of their own, and are no movers.
    """

    before: JudgedAgreement
    after: JudgedAgreement
    changes: tuple[Changed, ...]
    standings: tuple[Standing, ...]
    was: Numbers
    now: Numbers
    shares: tuple[Share, ...]

    @property
    def movers(self) -> Numbers:
        """The places of everyone who stands elsewhere."""
        return np.flatnonzero(self.was != self.now)

    def transitions(self, who: Numbers | None = None) -> tuple[Transition, ...]:
        """Count everyone, or some, by where they stood and stand; the most first."""
        width = len(self.standings)
        pairs = self.was * width + self.now
        numbers, counts = np.unique(pairs if who is None else pairs[who], return_counts=True)
        found = [
            Transition(self.standings[number // width], self.standings[number % width], count)
            for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        ]
        return tuple(sorted(found, key=lambda one: -one.providers))


Without = Callable[[Numbers], Sequence[Numbers]]


def shares(was: Numbers, now: Numbers, alone: Sequence[Numbers], without: Without) -> tuple[Share, ...]:
    """Attribute every mover to what moved it, and name those who were moved and moved back.

    `alone` gives for each change where everyone stands with that change only; `without` gives for some places, and each
    change, where they stand with all changes but that one.
    """
    return tuple(_shares(was, now, alone, without))


def _shares(was: Numbers, now: Numbers, alone: Sequence[Numbers], without: Without) -> Iterator[Share]:
    movers = np.flatnonzero(was != now)
    enough = _matrix([one[movers] == now[movers] for one in alone], len(movers))
    for changes, which in _alike(enough):
        if changes:
            yield Share(How.ALONE if len(changes) == 1 else How.EACH, changes, movers[which])
    together = movers[~enough.any(axis=1)]
    if len(together):
        needed = _matrix([one != now[together] for one in without(together)], len(together))
        for changes, which in _alike(needed):
            yield Share(How.TOGETHER, changes or tuple(range(len(alone))), together[which])
    settled = np.flatnonzero(was == now)
    stirred = _matrix([one[settled] != was[settled] for one in alone], len(settled))
    for changes, which in _alike(stirred):
        if changes:
            yield Share(How.BACK, changes, settled[which])


def _matrix(columns: Sequence[Flags], height: int) -> Flags:
    return np.stack(columns, axis=1) if columns else np.zeros((height, 0), np.bool_)


def _alike(flags: Flags) -> Iterator[tuple[tuple[int, ...], Numbers]]:
    """Give the rows that are flagged alike, with the columns that are set; one change alone comes before several."""
    keys = np.packbits(flags, axis=1)
    distinct, which = np.unique(keys, axis=0, return_inverse=True)
    found = []
    for number in range(len(distinct)):
        rows = np.flatnonzero(which.reshape(-1) == number)
        found.append((tuple(np.flatnonzero(flags[rows[0]]).tolist()), rows))
    yield from sorted(found, key=lambda pair: (len(pair[0]), pair[0]))
