"""Who sits near each limit, before and after: what one step more or less would do."""

from __future__ import annotations

from dataclasses import dataclass

from zorginkoop.study.limits import NearMiss, near_misses
from zorginkoop.study.whatif.answer import Changed
from zorginkoop.study.whatif.moves import Moves


@dataclass(frozen=True, slots=True)
class Near:
    """The limit of one condition, and who sits near it, before and after; None where there is no such limit."""

    criterion: str
    was: NearMiss | None
    now: NearMiss | None


def near(moves: Moves[Changed], steps: tuple[int, ...]) -> tuple[Near, ...]:
    """Count who sits within some steps of each limit, before and after, as far as anybody does."""
    old = {one.criterion.id: one for one in near_misses(moves.before, steps)}
    new = {one.criterion.id: one for one in near_misses(moves.after, steps)}
    found = [Near(name, old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))]
    return tuple(one for one in found if _somebody(one.was) or _somebody(one.now))


def _somebody(miss: NearMiss | None) -> bool:
    return miss is not None and any((*miss.just_met, *miss.just_failed))
