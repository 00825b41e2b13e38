"""What another edition does to a register: everyone judged by both, each mover attributed to the piece that moved it.

A piece is taken over alone by judging the earlier rules with that one piece of the later: every test is evaluated on
the facts of the edition that it comes from, so that a condition may read other facts, or another year, in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.evaluate import ColumnBuilder, Run
from zorginkoop.columns.frame import Frame
from zorginkoop.columns.joined import taken_frame
from zorginkoop.columns.sources import AsOf, Tables
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.study.season import JudgedAgreement, Question, Season, judge_season, season_key
from zorginkoop.study.whatif.moves import Moves, shares
from zorginkoop.study.whatif.standings import Numbers, StandingBook
from zorginkoop.study.whatif.units import Mixture, Piece, Unit, counting, mixture, units


@dataclass(frozen=True, slots=True, eq=False)
class EditionMoves:
    """Two editions over one register: the moves of each agreement that both have, and the names only one has."""

    before: Season
    after: Season
    agreements: Mapping[str, Moves[Unit]]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def moves_between_editions(
    before: LoadedEdition,
    after: LoadedEdition,
    installation: Installation,
    tables: Tables,
    as_of: AsOf,
) -> EditionMoves:
    """Judge a register by two editions of one care group, and attribute everyone who moves.

    Each edition is judged for its own contract year, both as on the same date; for other dates judge the seasons and
    compare those. QuestionWrong for editions of different care groups.
    """
    check_care_group(before, after)
    first = judge_season(Question(before, installation, season_key(before), as_of), tables)
    second = judge_season(Question(after, installation, season_key(after), as_of), tables)
    return moves_between_seasons(first, second)


def check_care_group(before: LoadedEdition, after: LoadedEdition) -> None:
    """Raise QuestionWrong for editions of different care groups."""
    old, new = before.source.uitgave.zorggroep, after.source.uitgave.zorggroep
    if old != new:
        what = f"{before.name} gaat over {old}, {after.name} over {new}: zij gelden niet voor dezelfde zorg."
        raise QuestionWrong(Problem(what, Place(field="uitgave"), f"Kies een andere uitgave van {old}."))


def moves_between_seasons(before: Season, after: Season) -> EditionMoves:
    """Compare one register judged by two editions; both seasons hold the same providers."""
    both = {
        name: moves_of_agreement(before.agreements[name], after.agreements[name])
        for name in before.agreements
        if name in after.agreements
    }
    only_before = tuple(name for name in before.agreements if name not in after.agreements)
    only_after = tuple(name for name in after.agreements if name not in before.agreements)
    return EditionMoves(before, after, both, only_before, only_after)


def moves_of_agreement(before: JudgedAgreement, after: JudgedAgreement) -> Moves[Unit]:
    """Attribute everyone who moves between two judgements of one agreement to the pieces that differ."""
    book = StandingBook(before, after)
    was, now = book.of(before), book.of(after)
    mixer = _Mixer(before, after)
    alone = [mixer.standings(book, [unit], was) for unit in mixer.units]

    def without(who: Numbers) -> Sequence[Numbers]:
        part = mixer.part(who)
        return [
            part.standings(book, [one for one in mixer.units if one != unit], was[who], who) for unit in mixer.units
        ]

    return Moves(before, after, mixer.units, tuple(book.standings), was, now, shares(was, now, alone, without))


class _Mixer:
    """Judges the earlier rules with some pieces of the later ones."""

    def __init__(
        self, before: JudgedAgreement, after: JudgedAgreement, differing: tuple[Unit, ...] | None = None
    ) -> None:
        self.before = before
        self.after = after
        self.units = differing if differing is not None else (*_read_otherwise(before, after), *_units(before, after))

    def part(self, who: Numbers) -> _Mixer:
        """Give the same for some of the providers."""
        return _Mixer(_taken(self.before, who), _taken(self.after, who), self.units)

    def standings(
        self, book: StandingBook, taken: Sequence[Unit], otherwise: Numbers, who: Numbers | None = None
    ) -> Numbers:
        """Say where everyone stands with some pieces taken over; as `otherwise` where those cannot stand alone."""
        mixed = mixture(self.before.compiled.agreement, self.after.compiled.agreement, taken)
        return otherwise if mixed is None else book.of(self._judged(mixed), who)

    def _judged(self, mixed: Mixture) -> JudgedAgreement:
        old, new = self.before.frame, self.after.frame
        builder, run = ColumnBuilder(mixed.agreement), Run()
        for criterion in mixed.agreement.criteria:
            evaluate = builder.build(criterion.test)
            run.states.append(evaluate(new if criterion.id in mixed.later else old, run))
        routes = [
            builder.build(route.test)(new if route.id in mixed.later_routes else old, run)
            for route in mixed.agreement.routes
        ]
        outcome = RegisterJudge(mixed.agreement).conclude(old, run.states, routes)
        return JudgedAgreement(replace(self.before.compiled, agreement=mixed.agreement), old, outcome)


def _units(before: JudgedAgreement, after: JudgedAgreement) -> tuple[Unit, ...]:
    return units(before.compiled.agreement, after.compiled.agreement)


def _read_otherwise(before: JudgedAgreement, after: JudgedAgreement) -> Iterator[Unit]:
    """Name the conditions that say the same and yet come out otherwise: their facts, or the day, are other ones."""
    told = {unit.id for unit in _units(before, after) if unit.piece is Piece.CRITERION}
    count = counting(before.compiled.agreement) | counting(after.compiled.agreement)
    old = {criterion.id: at for at, criterion in enumerate(before.compiled.agreement.criteria)}
    moved: set[str] = set()
    for at, criterion in enumerate(after.compiled.agreement.criteria):
        earlier = old.get(criterion.id)
        if earlier is None or np.array_equal(before.outcome.states[earlier], after.outcome.states[at]):
            continue
        moved.add(criterion.id)
        if criterion.id in count - told and moved.isdisjoint(criterion.references):
            yield Unit(Piece.CRITERION, criterion.id)


def _taken(judged: JudgedAgreement, who: Numbers) -> JudgedAgreement:
    frame: Frame = taken_frame(judged.frame, who)
    return JudgedAgreement(judged.compiled, frame, RegisterJudge(judged.compiled.agreement).assess(frame))
