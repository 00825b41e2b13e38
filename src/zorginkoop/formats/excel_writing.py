"""Workbooks that a purchaser can go on filling: codes stay text, and choices can be picked from a list."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter  # type: ignore[import-untyped] # it carries no types

from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.tables import Column, Kind, Table

MOST_ROWS: Final = 1_048_575
LARGEST_EXACT: Final = 10**15  # Excel keeps 15 digits of a number; a longer one is written as text
FIRST_SAFE_DAY: Final = date(1900, 3, 1)  # Excel believes in 29 February 1900
NUMBER_FORMATS: Final = {Kind.DATE: "yyyy-mm-dd", Kind.WHOLE: "0", Kind.DECIMAL: "General"}
TEXT_FORMAT: Final = "@"


def write_excel_table(frame: pl.DataFrame, texts: pl.DataFrame, table: Table, path: Path) -> None:
    """Write a table as a workbook of one sheet, with real dates and numbers and everything else as text.

    `texts` holds the same cells as text. The same table gives the same bytes. Raises RegisterWrong when the table has
    more rows than a sheet can hold.
    """
    if frame.height > MOST_ROWS:
        what = f"De tabel {table.name} heeft {frame.height} rijen, meer dan in een Excelblad passen."
        raise RegisterWrong(Problem(what, Place(f"{table.name}.xlsx"), "Kies CSV of Parquet."))
    # A row leaves memory once it is written; text is written as text, so nothing in it becomes a formula or a link.
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed day: same table, same bytes
        sheet = workbook.add_worksheet(table.name)
        styles = [_prepare_column(workbook, sheet, position, column) for position, column in enumerate(table.columns)]
        _write_header(workbook, sheet, table, frame.height)
        columns = [frame[column.name] if column.kind is Kind.DATE else texts[column.name] for column in table.columns]
        kinds = [column.kind for column in table.columns]
        for row, values in enumerate(zip(*columns, strict=True), 1):
            for position, value in enumerate(values):
                if value is not None:
                    _write_cell(sheet, (row, position), value, kinds[position], styles[position])


def _prepare_column(workbook: Any, sheet: Any, position: int, column: Column) -> Any:  # noqa: ANN401 - untyped library
    style = workbook.add_format({"num_format": NUMBER_FORMATS.get(column.kind, TEXT_FORMAT)})
    sheet.set_column(position, position, max(12, len(column.name) + 4), style)
    choices = ("ja", "nee") if column.kind is Kind.YES_NO else column.choices
    if choices:
        sheet.data_validation(1, position, MOST_ROWS, position, {"validate": "list", "source": list(choices)})
    return style


def _write_header(workbook: Any, sheet: Any, table: Table, rows: int) -> None:  # noqa: ANN401 - untyped library
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, len(table.columns) - 1)
    bold = workbook.add_format({"bold": True})
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, column.name, bold)


def _write_cell(sheet: Any, place: tuple[int, int], value: Any, kind: Kind, style: Any) -> None:  # noqa: ANN401 - untyped library
    if kind is Kind.DATE and value >= FIRST_SAFE_DAY:
        sheet.write_datetime(*place, value, style)
    elif kind in {Kind.WHOLE, Kind.DECIMAL} and abs(float(value)) < LARGEST_EXACT:
        sheet.write_number(*place, float(value), style)
    else:
        sheet.write_string(*place, str(value), style)
