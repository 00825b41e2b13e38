"""Sums over rows that lie behind each other: one total for each owner."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zorginkoop.columns.frame import Flags, Integers


def segment_sums(values: npt.NDArray[np.generic], offsets: Integers) -> npt.NDArray[np.int32]:
    """Add up the rows of every owner; an owner without rows has 0."""
    totals = np.empty(len(values) + 1, np.int32)
    totals[0] = 0
    np.cumsum(values, dtype=np.int32, out=totals[1:])
    ends = totals[offsets]
    return ends[1:] - ends[:-1]


def segment_any(flags: Flags, offsets: Integers) -> Flags:
    """Tell for every owner whether one of its rows is flagged."""
    return segment_sums(flags.view(np.uint8), offsets) > 0


def owners(offsets: Integers) -> npt.NDArray[np.int64]:
    """Give the number of the owner for every row."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
