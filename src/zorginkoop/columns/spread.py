"""Give every subject its entry of a small column of distinct values."""

from __future__ import annotations

import numpy as np

from zorginkoop.columns.frame import CodeColumn, CodeSetColumn, Column, Integers, SpanColumn, TruthColumn, WholeColumn


def spread(distinct: Column, which: Integers) -> Column:
    """Take entry which[i] of the distinct values for subject i."""
    match distinct:
        case TruthColumn():
            return TruthColumn(distinct.states[which])
        case WholeColumn():
            never = None if distinct.never is None else distinct.never[which]
            return WholeColumn(distinct.values[which], distinct.unknown[which], never)
        case SpanColumn():
            return SpanColumn(distinct.first[which], distinct.last[which], distinct.unknown[which])
        case CodeColumn():
            return CodeColumn(distinct.numbers[which], distinct.vocabulary, distinct.unknown[which])
        case CodeSetColumn():
            return _spread_sets(distinct, which)


def _spread_sets(distinct: CodeSetColumn, which: Integers) -> CodeSetColumn:
    lengths = np.diff(distinct.offsets)[which]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    within = np.arange(int(offsets[-1])) - np.repeat(offsets[:-1], lengths)
    codes = distinct.codes[np.repeat(distinct.offsets[which], lengths) + within]
    return CodeSetColumn(offsets, codes, distinct.vocabulary, distinct.unknown[which])
