"""Deadlines over columns: the end of each subject's own deadline, worked out once for each set of events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import numpy as np

from zorginkoop.columns.frame import (
    EPOCH,
    Bytes,
    Flags,
    Frame,
    Integers,
    WholeColumn,
    microseconds_since_1970,
    moment_since_1970,
    states_of,
)
from zorginkoop.kernel.due import ends_of
from zorginkoop.kernel.evaluate import NEVER, TOO_LATE
from zorginkoop.kernel.facts import Value
from zorginkoop.kernel.scalars import read_moment
from zorginkoop.kernel.states import NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Compare, DueDate

_ENDS, _NEVER_ENDS, _UNKNOWN_END = 0, 1, 2
_KNOWN, _NEVER_HAPPENED, _NOT_KNOWN = 0, 1, 2


def against_deadline(test: Compare, operand: DueDate) -> Callable[[Frame], Bytes]:
    """Tell of each subject whether a moment lies before the end of its deadline, or after it."""
    ends, late = ends_of(operand), test.operator == TOO_LATE

    def evaluate(frame: Frame) -> Bytes:
        columns = [_whole(frame, name) for name in operand.events]
        keys = _keys(columns, frame.size)
        first, which = _distinct(keys)
        found = [_end(ends, operand.events, columns, keys[at]) for at in first]
        kinds = np.array([kind for kind, _ in found], np.uint8)[which]
        moments = np.array([moment for _, moment in found], np.int64)[which]
        own = _whole(frame, test.fact)
        holds: Flags = (kinds == _ENDS) & ((_instants(own) >= moments) == late)
        state = states_of(holds, (kinds == _UNKNOWN_END).view(np.uint8) * np.uint8(UNKNOWN))
        if own.never is not None:
            state = np.where(own.never, np.uint8(NOT_MET), state)
        return np.where(own.unknown == UNKNOWN, np.uint8(UNKNOWN), state)

    return evaluate


def _whole(frame: Frame, name: str) -> WholeColumn:
    column = frame.facts[name]
    assert isinstance(column, WholeColumn)  # noqa: S101 - the frame is built from the same declarations
    return column


def _keys(columns: list[WholeColumn], size: int) -> Integers:
    """Lay the events of each subject side by side, each with whether it happened; without events all are alike."""
    parts = [np.zeros(size, np.int64)]
    for column in columns:
        status = np.where(column.unknown == UNKNOWN, _NOT_KNOWN, _KNOWN).astype(np.int64)
        if column.never is not None:
            status = np.where((status == _KNOWN) & column.never, _NEVER_HAPPENED, status)
        parts += [status, np.where(status == _KNOWN, column.values, 0)]
    return np.stack(parts, axis=1)


def _distinct(keys: Integers) -> tuple[Integers, Integers]:
    """Give where each distinct key first stands, and which of them each key is."""
    which = np.zeros(len(keys), np.int64)
    for column in keys.T:
        values, number = np.unique(column, return_inverse=True)
        if len(values) > 1:
            which = np.unique(which * len(values) + number.reshape(-1), return_inverse=True)[1].reshape(-1)
    first = np.unique(which, return_index=True)[1]
    return first, which


def _end(
    ends: Callable[..., object], names: tuple[str, ...], columns: list[WholeColumn], key: Integers
) -> tuple[int, int]:
    """Work out one end, from the values that a set of subjects shares."""
    values: dict[str, Value | None] = {}
    for at, (name, column) in enumerate(zip(names, columns, strict=True)):
        status, number = int(key[2 * at + 1]), int(key[2 * at + 2])
        values[name] = None if status == _NOT_KNOWN else NEVER if status == _NEVER_HAPPENED else _value(column, number)
    end = ends(values)
    if end is None:
        return _UNKNOWN_END, 0
    return (_ENDS, microseconds_since_1970(end)) if isinstance(end, datetime) else (_NEVER_ENDS, 0)


def _value(column: WholeColumn, number: int) -> date:
    """Give a day, or a moment: only moments know what has never happened."""
    return date.fromordinal(number + EPOCH) if column.never is None else moment_since_1970(number)


def _instants(column: WholeColumn) -> Integers:
    """Give the moments of a column; a day is its first instant."""
    if column.never is not None:
        return column.values
    distinct, which = np.unique(column.values, return_inverse=True)
    starts = [microseconds_since_1970(read_moment(date.fromordinal(int(day) + EPOCH))) for day in distinct]
    return np.array(starts, np.int64)[which.reshape(-1)]
