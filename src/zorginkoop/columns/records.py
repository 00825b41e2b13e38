"""The records of facts as columns, and which of them counts for each subject: the newest that is valid on its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from zorginkoop.columns.frame import Flags, Integers

ROW = "row"
NO_TEXT = -1
NO_YEAR = -1
_EARLIEST, _LATEST = -(2**31), 2**31 - 1  # of a day that is not given
_BEFORE_ALL = np.iinfo(np.int64).min  # of a moment that is not given

Day = int | Integers  # since 1970: of everyone, or of each subject


@dataclass(slots=True, eq=False)
class Vocabulary:
    """Every text that was met, each with a number of its own."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """Give the number of a text."""
        if text not in self.numbers:
            self.numbers[text] = len(self.texts)
            self.texts.append(text)
        return self.numbers[text]

    def encoded(self, cells: pl.Series) -> Integers:
        """Give the number of the text in each cell; each distinct text is looked at once."""
        if cells.null_count() == len(cells):
            return np.full(len(cells), NO_TEXT, np.int64)
        distinct = cells.drop_nulls().unique(maintain_order=True)
        known = np.array([*map(self.number, distinct.to_list()), NO_TEXT], np.int64)
        where = cells.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64).fill_null(len(distinct))
        numbers: Integers = known[where.to_numpy()]
        return numbers


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Records of one fact: of which subject, with which text, for which year, and what decides whether they count."""

    rows: Integers
    texts: Integers
    years: Integers
    versions: Integers
    treatments: Integers
    known: Integers
    start: Integers
    until: Integers

    def only(self, which: Flags | Integers | slice) -> Records:
        """Keep some records, in their order."""
        return Records(*(getattr(self, name)[which] for name in self.__slots__))

    def with_texts(self, texts: Integers) -> Records:
        """Give the same records with other texts."""
        rest = (self.years, self.versions, self.treatments, self.known, self.start, self.until)
        return Records(self.rows, texts, *rest)


Parts = Mapping[str, Records]


def together(parts: Sequence[Records]) -> Records:
    """Lay the records of one fact from several tables behind each other."""
    if len(parts) == 1:
        return parts[0]
    return Records(*(np.concatenate([getattr(part, name) for part in parts]) for name in Records.__slots__))


def encoded_records(records: pl.DataFrame, vocabulary: Vocabulary) -> Records:
    """Turn records, placed at the row of their subject, into whole numbers."""
    days = [records[name].to_physical().cast(pl.Int64).fill_null(other) for name, other in _DAYS]
    return Records(
        records[ROW].cast(pl.Int64).to_numpy(),
        vocabulary.encoded(records["text"]),
        records["year"].fill_null(NO_YEAR).to_numpy(),
        vocabulary.encoded(records["version"]),
        vocabulary.encoded(records["treatment"]),
        *(column.to_numpy() for column in days),
    )


_DAYS = (("known_since", _BEFORE_ALL), ("valid_from", _EARLIEST), ("valid_until", _LATEST))


def by_fact(records: pl.DataFrame, vocabulary: Vocabulary) -> Parts:
    """Split records, placed at the row of their subject, by the name of their fact."""
    names = Vocabulary()
    numbers = names.encoded(records["fact"])
    return dict(_split(encoded_records(records, vocabulary), numbers, names.texts))


def _split(records: Records, numbers: Integers, names: Sequence[str]) -> list[tuple[str, Records]]:
    order: Integers = np.argsort(numbers.astype(np.uint16), kind="stable")  # few names: sorted by counting
    sorted_records = records.only(order)
    ends = np.cumsum(np.bincount(numbers, minlength=len(names))).tolist()
    starts = [0, *ends[:-1]] if names else []
    return [
        (name, sorted_records.only(slice(*edge)))
        for name, edge in zip(names, zip(starts, ends, strict=True), strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Subjects by row, each once, and the number of the text that counts for each."""

    rows: Integers
    texts: Integers

    def extended(self, rows: Integers, text: int) -> Texts:
        """Add subjects that all have one text."""
        more = np.full(len(rows), text, np.int64)
        return Texts(np.concatenate((self.rows, rows)), np.concatenate((self.texts, more))) if len(rows) else self


NOTHING = Texts(np.zeros(0, np.int64), np.zeros(0, np.int64))


def newest(records: Records, on: Day) -> Texts:
    """Give the text that counts for each subject that has a valid record: the newest; of two alike the first."""
    day = on if isinstance(on, int) else on[records.rows]
    valid = np.flatnonzero((records.start <= day) & (records.until >= day))
    chosen = valid[_last_of_each(records.rows[valid], records.known[valid], records.start[valid])]
    return Texts(records.rows[chosen], records.texts[chosen])


def ended(records: Records, on: Day, size: int) -> Flags:
    """Flag the subjects with a record that was valid until before the day."""
    day = on if isinstance(on, int) else on[records.rows]
    flags = np.zeros(size, np.bool_)
    flags[records.rows[records.until < day]] = True
    return flags


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
