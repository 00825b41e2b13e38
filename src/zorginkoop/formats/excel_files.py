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
LONG_FRACTION: Final = r"^-?[0-9]+\.[0-9]+$"
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
    except fastexcel.FastExcelError:
        remedy = "Sla het in Excel opnieuw op als .xlsx."
        raise RegisterWrong(Problem("Dit Excelbestand is niet te lezen.", Place(file), remedy)) from None
    if not cells.height:
        return make_sheet([], pl.DataFrame({ROW: []}, schema={ROW: pl.Int64}))
    header = [value or "" for value in cells.row(0)]
    numbers = pl.int_range(2, cells.height + 1, eager=True).alias(ROW)
    body = cells[1:].rename(dict(zip(cells.columns, map(str, range(cells.width)), strict=True)))
    return make_sheet(header, body.select(numbers, *_as_written(header, table)), _failed(facts, file))


def _as_written(header: list[str], table: Table) -> list[pl.Expr]:
    """Write real dates and numbers the way a person does.

    A date comes as a moment at midnight. A fraction comes with the noise of the float that Excel keeps
    (0.30000000000000004) where Excel shows 15 digits; so only those 15 are taken over.
    """
    kinds = {column.name: column.kind for column in table.columns}
    columns = []
    for index, name in enumerate(header):
        cells = pl.col(str(index))
        kind = kinds.get(name.strip())
        if kind is Kind.DECIMAL:
            noisy = cells.str.contains(LONG_FRACTION) & (cells.str.len_chars() > SHOWN_DIGITS)
            columns.append(pl.when(noisy).then(cells.map_elements(_as_shown, pl.String)).otherwise(cells))
        else:
            columns.append(cells if kind is Kind.MOMENT else cells.str.replace(MIDNIGHT, "$1"))
    return columns


def _as_shown(number: str) -> str:
    with localcontext(prec=SHOWN_DIGITS, rounding=ROUND_HALF_UP):
        return f"{+Decimal(number):f}"


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
