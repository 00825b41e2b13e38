"""Whatever goes to VECOZO reads back equal, in every format; and any bytes that come back give rows or a problem."""

from __future__ import annotations

import contextlib
import io
import itertools
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.deliveries import heading
from zorginkoop.formats.register import table_schema
from zorginkoop.formats.register_files import FileFormat
from zorginkoop.formats.vecozo_files import TABLES_OF, opened_delivery, write_delivery
from zorginkoop.formats.vecozo_manifest import Direction
from zorginkoop.kernel.errors import RegisterWrong
from zorginkoop.tables import Column, Kind, Table

WORDS = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="\ufffe\uffff"), min_size=1)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
AGBS = st.integers(0, 5).map(lambda number: f"0400000{number}")
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
BY_SHAPE = {
    "AGB-code": AGBS,
    "AGB-code of rij": AGBS,
    "UZOVI-nummer": st.sampled_from(["3360", "0101"]),
}
BY_KIND: dict[Kind, st.SearchStrategy[object]] = {
    Kind.TEXT: TEXTS,
    Kind.CODE: WORDS,
    Kind.DECIMAL: st.sampled_from(["1", "0.1", "-3.25"]),
    Kind.DATE: DAYS,
    Kind.MOMENT: MOMENTS,
    Kind.YES_NO: st.booleans(),
}
FORMATS: tuple[FileFormat, ...] = ("csv", "xlsx", "parquet")
DOCUMENTS = {"sha256", "document", "bestand"}  # what names a document is drawn by the tests of documents


def cell(column: Column) -> st.SearchStrategy[object]:
    if column.choices:
        found: st.SearchStrategy[object] = st.sampled_from(column.choices)
    elif column.limits:
        found = st.integers(*column.limits)
    else:
        found = BY_SHAPE[column.shape.name] if column.shape else BY_KIND[column.kind]
    return found if column.required else st.none() | found


@st.composite
def tables_to_vecozo(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Draw all tables of one delivery, each row of which points at a row that is there."""
    drawn: dict[str, pl.DataFrame] = {}
    for table in TABLES_OF[Direction.TO_VECOZO]:
        row = st.fixed_dictionaries(
            {column.name: st.none() if column.name in DOCUMENTS else cell(column) for column in table.columns}
        )
        rows = draw(st.lists(row, max_size=4))
        drawn[table.name] = sound(rows, table, drawn)
    return drawn


def sound(rows: list[dict[str, object]], table: Table, drawn: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Put the days of each period in order, and let each reference point at a row that was drawn."""
    for row in rows:
        if table.period:
            days = [row[table.period.start], row[table.period.end]]
            if None not in days:
                row[table.period.start], row[table.period.end] = sorted(days, key=str)
    for reference in table.references:
        known = drawn[reference.table].select(reference.target).rows()
        pointing = zip(rows, itertools.cycle(known), strict=False)  # nobody to point at: no row
        rows = [row | dict(zip(reference.columns, target, strict=True)) for row, target in pointing]
    unique = {tuple(row[name] for name in table.key): row for row in rows}
    return pl.DataFrame(list(unique.values()), schema=table_schema(table), orient="row")


@given(st.sampled_from(FORMATS), tables_to_vecozo())
def test_a_delivery_reads_back_equal_in_every_format(form: FileFormat, drawn: dict[str, pl.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "levering.zip"
        manifest = write_delivery(heading(), drawn, target, form)
        with opened_delivery(target, Direction.TO_VECOZO) as delivery:
            assert delivery.manifest == manifest
            assert {name: delivery.frame(name).rows() for name in drawn} == {
                name: frame.rows() for name, frame in drawn.items()
            }


@given(st.binary(max_size=300), st.sampled_from(["terug.zip", "statussen.csv", "statussen.xlsx", "statussen.parquet"]))
def test_any_bytes_give_rows_or_a_problem(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "opgeslagen"
        stored.write_bytes(content)
        with contextlib.suppress(RegisterWrong), opened_delivery(stored, Direction.FROM_VECOZO, name) as delivery:
            assert set(delivery.tables) == {"statussen", "antwoorden", "bewijs"}


@given(st.lists(st.tuples(NAMES, st.binary(max_size=20)), max_size=4), st.binary(max_size=80))
def test_any_members_and_any_manifest_give_rows_or_a_problem(members: list[tuple[str, bytes]], manifest: bytes) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("manifest.json", manifest)
        for name, written in dict(members).items():
            with contextlib.suppress(ValueError):
                packed.writestr(name, written)
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "opgeslagen"
        stored.write_bytes(content.getvalue())
        with pytest.raises(RegisterWrong), opened_delivery(stored, Direction.FROM_VECOZO, "terug.zip"):
            pass
