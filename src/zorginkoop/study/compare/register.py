"""Who moves in a register from one edition to another, and which piece of the policy moved them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from zorginkoop.columns.sources import AsOf, Tables
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.speech import Speaker
from zorginkoop.study.compare.comparison import Comparison
from zorginkoop.study.compare.meaning import Verdict
from zorginkoop.study.compare.years import Years
from zorginkoop.study.report.words import RESULTS, Pairs, Tongue, plain
from zorginkoop.study.season import Question, judge_season, season_key
from zorginkoop.study.whatif.editions import moves_between_seasons
from zorginkoop.study.whatif.moves import How, Moves
from zorginkoop.study.whatif.standings import OUTSIDE, Standing
from zorginkoop.study.whatif.units import Piece, Unit

RegisterMoves: TypeAlias = Mapping[str, Moves[Unit]]  # by agreement

_HOWS: Final[Pairs] = {
    How.ALONE: ("", ""),
    How.EACH: ("elk genoeg: ", "each enough: "),
    How.TOGETHER: ("alleen samen: ", "only together: "),
    How.BACK: ("heen en weer, dus niemand verschoven: ", "there and back, so nobody moved: "),
}
_PIECES: Final[Pairs] = {
    Piece.GATE: ("randvoorwaarde", "base condition"),
    Piece.READING: ("hoe de randvoorwaarden onbekend lezen", "how the base conditions read unknown"),
    Piece.LADDER: ("de factoren of de ladder van varianten", "the factors or the ladder of variants"),
    Piece.ROUTE: ("route", "route"),
    Piece.ROUTES: ("de routes of hun volgorde", "the routes or their order"),
    Piece.AUDIENCE: ("de doelgroep", "the target group"),
}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One agreement over the register: how many move, from what to what, and by which piece."""

    agreement: str
    title: str
    size: int
    movers: int
    transitions: tuple[tuple[str, int], ...]
    shares: tuple[tuple[str, int], ...]


def register_moves(comparison: Comparison, installation: Installation, tables: Tables, as_of: AsOf) -> RegisterMoves:
    """Judge a register by both editions, each in its own contract year, and attribute who moves.

    Where the rules are the same nobody does.
    """
    own = Years(*(edition.source.uitgave.contractjaar for edition in (comparison.old, comparison.new)))
    asked = tuple(
        meaning.agreement
        for meaning in comparison.meanings
        if own in meaning.years and meaning.verdict not in {Verdict.SAME_RULES, Verdict.NOT_COMPARED}
    )
    if not asked:
        return {}
    before, after = (
        judge_season(Question(edition, installation, season_key(edition), as_of, asked), tables)
        for edition in (comparison.old, comparison.new)
    )
    return moves_between_seasons(before, after).agreements


def register_rows(moves: RegisterMoves, tongue: Tongue) -> Iterator[RegisterRow]:
    """Give the agreements in which anybody moves or could have moved."""
    for name, found in moves.items():
        agreement = found.after.compiled.agreement
        movers = found.movers
        yield RegisterRow(
            name,
            agreement.phrase.in_language(tongue.language),
            len(found.was),
            len(movers),
            tuple(
                (f"{_standing(one.was, tongue)} → {_standing(one.now, tongue)}", one.providers)
                for one in found.transitions(movers)
            ),
            tuple((_share(found, share.how, share.changes, tongue), len(share.who)) for share in found.shares),
        )


def _share(moves: Moves[Unit], how: How, changes: tuple[int, ...], tongue: Tongue) -> str:
    named = [_unit(moves, moves.changes[at], tongue) for at in changes]
    return tongue.of(_HOWS, how) + tongue.say(" en ", " and ").join(named)


def _unit(moves: Moves[Unit], unit: Unit, tongue: Tongue) -> str:
    """Name a piece in the words of the policy, with its places."""
    agreement = moves.after.compiled.agreement
    kind = "" if unit.piece is Piece.CRITERION else tongue.of(_PIECES, unit.piece)
    criterion = next((one for one in agreement.criteria if one.id == unit.id), None)
    route = next((one for one in agreement.routes if one.id == unit.id), None)
    if unit.piece is Piece.ROUTE and route is not None:
        words, places = route.phrase.in_language(tongue.language), route.citation.places
    elif criterion is not None:
        words, places = Speaker(agreement, tongue.language).requirement(criterion), criterion.citation.places
    else:
        words, places = plain(unit.id), ()
    cited = f" [{', '.join(places)}]" if places else ""
    return f"{' '.join(filter(None, (kind, words)))}{cited}"


def _standing(standing: Standing, tongue: Tongue) -> str:
    """Say what one gets."""
    if standing == OUTSIDE:
        return tongue.say("niet voor deze aanbieder bedoeld", "not meant for this provider")
    return " ".join(filter(None, (tongue.of(RESULTS, standing.result), standing.variant)))
