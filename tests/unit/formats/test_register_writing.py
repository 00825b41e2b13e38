"""What is written reads back equal, and appears whole or not at all."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from support.register_folders import folder_of
from zorginkoop.formats import excel_writing, register_files
from zorginkoop.formats.register import table_schema
from zorginkoop.formats.register_files import FileFormat, Register, make_register, read_register, write_register
from zorginkoop.kernel.errors import RegisterWrong
from zorginkoop.tables import TABLES

FORMATS: tuple[FileFormat, ...] = ("csv", "xlsx", "parquet")


def table(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    schema = table_schema(TABLES[name])
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema, orient="row")


def small_register(name: str = "Praktijk") -> Register:
    known = {"bron": "opgave", "bekend_sinds": date(2025, 1, 1)}
    provider = {"agb_code": "04000001", "naam": name, "soort": "praktijk", "plaats": "'s-Gravenhage", **known}
    index = {"aanbieder": "04000001", "soort": "behandelindex", "jaar": 2024, "versie": 3, "bewerking": "ruw"}
    event = {"aanbieder": "04000001", "verzekeraar": "0101", "zorgsoort": "fysiotherapie", "jaar": 2026}
    return make_register(
        {
            "aanbieders": table("aanbieders", provider),
            "indexen": table("indexen", {**index, "waarde": "150.1", "aantal_patienten": 12, **known}),
            "gebeurtenissen": table(
                "gebeurtenissen",
                {**event, "gebeurtenis": "aanvraag", "moment": datetime(2025, 10, 26, 0, 30, tzinfo=UTC)},
                {**event, "gebeurtenis": "aanvraag", "moment": datetime(2025, 10, 26, 1, 30, tzinfo=UTC)},
                {**event, "gebeurtenis": "aanbod", "moment": datetime(2025, 10, 1, 8, 0, 0, 5, tzinfo=UTC)},
            ),
        }
    )


def assert_equal(one: Register, other: Register) -> None:
    assert one.tables.keys() == other.tables.keys()
    assert [name for name in one.tables if not one.tables[name].equals(other.tables[name])] == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_register_reads_back_equal(tmp_path: Path, format: FileFormat) -> None:  # noqa: A002 - as in write_register
    register = small_register()
    write_register(register, tmp_path / "nieuw", format)
    assert_equal(read_register(tmp_path / "nieuw"), register)


@pytest.mark.parametrize("format", FORMATS)
def test_every_table_is_written_also_when_empty(tmp_path: Path, format: FileFormat) -> None:  # noqa: A002 - as above
    write_register(make_register({}), tmp_path, format)
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.{format}" for name in TABLES}
    assert_equal(read_register(tmp_path), make_register({}))


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_register_gives_the_same_bytes(tmp_path: Path, format: FileFormat) -> None:  # noqa: A002 - as above
    for name in ("een", "twee"):
        write_register(small_register(), tmp_path / name, format)
    for path in (tmp_path / "een").iterdir():
        assert path.read_bytes() == (tmp_path / "twee" / path.name).read_bytes(), path.name


DANGEROUS = ["=1+1", "+31 6", "-", "@SUM(A1)", "\t=1", " =1", "'=1", "''@a", "'s-Gravenhage", "='\"'", "=a;b", "=a\nb"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_reads_back_equal(tmp_path: Path, text: str, format: FileFormat) -> None:  # noqa: A002 - as above
    register = small_register(text)
    write_register(register, tmp_path, format)
    assert_equal(read_register(tmp_path), register)


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text != "'s-Gravenhage"])
def test_a_spreadsheet_finds_no_formula_in_csv(tmp_path: Path, text: str) -> None:
    write_register(small_register(text), tmp_path, "csv")
    with (tmp_path / "aanbieders.csv").open(encoding="utf-8-sig", newline="") as file:
        cell = next(csv.DictReader(file, delimiter=";"))["naam"]
    assert cell == "'" + text


def test_an_ordinary_apostrophe_is_left_alone(tmp_path: Path) -> None:
    write_register(small_register(), tmp_path, "csv")
    assert ";'s-Gravenhage;" in (tmp_path / "aanbieders.csv").read_text(encoding="utf-8")


class Interrupted(BaseException):
    pass


@pytest.mark.parametrize("before", [False, True], ids=["new folder", "over an older register"])
def test_nothing_is_seen_when_the_writer_is_interrupted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: bool,  # noqa: FBT001 - a case of the test
) -> None:
    older = small_register("Ouder")
    if before:
        write_register(older, tmp_path, "parquet")
    names = sorted(path.name for path in tmp_path.iterdir())
    written = []

    def breaks_off(_frame: pl.DataFrame, path: Path) -> None:
        written.append(path)
        path.write_bytes(b"half")
        if len(written) == 3:
            raise Interrupted

    monkeypatch.setattr(register_files, "write_parquet_table", breaks_off)
    with pytest.raises(Interrupted):
        write_register(small_register("Nieuwer"), tmp_path, "parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    if before:
        assert_equal(read_register(tmp_path), older)


def test_an_older_register_is_replaced(tmp_path: Path) -> None:
    write_register(small_register("Ouder"), tmp_path, "csv")
    write_register(small_register("Nieuwer"), tmp_path, "csv")
    assert_equal(read_register(tmp_path), small_register("Nieuwer"))


def test_a_table_in_another_format_is_not_left_to_contradict(tmp_path: Path) -> None:
    folder_of(tmp_path)
    with pytest.raises(RegisterWrong, match="Deze tabel staat hier al in een andere vorm"):
        write_register(small_register(), tmp_path, "parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["aanbieders.csv"]


@pytest.mark.parametrize("name", ["a\0b", "a\x1bb", "b" * 32_768, "  "], ids=["NUL", "escape", "huge", "blank"])
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(RegisterWrong, match=r"aanbieders\.csv rij 2, naam"):
        write_register(small_register(name), tmp_path / "nieuw", "csv")
    assert not (tmp_path / "nieuw").exists()


def test_a_table_longer_than_an_excel_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_writing, "MOST_ROWS", 2)
    with pytest.raises(RegisterWrong, match="gebeurtenissen heeft 3 rijen, meer dan in een Excelblad passen"):
        write_register(small_register(), tmp_path, "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "buiten.csv"
    outside.write_text("van een ander", encoding="utf-8")
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "aanbieders.csv").symlink_to(outside)
    write_register(small_register(), folder, "csv")
    assert outside.read_text(encoding="utf-8") == "van een ander"
    assert_equal(read_register(folder), small_register())
