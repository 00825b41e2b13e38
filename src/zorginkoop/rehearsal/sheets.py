"""Gathers the rows of every table in pieces, and lays them in the one order of the table's key."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import polars as pl

from zorginkoop.formats.register import table_schema
from zorginkoop.rehearsal.chance import Chance, Ints
from zorginkoop.tables import TABLES

NONE = np.iinfo(np.int64).min  # an empty cell in a column of whole numbers, days or moments
TENTHS = 10
_NAMES = (
    ("feiten", "id", "feit"), ("besluiten", "aanbieder", "feit"), ("indexen", "aanbieder", "soort"),
    ("gebeurtenissen", "aanbieder", "gebeurtenis"),
)  # fmt: skip

Cells = pl.Series | Ints | str | int | None


def texts(vocabulary: tuple[str, ...], which: Ints) -> pl.Series:
    """Give the word of a vocabulary for each number; below 0 is an empty cell."""
    return taken(pl.Series(vocabulary, dtype=pl.String), which)


def taken(words: pl.Series, which: Ints) -> pl.Series:
    """Give the word at each position; below 0 is an empty cell."""
    at = pl.DataFrame({"at": which}).select(pl.when(pl.col("at") >= 0).then(pl.col("at")))
    return words.gather(at.to_series())


def tenths(numbers: Ints) -> pl.Series:
    """Write whole tenths as a decimal number in its one form; `NONE` is an empty cell."""
    whole, rest = pl.col("n") // TENTHS, pl.col("n") % TENTHS
    written = pl.when(rest == 0).then(whole.cast(pl.String)).otherwise(pl.concat_str(whole, pl.lit("."), rest))
    return pl.DataFrame({"n": numbers}).select(pl.when(pl.col("n") != NONE).then(written)).to_series()


class Sheets:
    """The tables of a register while they are being made."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[pl.DataFrame]] = defaultdict(list)

    def add(self, table: str, rows: int, **columns: Cells) -> None:
        """Add rows to a table; a column that is not given is empty."""
        cells = [
            _column(name, kind, columns.pop(name, None), rows) for name, kind in table_schema(TABLES[table]).items()
        ]
        if columns:
            message = f"{table} has no column {', '.join(columns)}"
            raise ValueError(message)
        if rows:
            self._pieces[table].append(pl.DataFrame(cells))

    def recorded_names(self, providers: pl.Series) -> frozenset[str]:
        """Name the facts, decisions, indexes and events that are recorded of some of these providers."""
        found: set[str] = set()
        for table, owner, name in _NAMES:
            for piece in self._pieces[table]:
                found |= set(piece.filter(pl.col(owner).is_in(providers.implode()))[name].unique())
        return frozenset(found)

    def frames(self) -> dict[str, pl.DataFrame]:
        """Give every table that has rows, in the order of its key."""
        return {
            name: pl.concat(pieces).sort(TABLES[name].key, maintain_order=True)
            for name, pieces in self._pieces.items()
            if pieces
        }


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What making one part of the register takes: where its rows go, and its own stream of chance."""

    sheets: Sheets
    chance: Chance


def _column(name: str, kind: pl.DataType, cells: Cells, rows: int) -> pl.Series:
    if isinstance(cells, pl.Series):
        return cells.cast(kind).alias(name)
    if isinstance(cells, np.ndarray):
        numbers = pl.Series(name, cells, dtype=pl.Int64)
        numbers = numbers.set(numbers == NONE, None) if (cells == NONE).any() else numbers
        return (numbers.cast(pl.Int32) if kind == pl.Date else numbers).cast(kind)
    if isinstance(cells, int) and kind == pl.Date:
        return pl.repeat(cells, rows, dtype=pl.Int32, eager=True).cast(kind).alias(name)
    return pl.repeat(cells, rows, dtype=kind, eager=True).alias(name)
