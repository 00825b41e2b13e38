"""A register in memory: one frame per table, with exact types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from zorginkoop.kernel.errors import Problem
from zorginkoop.tables import ALL_TABLES, Kind, Table

COLUMN_TYPES: Mapping[Kind, pl.DataType] = MappingProxyType(
    {
        Kind.TEXT: pl.String(),
        Kind.CODE: pl.String(),
        Kind.WHOLE: pl.Int64(),
        Kind.DECIMAL: pl.String(),  # exact as text: a float would turn 150.1 into something near it
        Kind.DATE: pl.Date(),
        Kind.MOMENT: pl.Datetime("us", "UTC"),
        Kind.YES_NO: pl.Boolean(),
        Kind.CHOICE: pl.String(),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """Every table of a register, by name; `problems` says what was left out when bad rows were skipped."""

    tables: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...] = ()


def table_schema(table: Table) -> dict[str, pl.DataType]:
    """Give the columns of a table in order, with the type that each has in memory."""
    return {column.name: COLUMN_TYPES[column.kind] for column in table.columns}


def make_register(frames: Mapping[str, pl.DataFrame], tables: Iterable[Table] = ALL_TABLES) -> Register:
    """Make a register from frames, with an empty frame for each table that is not given.

    Values are not judged here. A frame that is no table, or whose columns or types differ from the table's, is a
    mistake of the caller: ValueError.
    """
    schemas = {table.name: table_schema(table) for table in tables}
    if unknown := sorted(frames.keys() - schemas.keys()):
        message = f"no such table: {', '.join(unknown)}"
        raise ValueError(message)
    for name, frame in frames.items():
        if frame.schema != pl.Schema(schemas[name]):
            message = f"{name}: columns or types differ from the table: {frame.schema}"
            raise ValueError(message)
    complete = {name: frames.get(name, pl.DataFrame(schema=schema)) for name, schema in schemas.items()}
    return Register(MappingProxyType(complete))
