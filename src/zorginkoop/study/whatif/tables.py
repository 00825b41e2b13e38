"""The movers of a what-if as a table: who, what they got and get, and what moved them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from zorginkoop.study.whatif.answer import Answer, Changed
from zorginkoop.study.whatif.attribution import grounds
from zorginkoop.study.whatif.moves import Moves, Share
from zorginkoop.study.whatif.standings import OUTSIDE, Standing

COLUMNS = (
    "overeenkomst", "aanbieder", "naam", "route_was", "uitkomst_was", "variant_was", "route_wordt", "uitkomst_wordt",
    "variant_wordt", "wijze", "wijzigingen", "voorwaarden",
)  # fmt: skip
NOT_MEANT = "past_niet"


def movers_table(answer: Answer) -> pl.DataFrame:
    """List everyone who moved, and everyone who was moved and moved back, once for each agreement."""
    providers = answer.before.tables["aanbieders"]
    names = dict(zip(providers["agb_code"], providers["naam"], strict=True))
    rows = [
        (name, identity, names[identity], *rest)
        for name, moves in answer.agreements.items()
        for identity, *rest in sorted(_rows(moves))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _rows(moves: Moves[Changed]) -> Iterator[tuple[str, ...]]:
    for share in moves.shares:
        by = "; ".join(moves.changes[one].label for one in share.changes)
        conditions = "; ".join([ground.criterion for ground in grounds(moves, share)] or _pieces(moves, share))
        for at in share.who.tolist():
            was, now = moves.standings[moves.was[at]], moves.standings[moves.now[at]]
            identity = str(moves.before.outcome.ids[at])
            yield (identity, *told(was), *told(now), str(share.how), by, conditions)


def _pieces(moves: Moves[Changed], share: Share) -> list[str]:
    """Name what the changes of a share touched, for those of whom no condition came out otherwise."""
    touched = (unit for one in share.changes for unit in moves.changes[one].units)
    return list(dict.fromkeys(unit.id or str(unit.piece) for unit in touched))


def told(standing: Standing) -> tuple[str, str, str]:
    """Give route, result and variant as the table writes them."""
    return ("", NOT_MEANT, "") if standing == OUTSIDE else (standing.route, standing.result, standing.variant)
