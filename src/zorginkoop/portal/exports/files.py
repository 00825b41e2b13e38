"""Write a list as CSV or Excel: the same rows, and nothing that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

Row = Sequence[object]
CSV, EXCEL = "csv", "xlsx"
FORMS = (CSV, EXCEL)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"  # by which Excel knows that the text is UTF-8
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH = 24


def exported(form: str, name: str, head: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """Answer with rows as a file, in the form 'csv' or 'xlsx'."""
    return as_excel(name, head, rows) if form == EXCEL else as_csv(name, head, rows)


def as_csv(name: str, head: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    """Answer with rows as CSV, as a Dutch Excel opens it: semicolons between the cells."""
    response = StreamingHttpResponse(_csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_excel(name: str, head: Row, rows: Iterable[Row]) -> FileResponse:
    """Answer with rows as an Excel file; every cell is text, so that leading zeros stay."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    _write_excel(file, head, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_EXCEL)


def write(form: str, target: Path, head: Row, rows: Iterable[Row]) -> None:
    """Write rows to a file in one of the forms."""
    with target.open("wb") as file:
        if form == EXCEL:
            _write_excel(file, head, rows)
        else:
            file.writelines(line.encode() for line in _csv_lines(head, rows))


def _csv_lines(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    line: list[str] = []
    writer = csv.writer(_Lines(line), delimiter=";")
    yield _BOM
    for row in chain((head,), rows):
        writer.writerow([safe(cell) for cell in row])
        yield line.pop()


class _Lines:
    """A file that hands on each line as it is written."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, text: str) -> None:
        """Keep one line."""
        self._lines.append(text)


def safe(cell: object) -> str:
    """Write a cell as text that no spreadsheet reads as a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_excel(file: IO[bytes], head: Row, rows: Iterable[Row]) -> None:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - has no types; loaded when asked for

    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(head) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for at, cell in enumerate(head):
            sheet.write_string(0, at, str(cell), bold)
        for number, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                sheet.write_string(number, at, "" if cell is None else str(cell))
