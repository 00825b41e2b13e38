"""Excel workbooks (.xlsx), as people fill them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

import fastexcel
import polars as pl

from zorginkoop.formats.excel_archives import ArchiveFacts, inspect_archive
from zorginkoop.formats.findings import findings, no_findings
from zorginkoop.formats.sheets import ROW, Sheet, make_sheet
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.tables import Kind, Table

MIDNIGHT: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00$"
AT_MOST_NINE_DECIMALS: Final = r"^-?[0-9]+(?:\.[0-9]{1,9})?$"
SHOWN_DIGITS: Final = 15
FAILED: Final = "De formule in cel {value} heeft een fout (zoals #N/B of #DEEL/0!)."
FAILED_REMEDY: Final = "Herstel de formule of maak de cel leeg."


def read_excel_sheet(content: bytes, file: str, table: Table) -> Sheet:
    """Read the sheet that is called like the table, or else the only sheet; formulas count as what they last gave.

    Real dates and numbers arrive as text in the form that people write. Raises RegisterWrong when the workbook cannot
    be opened or it is not clear which sheet is meant.
    """
    facts = inspect_archive(content, file)
    try:
        workbook = fastexcel.read_excel(content)
        name = _sheet_name(workbook.sheet_names, table, file)
        # Everything as text, from the first row on: no column type is guessed from its first rows, no row is skipped.
        cells = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
        header = [value or "" for value in cells.row(0)] if cells.height else []
        if any(column.kind is Kind.DECIMAL for column in table.columns):
            numbers = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="float").to_polars()
            cells = _with_exact_numbers(cells, header, numbers, table)
    except fastexcel.FastExcelError:
        remedy = "Sla het in Excel opnieuw op als .xlsx."
        raise RegisterWrong(Problem("Dit Excelbestand is niet te lezen.", Place(file), remedy)) from None
    if not cells.height:
        return make_sheet([], pl.DataFrame({ROW: []}, schema={ROW: pl.Int64}))
    rows = pl.int_range(2, cells.height + 1, eager=True).alias(ROW)
    body = cells[1:].rename(dict(zip(cells.columns, map(str, range(cells.width)), strict=True)))
    return make_sheet(header, body.select(rows, *_dates_as_written(header, table)), _failed(facts, file))


def _with_exact_numbers(cells: pl.DataFrame, header: list[str], numbers: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Give the columns of numbers the digits that Excel shows, up to 15.

    As text, the reader keeps nine decimals. As a number, it keeps the noise of the float that Excel calculates with
    (0.30000000000000004). A cell that holds text, such as 150.10, stays what it is.
    """
    decimals = {column.name for column in table.columns if column.kind is Kind.DECIMAL}
    exact = []
    for position, name in enumerate(header):
        if name.strip() in decimals:
            text, number = cells.columns[position], numbers.columns[position]
            frame = pl.DataFrame({"text": cells[text], "number": numbers[number]})
            is_number = pl.col("number").is_not_null() & pl.col("text").str.contains(AT_MOST_NINE_DECIMALS)
            shown = pl.when(is_number).then(pl.col("number").map_elements(_as_shown, pl.String)).otherwise("text")
            exact.append(frame.select(shown.alias(text)).to_series())
    return cells.with_columns(exact)


def _as_shown(number: float) -> str:
    with localcontext(prec=SHOWN_DIGITS, rounding=ROUND_HALF_UP):
        return f"{+Decimal(repr(number)):f}"


def _dates_as_written(header: list[str], table: Table) -> list[pl.Expr]:
    """Write a real date as a day: it comes as a moment at midnight, which only a column of moments can mean."""
    moments = {column.name for column in table.columns if column.kind is Kind.MOMENT}
    return [
        pl.col(str(position)) if name.strip() in moments else pl.col(str(position)).str.replace(MIDNIGHT, "$1")
        for position, name in enumerate(header)
    ]


def _sheet_name(names: list[str], table: Table, file: str) -> str:
    if table.name in names or len(names) == 1:
        return table.name if table.name in names else names[0]
    what = f"Dit Excelbestand heeft {len(names)} bladen, en geen daarvan heet {table.name}."
    raise RegisterWrong(Problem(what, Place(file), f"Noem het blad met de tabel {table.name}."))


def _failed(facts: ArchiveFacts, file: str) -> pl.DataFrame:
    """Report formulas that failed, which a reader would hand over as empty cells."""
    if not facts.failed:
        return no_findings()
    if facts.sheets > 1:
        column, row = next(iter(facts.failed))
        what = FAILED.replace("{value}", f"{column}{row} van een van de bladen")
        raise RegisterWrong(Problem(what, Place(file), FAILED_REMEDY))
    rows = pl.DataFrame(
        [(row, f"{column}{row}") for column, row in facts.failed],
        schema={"row": pl.Int64, "value": pl.String},
        orient="row",
    )
    return findings(rows, file, "", FAILED, FAILED_REMEDY)
