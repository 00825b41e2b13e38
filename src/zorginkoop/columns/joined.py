"""Frames of one kind of subject laid behind each other, and put in another order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zorginkoop.columns.frame import (
    CodeColumn,
    CodeSetColumn,
    Column,
    Frame,
    Integers,
    RowsColumn,
    SpanColumn,
    TruthColumn,
    WholeColumn,
    code_numbers,
)
from zorginkoop.columns.spread import spread


def joined_frames(frames: Sequence[Frame]) -> Frame:
    """Lay frames of one kind, with the same facts and relations, behind each other."""
    first = frames[0]
    if len(frames) == 1:
        return first
    facts = {key: joined_columns([frame.facts[key] for frame in frames]) for key in first.facts}
    relations = {name: joined_rows([frame.relations[name] for frame in frames]) for name in first.relations}
    return Frame(first.kind, np.concatenate([frame.ids for frame in frames]), first.on, facts, relations)


def joined_columns(columns: Sequence[Column]) -> Column:
    """Lay columns of one kind of fact behind each other."""
    if all(isinstance(column, TruthColumn) for column in columns):
        return TruthColumn(np.concatenate([column.states for column in columns if isinstance(column, TruthColumn)]))
    unknown = np.concatenate([column.unknown for column in columns if not isinstance(column, TruthColumn)])
    wholes = [column for column in columns if isinstance(column, WholeColumn)]
    if wholes:
        happened = [column.never for column in wholes if column.never is not None]
        never = np.concatenate(happened) if happened else None
        return WholeColumn(np.concatenate([column.values for column in wholes]), unknown, never)
    spans = [column for column in columns if isinstance(column, SpanColumn)]
    if spans:
        first, last = ([getattr(column, end) for column in spans] for end in ("first", "last"))
        return SpanColumn(np.concatenate(first), np.concatenate(last), unknown)
    codes = [column for column in columns if isinstance(column, CodeColumn)]
    if codes:
        vocabulary, numbers = _one_vocabulary([(column.vocabulary, column.numbers) for column in codes])
        return CodeColumn(code_numbers(numbers, vocabulary), vocabulary, unknown)
    sets = [column for column in columns if isinstance(column, CodeSetColumn)]
    vocabulary, numbers = _one_vocabulary([(column.vocabulary, column.codes) for column in sets])
    offsets = _joined_offsets([column.offsets for column in sets])
    return CodeSetColumn(offsets, code_numbers(numbers, vocabulary), vocabulary, unknown)


def _one_vocabulary(parts: Sequence[tuple[tuple[str, ...], np.ndarray]]) -> tuple[tuple[str, ...], Integers]:
    """Bring code numbers of several vocabularies to one."""
    vocabulary = tuple(sorted({code for codes, _ in parts for code in codes}))
    place = {code: at for at, code in enumerate(vocabulary)}
    moved = [np.array([place[code] for code in codes] or [0], np.int64)[numbers] for codes, numbers in parts]
    return vocabulary, np.concatenate(moved)


def _joined_offsets(parts: Sequence[Integers]) -> Integers:
    """Lay offsets behind each other, each counted on from the end of the one before."""
    lengths = np.concatenate([np.diff(offsets) for offsets in parts])
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


def joined_rows(rows: Sequence[RowsColumn]) -> RowsColumn:
    """Lay the rows of several groups of subjects behind each other."""
    offsets = _joined_offsets([column.offsets for column in rows])
    unknown = np.concatenate([column.unknown for column in rows])
    return RowsColumn(joined_frames([column.frame for column in rows]), offsets, unknown)


def taken_frame(frame: Frame, which: Integers) -> Frame:
    """Give the subjects of a frame in another order."""
    facts = {key: spread(column, which) for key, column in frame.facts.items()}
    relations = {name: taken_rows(rows, which) for name, rows in frame.relations.items()}
    return Frame(frame.kind, frame.ids[which], frame.on, facts, relations)


def taken_rows(rows: RowsColumn, which: Integers) -> RowsColumn:
    """Give the rows of subjects in another order of those subjects."""
    lengths = np.diff(rows.offsets)[which]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    within = np.arange(int(offsets[-1])) - np.repeat(offsets[:-1], lengths)
    inner = np.repeat(rows.offsets[which], lengths) + within
    return RowsColumn(taken_frame(rows.frame, inner), offsets, rows.unknown[which])
