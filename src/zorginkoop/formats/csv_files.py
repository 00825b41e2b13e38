"""Comma- or semicolon-separated text, as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from zorginkoop.formats.findings import findings
from zorginkoop.formats.sheets import ROW, Sheet, make_sheet
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong

# A spreadsheet runs a cell that starts like this as a formula. Written with an apostrophe before it, it is text;
# an apostrophe that already stands before such a start gets one more, so that reading takes off exactly one.
FORMULA: Final = r"^('*(?:\s*[=+\-@]|[\t\r]))"
ESCAPED_FORMULA: Final = rf"^'{FORMULA[1:]}"

ROWS_AT_ONCE: Final = 50_000
TOO_MANY: Final = "Deze rij heeft {value} velden, meer dan de eerste rij."
TOO_FEW: Final = "Deze rij heeft {value} velden, minder dan de eerste rij."
REMEDY: Final = "Zet een tekst met het scheidingsteken of een regeleinde erin tussen dubbele aanhalingstekens."


def read_csv_sheet(content: bytes, file: str) -> Sheet:
    """Read CSV in UTF-8, with or without byte order mark, separated by commas or semicolons.

    A row with too many or too few fields becomes a finding. Raises RegisterWrong when the text itself is broken: other
    encoding, NUL bytes, a quotation mark that is never closed.
    """
    text = _decode(content, file)
    first = text.partition("\n")[0]
    separator = "," if "," in first and ";" not in first else ";"
    header, body = _quoted(text, separator, file) if '"' in text else _plain(text, separator)
    width = pl.col("fields").cast(pl.Int64) - len(header)
    found = [
        findings(body.filter(width > 0).select(row=ROW, value="fields"), file, "", TOO_MANY, REMEDY),
        findings(body.filter(width < 0).select(row=ROW, value="fields"), file, "", TOO_FEW, REMEDY),
    ]
    kept = body.filter(width == 0).drop("fields")
    if "'" in text:
        kept = kept.with_columns(pl.exclude(ROW).str.replace(ESCAPED_FORMULA, "$1"))
    return make_sheet(header, kept, pl.concat(found))


def write_csv_table(texts: pl.DataFrame, path: Path) -> None:
    """Write a frame of texts with byte order mark and semicolons, which a Dutch Excel opens in columns.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    escaped = texts.with_columns(pl.col(pl.String).str.replace(FORMULA, "'$1"))
    escaped.write_csv(path, include_bom=True, separator=";", quote_style="necessary")


def _decode(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "Dit bestand is geen UTF-8 maar UTF-16."
        raise RegisterWrong(Problem(message, Place(file), "Sla het op als 'CSV UTF-8'."))
    if (nul := content.find(b"\0")) >= 0:
        where = Place(file, line=content.count(b"\n", 0, nul) + 1)
        raise RegisterWrong(
            Problem("Hier staat een NUL-teken; dit is geen tekst.", where, "Sla het opnieuw op als CSV.")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = Place(file, line=content.count(b"\n", 0, error.start) + 1)
        raise RegisterWrong(Problem("Hier staat geen UTF-8.", where, "Sla het bestand op als 'CSV UTF-8'.")) from None


def _plain(text: str, separator: str) -> tuple[list[str], pl.DataFrame]:
    """Split text without quotation marks: a line is a row, which is ten times as fast as reading it by character."""
    lines = pl.Series("line", [text]).str.split("\n").explode().str.strip_suffix("\r")
    header = lines[0].split(separator)
    fields = lines.str.count_matches(separator, literal=True) + 1
    body = pl.DataFrame({ROW: pl.int_range(1, lines.len() + 1, eager=True), "fields": fields, "line": lines})
    body = body[1:].filter(pl.col("line").str.strip_chars() != "")
    names = [str(index) for index in range(len(header))]
    cells = pl.col("line").str.splitn(separator, len(header)).struct.rename_fields(names)
    return header, body.select(ROW, "fields", cells.struct.unnest())


def _quoted(text: str, separator: str, file: str) -> tuple[list[str], pl.DataFrame]:
    """Read text with quotation marks, in which a row may go on over several lines."""
    rows = _rows(text, separator, file)
    header = next(rows, [])
    schema = {ROW: pl.Int64, "fields": pl.UInt32, **{str(index): pl.String for index in range(len(header))}}
    frames = [pl.DataFrame(schema=schema)]
    numbers = itertools.count(2)
    while chunk := list(itertools.islice(rows, ROWS_AT_ONCE)):
        filled = [
            (number, len(row), *row[: len(header)], *[None] * (len(header) - len(row)))
            for number, row in zip(numbers, chunk, strict=False)
            if row
        ]
        columns = zip(*filled, strict=True) if filled else ([] for _ in schema)
        frames.append(pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema))
    return header, pl.concat(frames)


def _rows(text: str, separator: str, file: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number in itertools.count(1):
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            remedy = "Kijk naar de dubbele aanhalingstekens in en na deze rij; binnen een tekst schrijft u er twee."
            problem = Problem("Vanaf deze rij is de tekst niet te lezen.", Place(file, row=number), remedy)
            raise RegisterWrong(problem) from None
        yield row
