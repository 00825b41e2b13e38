"""The records of facts as columns, and which of them counts for each subject: the newest that is valid on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from zorginkoop.columns.frame import Flags, Integers

ROW = "row"
_EARLIEST, _LATEST = -(2**31), 2**31 - 1  # of a day that is not given
_BEFORE_ALL = np.iinfo(np.int64).min  # of a moment that is not given

Parts = Mapping[str, pl.DataFrame]
Day = int | npt.NDArray[np.integer]  # since 1970: of everyone, or of each subject


def by_fact(records: pl.DataFrame) -> Parts:
    """Split records, placed at the row of their subject, by the name of their fact; days become whole numbers."""
    plain = records.select(
        pl.col(ROW).cast(pl.Int64), "fact", "text", "year", "version", "treatment",
        pl.col("known_since").to_physical().fill_null(_BEFORE_ALL),
        pl.col("valid_from").to_physical().fill_null(_EARLIEST),
        pl.col("valid_until").to_physical().fill_null(_LATEST),
    )  # fmt: skip
    split = plain.partition_by("fact", as_dict=True, include_key=False, maintain_order=True)
    return {str(name): part for (name,), part in split.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Subjects by row, each once, and the text that counts for each."""

    rows: Integers
    texts: pl.Series

    def extended(self, rows: Integers, text: str) -> Texts:
        """Add subjects that all have one text."""
        if not len(rows):
            return self
        more = pl.repeat(text, len(rows), dtype=pl.String, eager=True)
        return Texts(np.concatenate((self.rows, rows)), self.texts.append(more))


def newest(records: pl.DataFrame, on: Day) -> Texts:
    """Give the text that counts for each subject that has a valid record: the newest; of two alike the first."""
    rows = records[ROW].to_numpy()
    day = on if isinstance(on, int) else on[rows]
    start, until = records["valid_from"].to_numpy(), records["valid_until"].to_numpy()
    valid = np.flatnonzero((start <= day) & (until >= day))
    chosen = valid[_last_of_each(rows[valid], records["known_since"].to_numpy()[valid], start[valid])]
    return Texts(rows[chosen], records["text"].gather(chosen))


def ended(records: pl.DataFrame, on: Day) -> Integers:
    """Name the subjects with a record that was valid until before the day, each once."""
    rows = records[ROW].to_numpy()
    day = on if isinstance(on, int) else on[rows]
    return np.unique(rows[records["valid_until"].to_numpy() < day])


def _last_of_each(rows: Integers, known: Integers, start: npt.NDArray[np.integer]) -> Integers:
    """Give the positions, in their order, of the record that was known last of each row; most rows have only one."""
    if not len(rows):
        return np.zeros(0, np.int64)
    several: Flags = np.bincount(rows)[rows] > 1
    if not several.any():
        return np.arange(len(rows))
    among = np.flatnonzero(several)
    order = among[np.lexsort((-among, start[among], known[among], rows[among]))]
    last = np.append(rows[order[1:]] != rows[order[:-1]], True)
    keep = ~several
    keep[order[last]] = True
    return np.flatnonzero(keep)
