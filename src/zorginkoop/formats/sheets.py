"""A file as it came: a header and rows of text, before anybody asks what they mean."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from zorginkoop.formats.findings import no_findings, shown
from zorginkoop.kernel.errors import Place, Problem
from zorginkoop.tables import Table

ROW: Final = "#rij"  # no column of a table can be called so


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header of a file, and its rows.

    `body` has the row number that a person sees (`#rij`, the header is row 1) and the text of each cell in columns
    named 0, 1, 2 …; `found` holds what is wrong with rows that are not in `body`.
    """

    header: Sequence[str]
    body: pl.DataFrame
    found: pl.DataFrame


def make_sheet(header: Sequence[str], body: pl.DataFrame, found: pl.DataFrame | None = None) -> Sheet:
    """Make a sheet: a cell with nothing but spaces is empty, and a row with nothing but empty cells is no row.

    A spreadsheet leaves such rows where something was wiped out; the rows below keep their numbers.
    """
    cells = pl.exclude(ROW)
    kept = blanks_as_empty(body)
    if kept.width > 1:
        kept = kept.filter(pl.any_horizontal(cells.is_not_null()))
    return Sheet([name.strip() for name in header], kept, no_findings() if found is None else found)


def blanks_as_empty(cells: pl.DataFrame) -> pl.DataFrame:
    """Empty the texts in which nothing but spaces stands."""
    text = pl.col(pl.String)
    return cells.with_columns(pl.when(text.str.strip_chars() != "").then(text))


def table_cells(sheet: Sheet, table: Table, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Give the cells under the table's own column names, and a problem for each column that does not fit.

    Shape: `#rij` and one text column per column of the table, empty for an optional column that the file lacks.
    """
    problems = [*_doubled(sheet, file), *_unknown(sheet, table, file), *_missing(sheet, table, file)]
    position = {name: index for index, name in reversed(list(enumerate(sheet.header)))}
    columns = [
        pl.col(str(position[name])).alias(name) if name in position else pl.lit(None, pl.String).alias(name)
        for name in table.column_names
    ]
    return sheet.body.select(ROW, *columns), problems


def _doubled(sheet: Sheet, file: str) -> list[Problem]:
    return [
        Problem("Deze kolom staat er twee keer.", Place(file, row=1, field=shown(name)), "Laat er één staan.")
        for name, times in Counter(sheet.header).items()
        if name and times > 1
    ]


def _unknown(sheet: Sheet, table: Table, file: str) -> list[Problem]:
    problems = []
    for index, name in enumerate(sheet.header):
        if not name and sheet.body[str(index)].null_count() < sheet.body.height:
            what, remedy = "Boven deze kolom staat geen naam.", "Zet de naam erboven of maak de kolom leeg."
            problems.append(Problem(what, Place(file, row=1, field=f"kolom {index + 1}"), remedy))
        elif name and name not in table.column_names:
            what = f"De tabel {table.name} heeft deze kolom niet."
            problems.append(Problem(what, Place(file, row=1, field=shown(name)), _advice(name, table)))
    return problems


def _missing(sheet: Sheet, table: Table, file: str) -> list[Problem]:
    return [
        Problem("Deze kolom ontbreekt.", Place(file, row=1, field=column.name), "Zet de naam op de eerste rij.")
        for column in table.columns
        if column.required and column.name not in sheet.header
    ]


def _advice(name: str, table: Table) -> str:
    if near := difflib.get_close_matches(name.lower(), table.column_names, 1):
        return f"Bedoelde u {near[0]}?"
    return f"Haal de kolom weg. De kolommen heten {', '.join(table.column_names)}."
