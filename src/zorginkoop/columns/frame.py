"""A register as columns, as on a reference date: what the column engine judges.

Every fact of a kind of subject is one column over all its subjects, in the same order; the rows of a relation lie
behind each other in a frame of their own, with offsets that say which belong to whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from zorginkoop.kernel.states import NOT_MET

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ONE_BYTE = 256
EPOCH = 719_163  # the ordinal of 1 January 1970


@dataclass(frozen=True, slots=True, eq=False)
class TruthColumn:
    """A yes-no fact: the state that 'is it so' has for each subject (met, not met or unknown)."""

    states: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class WholeColumn:
    """A fact kept as whole numbers: steps, cents, days since 1970, or microseconds since 1970.

    `unknown` is 3 where the value is not known, else 0; `never` is set where an event has not happened.
    """

    values: Integers
    unknown: Bytes
    never: Flags | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SpanColumn:
    """A period of days: the first and last day since 1970, both included."""

    first: Integers
    last: Integers
    unknown: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class CodeColumn:
    """A code: its number in the vocabulary, in the smallest type that holds it (see `code_numbers`)."""

    numbers: npt.NDArray[np.integer[Any]]
    vocabulary: tuple[str, ...]
    unknown: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class CodeSetColumn:
    """A set of codes: subject i has codes[offsets[i]:offsets[i + 1]], as numbers in the vocabulary."""

    offsets: Integers
    codes: npt.NDArray[np.integer[Any]]
    vocabulary: tuple[str, ...]
    unknown: Bytes


Column = TruthColumn | WholeColumn | SpanColumn | CodeColumn | CodeSetColumn


@dataclass(frozen=True, slots=True, eq=False)
class RowsColumn:
    """The rows of a relation: subject i has rows offsets[i]:offsets[i + 1]; unknown is 3 where nobody knows."""

    frame: Frame
    offsets: Integers
    unknown: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """All subjects of one kind, as on a date."""

    kind: str
    ids: npt.NDArray[np.object_]
    on: date
    facts: Mapping[str, Column]
    relations: Mapping[str, RowsColumn]

    @property
    def size(self) -> int:
        """The number of subjects."""
        return len(self.ids)


def code_numbers(
    numbers: Sequence[int] | npt.NDArray[np.integer[Any]], vocabulary: Sequence[str]
) -> npt.NDArray[np.integer[Any]]:
    """Keep code numbers in one byte where the vocabulary allows: comparing them is what the engine does most."""
    return np.asarray(numbers, np.uint8 if len(vocabulary) <= ONE_BYTE else np.int32)


def days_since_1970(day: date) -> int:
    """Count days since 1 January 1970."""
    return day.toordinal() - EPOCH


def states_of(holds: Flags, unknown: Bytes) -> Bytes:
    """Give met where it holds, not met where it fails, unknown where the fact is unknown."""
    state: Bytes = np.subtract(NOT_MET, holds.view(np.uint8), dtype=np.uint8)
    return state | unknown


def microseconds_since_1970(moment: datetime) -> int:
    """Count microseconds since 1 January 1970 UTC, exactly."""
    if moment.year == MAXYEAR:
        return np.iinfo(np.int64).max
    whole_seconds = int(moment.replace(microsecond=0).timestamp())
    return whole_seconds * 1_000_000 + moment.microsecond


def moment_since_1970(microseconds: int) -> datetime:
    """Give the moment that lies so many microseconds after 1 January 1970 UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
