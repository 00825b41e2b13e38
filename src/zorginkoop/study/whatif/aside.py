"""What changes for those who keep their outcome: parts that are judged apart, and what a person has to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from zorginkoop.kernel.outcome import OFFER
from zorginkoop.kernel.states import MET, NAMES
from zorginkoop.kernel.tree import Citation, Part, Phrase, Task
from zorginkoop.study.findings import Flags, considered
from zorginkoop.study.season import JudgedAgreement
from zorginkoop.study.whatif.moves import Changed, Moves

NONE: Final = len(NAMES)  # the agreement has no such part


@dataclass(frozen=True, slots=True)
class PartMove:
    """A part of which the state changed for some who have an offer before and after: from which state to which."""

    id: str
    phrase: Phrase
    citation: Citation
    was: int
    now: int
    providers: int


@dataclass(frozen=True, slots=True)
class TaskMove:
    """A task that a person has to decide on for others, or for more or fewer.

    `was` and `now` are for how many there is one; `others` is for how many there is one on one side only.
    """

    id: str
    phrase: Phrase
    citation: Citation
    was: int
    now: int
    others: int


@dataclass(frozen=True, slots=True)
class Aside:
    """Everything beside the outcomes; `providers` is how many keep their offer with another part."""

    providers: int
    parts: tuple[PartMove, ...]
    tasks: tuple[TaskMove, ...]


def aside(moves: Moves[Changed]) -> Aside:
    """Count whose parts changed among those who are offered before and after, and for how many a task is there."""
    both = _offered(moves.before) & _offered(moves.after)
    old, new = _parts(moves.before), _parts(moves.after)
    size = len(moves.was)
    another = np.zeros(size, np.bool_)
    found: list[PartMove] = []
    for name in dict.fromkeys((*old, *new)):
        was, now = (one[name][1] if name in one else np.full(size, NONE, np.uint8) for one in (old, new))
        part = (new.get(name) or old[name])[0]
        differs = both & (was != now)
        another |= differs
        found += _part_moves(part, was[differs], now[differs])
    kept = another & (moves.was == moves.now)
    return Aside(int(kept.sum()), tuple(found), tuple(_tasks(moves)))


def _offered(judged: JudgedAgreement) -> Flags:
    flags: Flags = judged.outcome.result_texts() == OFFER
    return flags


def _parts(judged: JudgedAgreement) -> dict[str, tuple[Part, npt.NDArray[np.uint8]]]:
    outcome = judged.outcome
    return {
        part.id: (part, states) for part, states in zip(judged.compiled.agreement.parts, outcome.parts, strict=True)
    }


def _part_moves(part: Part, was: npt.NDArray[np.uint8], now: npt.NDArray[np.uint8]) -> Iterator[PartMove]:
    pairs, counts = np.unique(was.astype(np.int64) * (NONE + 1) + now, return_counts=True)
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        before, after = divmod(pair, NONE + 1)
        yield PartMove(part.id, part.phrase, part.citation, before, after, count)


def _tasks(moves: Moves[Changed]) -> Iterator[TaskMove]:
    old, new = _asked(moves.before), _asked(moves.after)
    for name in dict.fromkeys((*old, *new)):
        nobody = np.zeros(len(moves.was), np.bool_)
        was, now = (one[name][1] if name in one else nobody for one in (old, new))
        if not np.array_equal(was, now):
            task = (new.get(name) or old[name])[0]
            yield TaskMove(task.id, task.phrase, task.citation, int(was.sum()), int(now.sum()), int((was != now).sum()))


def _asked(judged: JudgedAgreement) -> dict[str, tuple[Task, Flags]]:
    fitting = considered(judged)
    return {
        task.id: (task, fitting & (judged.outcome.of_criterion(task.criterion) == MET))
        for task in judged.compiled.agreement.tasks
    }
