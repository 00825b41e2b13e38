"""Look whether what was brought fits where it is kept: no text longer than its field. Of numbers the tables say so.

One database would cut a row off and another refuse the whole file half-way; here every row is told beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.db import models

from zorginkoop.formats.findings import findings
from zorginkoop.formats.row_checks import ReadTable
from zorginkoop.formats.sheets import ROW
from zorginkoop.portal.register.columns import KEPT

_NO_BYTE = "\x00"  # PostgreSQL keeps no text with it


def fitted(read: ReadTable) -> ReadTable:
    """Add a finding for each cell that does not fit in the field that keeps it."""
    return read.with_found(_findings(read))


def _findings(read: ReadTable) -> Iterator[pl.DataFrame]:
    kept = KEPT[read.table.name]
    for column in kept.fields:
        field, cell = kept.field(column), pl.col(column)
        if column not in read.rows.columns:
            continue
        if isinstance(field, models.CharField) and field.max_length:
            most = field.max_length
            told = f"'{{value}}' is langer dan {most} letters"
            yield _found(read, column, cell.cast(pl.String).str.len_chars() > most, told, "Kort de tekst in.")
        if read.rows.schema[column] == pl.String:
            has = cell.str.contains(_NO_BYTE, literal=True)
            yield _found(read, column, has, "hier staat een teken dat geen letter is", "Typ de tekst opnieuw.")


def _found(read: ReadTable, column: str, wrong: pl.Expr, told: str, remedy: str) -> pl.DataFrame:
    rows = read.rows.filter(wrong.fill_null(value=False))
    shown = rows.select(pl.col(ROW).alias("row"), pl.col(column).cast(pl.String).alias("value"))
    return findings(shown, read.file, column, told, remedy)
