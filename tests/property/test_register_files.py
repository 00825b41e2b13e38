"""Whatever a register holds, it reads back equal in every format; and its forms are those of the kernel."""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zorginkoop.formats.cells import tidy, value_of
from zorginkoop.formats.csv_files import read_csv_sheet
from zorginkoop.formats.register import COLUMN_TYPES, table_schema
from zorginkoop.formats.register_files import FileFormat, make_register, read_register, write_register
from zorginkoop.formats.sheets import ROW
from zorginkoop.kernel.errors import RegisterWrong
from zorginkoop.kernel.scalars import read_date, read_decimal, read_moment, read_whole, write_decimal
from zorginkoop.tables import Column, Kind, Table

CHOICES = ("ja_graag", "nee", "1", "=keuze")
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
# The starts and signs that spreadsheets and CSV give a meaning of their own.
TROUBLE = st.sampled_from([*"=+-@'\";,\n\t &<é01", "_x000D_", "_x0041_"])
TEXTS = st.lists(st.one_of(TROUBLE, LETTERS), min_size=1, max_size=12).map("".join).filter(str.strip)


def is_code(text: str) -> bool:
    return text == text.strip() and not any(letter.isspace() for letter in text)


@st.composite
def decimals(draw: st.DrawFn) -> str:
    digits = draw(st.integers(0, 10**15 - 1))
    return write_decimal(Fraction(draw(st.sampled_from([1, -1])) * digits, 10 ** draw(st.integers(0, 20))))


VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.TEXT: TEXTS.filter(lambda text: not text.endswith(" 00:00:00")),
    Kind.CODE: TEXTS.filter(is_code),
    Kind.WHOLE: st.integers(-(2**63), 2**63 - 1),
    Kind.DECIMAL: decimals(),
    Kind.DATE: st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    Kind.MOMENT: st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    Kind.YES_NO: st.booleans(),
    Kind.CHOICE: st.sampled_from(CHOICES),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, pl.DataFrame]:
    """Draw a table of one to four columns, of which the first is the key, and rows for it."""
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=4))
    columns = tuple(
        Column(
            f"kolom_{number}",
            kind,
            required=number == 0,
            description="Iets.",
            choices=CHOICES if kind is Kind.CHOICE else (),
        )
        for number, kind in enumerate(kinds)
    )
    table = Table("proef", "Een proef.", ("kolom_0",), columns)
    cells = [VALUES[column.kind] if column.required else st.none() | VALUES[column.kind] for column in columns]
    rows = draw(st.lists(st.tuples(*cells), max_size=8, unique_by=lambda row: row[0]))
    return table, pl.DataFrame(rows, schema=table_schema(table), orient="row")


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
@given(drawn=tables())
def test_a_register_reads_back_equal(format: FileFormat, drawn: tuple[Table, pl.DataFrame]) -> None:  # noqa: A002 - as in write_register
    table, frame = drawn
    with tempfile.TemporaryDirectory() as folder:
        write_register(make_register({"proef": frame}, [table]), Path(folder), format, [table])
        read = read_register(Path(folder), tables=[table]).tables["proef"]
    assert read.schema == frame.schema
    assert read.rows() == frame.rows()


SCALARS: dict[Kind, Callable[[object], object]] = {
    Kind.WHOLE: read_whole,
    Kind.DECIMAL: lambda text: write_decimal(read_decimal(text)),
    Kind.DATE: read_date,
    Kind.MOMENT: lambda text: read_moment(text).astimezone(UTC),
}
FORMS = {
    Kind.WHOLE: r"-?[0-9]{1,6}|[0-9]{0,3}[.,e +-]?[0-9]{1,3}",
    Kind.DECIMAL: r"-?[0-9]{1,6}(\.[0-9]{1,8})?|-?[0-9]{0,3}[.,e +-]?[0-9]{1,3}\.?",
    Kind.DATE: r"(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]|20[0-9]{2}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}",
    Kind.MOMENT: r"20[0-9]{2}-[01][0-9]-[0-3][0-9]"
    r"([T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)?",
}


@pytest.mark.parametrize("kind", SCALARS)
@given(data=st.data())
def test_a_cell_means_what_the_kernel_reads(kind: Kind, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(FORMS[kind], fullmatch=True).map(str.strip).filter(bool))
    column = Column("kolom", kind, required=True, description="Iets.")
    value = pl.DataFrame({"kolom": [text]}).select(tidy(column)).select(value_of(column)).item()
    try:
        expected = SCALARS[kind](text)
    except ValueError:
        expected = None
    assert value == expected or (kind is Kind.MOMENT and value is None and is_skipped_in_spring(text))


def is_skipped_in_spring(text: str) -> bool:
    """Say whether the Dutch clock never shows this moment, which the kernel reads as the hour after it."""
    moment = read_moment(text)
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)


@given(
    st.lists(st.lists(st.text(st.sampled_from("ab é'\n;,"), max_size=4), min_size=3, max_size=3), max_size=6),
    st.sampled_from([";", ","]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_csv_is_split_as_others_split_it(rows: list[list[str]], separator: str, line_end: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end)
    writer.writerows([["a", "b", "c"], *rows])
    sheet = read_csv_sheet(text.getvalue().encode(), "proef.csv")
    expected = [
        (number, *[cell if cell.strip() else None for cell in row])
        for number, row in enumerate(rows, 2)
        if any(cell.strip() for cell in row)
    ]
    assert sheet.found.is_empty()
    assert sheet.body.rows() == expected
    assert sheet.body.columns == [ROW, "0", "1", "2"]


@given(st.one_of(st.binary(max_size=200), st.text(st.sampled_from('ab"\n\r;,\t\0é'), max_size=40).map(str.encode)))
@example(b'a"\r\r')
@example(b'a;b\n1;"2')
def test_any_bytes_as_csv_give_rows_or_a_problem(content: bytes) -> None:
    with contextlib.suppress(RegisterWrong):
        sheet = read_csv_sheet(content, "proef.csv")
        assert sheet.body.width == len(sheet.header) + 1


def test_every_kind_is_drawn() -> None:
    assert set(VALUES) == set(Kind) == set(COLUMN_TYPES)
