"""Examples of who moves: a few providers of every transition, judged again one by one by both forms of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from zorginkoop.columns.recorded import recorded_providers
from zorginkoop.kernel.assess import Judge, Outcome
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.states import UNKNOWN
from zorginkoop.study.season import Season
from zorginkoop.study.whatif.answer import Answer, Changed
from zorginkoop.study.whatif.attribution import grounds
from zorginkoop.study.whatif.moves import How, Moves, Share
from zorginkoop.study.whatif.standings import OUTSIDE, Standing

MOST_TRANSITIONS: Final = 12
OF_EACH: Final = 2


@dataclass(frozen=True, slots=True)
class Example:
    """One provider that moved: from what to what, by which changes, and both outcomes with every fact."""

    id: str
    was: Standing
    now: Standing
    how: How
    changes: tuple[int, ...]
    before: Outcome
    after: Outcome
    conditions: tuple[str, ...]


def examples(answer: Answer, name: str) -> tuple[Example, ...]:
    """Give a few providers of every transition of an agreement, those of whom most is known.

    Each is judged again with `assess`; one that would come out otherwise than in the register is our fault.
    """
    moves = answer.agreements[name]
    chosen = list(_chosen(moves))
    ids = [str(moves.before.outcome.ids[at]) for at, _ in chosen]
    before = _outcomes(answer.before, moves, ids, after=False)
    after = _outcomes(answer.after, moves, ids, after=True)
    return tuple(
        _example(moves, at, share, before[one], after[one]) for one, (at, share) in zip(ids, chosen, strict=True)
    )


def _chosen(moves: Moves[Changed]) -> Iterator[tuple[int, Share]]:
    """Choose the providers: of every transition some, spread over what moved them."""
    unknown = (moves.before.outcome.states == UNKNOWN).sum(axis=0)
    moved = [one for one in moves.transitions() if one.was != one.now][:MOST_TRANSITIONS]
    for transition in moved:
        left = OF_EACH
        pair = moves.standings.index(transition.was), moves.standings.index(transition.now)
        for share in moves.shares:
            if share.how is How.BACK or not left:
                continue
            here = share.who[(moves.was[share.who] == pair[0]) & (moves.now[share.who] == pair[1])]
            for at in here[np.argsort(unknown[here], kind="stable")][:left].tolist():
                left -= 1
                yield at, share


def _outcomes(season: Season, moves: Moves[Changed], ids: list[str], *, after: bool) -> Mapping[str, Outcome]:
    agreement = (moves.after if after else moves.before).compiled.agreement
    as_of, judge = season.as_of, Judge(agreement)
    recorded = recorded_providers(season.tables, agreement, ids, as_of)
    return {
        one: judge.assess(resolve(subject, agreement, as_of.on, as_of.known), season.key, as_of.known)
        for one, subject in recorded.items()
    }


def _example(moves: Moves[Changed], at: int, share: Share, before: Outcome, after: Outcome) -> Example:
    was, now = moves.standings[moves.was[at]], moves.standings[moves.now[at]]
    for standing, outcome in ((was, before), (now, after)):
        route = outcome.route.id if outcome.route else ""
        if standing != OUTSIDE and (route, outcome.result) != (standing.route, standing.result):
            message = f"{before.subject.id}: the register says {standing}, assess says {route}, {outcome.result}"
            raise AssertionError(message)
    one = Share(share.how, share.changes, np.array([at]))
    conditions = tuple(ground.criterion for ground in grounds(moves, one))
    return Example(str(moves.before.outcome.ids[at]), was, now, share.how, share.changes, before, after, conditions)
