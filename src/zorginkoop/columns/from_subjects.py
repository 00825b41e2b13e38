"""Lay subjects that were resolved one by one side by side in a frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from zorginkoop.columns.frame import (
    Bytes,
    CodeColumn,
    CodeSetColumn,
    Column,
    Frame,
    RowsColumn,
    SpanColumn,
    TruthColumn,
    WholeColumn,
    code_numbers,
    days_since_1970,
    microseconds_since_1970,
)
from zorginkoop.kernel.evaluate import NEVER
from zorginkoop.kernel.facts import Span, Subject, Value
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, FactDeclaration
from zorginkoop.kernel.tree_walk import keys_asked

Values = Sequence[Value | None]


def frame_of(subjects: Sequence[Subject], agreement: Agreement, on: date, kind: str | None = None) -> Frame:
    """Make a frame of resolved subjects of one kind (by default the agreement's own), with their rows below them."""
    kind = kind or agreement.subject
    facts: dict[str, Column] = {}
    for key in keys_read(agreement, kind):
        declaration = _declaration(agreement, kind, key)
        facts[key] = column_of(declaration, [subject.values[key] for subject in subjects])
    relations: dict[str, RowsColumn] = {}
    for relation in agreement.relations:
        if relation.subject == kind:
            rows = [subject.relations[relation.name] for subject in subjects]
            flat = [row for of_one in rows for row in of_one or ()]
            offsets = np.concatenate(([0], np.cumsum([len(of_one or ()) for of_one in rows]))).astype(np.int64)
            unknown = np.array([UNKNOWN if of_one is None else 0 for of_one in rows], np.uint8)
            relations[relation.name] = RowsColumn(frame_of(flat, agreement, on, relation.row_subject), offsets, unknown)
    return Frame(kind, np.array([subject.id for subject in subjects], dtype=object), on, facts, relations)


def keys_read(agreement: Agreement, kind: str) -> list[str]:
    """Give the keys of every fact of a kind of subject that some test reads; of a yearly fact, each year asked for."""
    asked = keys_asked(agreement, kind)
    keys: list[str] = []
    for declaration in agreement.facts:
        if declaration.subject != kind:
            continue
        if declaration.per_year == "ja":
            keys += sorted(key for key in asked if key.startswith(f"{declaration.name}@"))
        else:
            keys.append(declaration.name)
    return keys


def _declaration(agreement: Agreement, kind: str, key: str) -> FactDeclaration:
    name = key.partition("@")[0]
    return next(fact for fact in agreement.facts if fact.subject == kind and fact.name == name)


def column_of(declaration: FactDeclaration, values: Values) -> Column:
    """Make a column of one fact from its value per subject; None is unknown."""
    unknown = np.array([UNKNOWN if value is None else 0 for value in values], np.uint8)
    match declaration.kind:
        case "ja_nee":
            return TruthColumn(np.array([UNKNOWN if v is None else MET if v else NOT_MET for v in values], np.uint8))
        case "periode":
            return _spans(values, unknown)
        case "code":
            return _codes(values, unknown)
        case "codes":
            return _code_sets(values, unknown)
        case _:
            return _wholes(declaration, values, unknown)


def _wholes(declaration: FactDeclaration, values: Values, unknown: Bytes) -> WholeColumn:
    whole = np.array([_as_whole(value) for value in values], np.int64)
    if declaration.kind != "moment":
        return WholeColumn(whole, unknown)
    return WholeColumn(whole, unknown, np.array([value == NEVER for value in values], np.bool_))


def _as_whole(value: Value | None) -> int:
    if isinstance(value, datetime):
        return microseconds_since_1970(value)
    if isinstance(value, date):
        return days_since_1970(value)
    return value if isinstance(value, int) else 0


def _spans(values: Values, unknown: Bytes) -> SpanColumn:
    first = [days_since_1970(value.first) if isinstance(value, Span) else 0 for value in values]
    last = [days_since_1970(value.last) if isinstance(value, Span) else 0 for value in values]
    return SpanColumn(np.array(first, np.int64), np.array(last, np.int64), unknown)


def _codes(values: Values, unknown: Bytes) -> CodeColumn:
    vocabulary = tuple(sorted({value for value in values if isinstance(value, str)})) or ("",)
    numbers = {code: at for at, code in enumerate(vocabulary)}
    found = [numbers[value] if isinstance(value, str) else 0 for value in values]
    return CodeColumn(code_numbers(found, vocabulary), vocabulary, unknown)


def _code_sets(values: Values, unknown: Bytes) -> CodeSetColumn:
    sets = [value if isinstance(value, frozenset) else frozenset[str]() for value in values]
    vocabulary = tuple(sorted({code for codes in sets for code in codes}))
    numbers = {code: at for at, code in enumerate(vocabulary)}
    offsets = np.concatenate(([0], np.cumsum([len(codes) for codes in sets]))).astype(np.int64)
    flat = [numbers[code] for codes in sets for code in sorted(codes)]
    return CodeSetColumn(offsets, code_numbers(flat, vocabulary), vocabulary, unknown)
