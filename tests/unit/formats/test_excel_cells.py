"""Excel cells arrive as the person who filled them meant them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped] # it carries no types

from support.register_folders import folder_of, only, places, problems_of
from support.workbooks import with_part
from zorginkoop.formats.register_files import read_register

PROVIDER = {"agb_code": "04000001", "naam": "Een", "soort": "praktijk", "bron": "opgave", "bekend_sinds": "2025-01-01"}


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, value in enumerate(row):
                    style = moment if isinstance(value, datetime) else day if isinstance(value, date) else None
                    sheet.write(number, position, value, style)


def providers(path: Path, **cells: object) -> Path:
    row = {**PROVIDER, **cells}
    workbook(path / "aanbieders.xlsx", {"aanbieders": [list(row), list(row.values())]})
    return path


def indexes(path: Path, **cells: object) -> Path:
    row = {"aanbieder": "04000001", "soort": "behandelindex", "jaar": 2024, "versie": 3.0, "bewerking": "ruw"}
    row |= {"waarde": 150.1, "bron": "vektis", "bekend_sinds": date(2025, 6, 1), **cells}
    workbook(folder_of(path) / "indexen.xlsx", {"Blad1": [list(row), list(row.values())]})
    return path


def test_real_dates_and_numbers(tmp_path: Path) -> None:
    row = read_register(indexes(tmp_path)).tables["indexen"].row(0, named=True)
    assert (row["jaar"], row["versie"], row["waarde"], row["bekend_sinds"]) == (2024, 3, "150.1", date(2025, 6, 1))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (150, "150"),
        (150.0, "150"),
        (1e-10, "0.0000000001"),
        ("150.10", "150.1"),
        (123456789012.345, "123456789012.345"),
    ],
)
def test_a_number_arrives_as_excel_shows_it(tmp_path: Path, cell: object, text: str) -> None:
    assert read_register(indexes(tmp_path, waarde=cell)).tables["indexen"]["waarde"].to_list() == [text]


def test_the_noise_of_a_float_is_not_taken_over(tmp_path: Path) -> None:
    # Excel stores 17 digits of a calculated number; the library that writes these tests stores 16, so they are put in.
    source = indexes(tmp_path, waarde=150.5) / "indexen.xlsx"
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(source) as archive:
        xml = archive.read(sheet)
    assert xml.count(b"<v>150.5</v>") == 1
    source.write_bytes(
        with_part(source.read_bytes(), sheet, xml.replace(b"<v>150.5</v>", b"<v>150.00000000000003</v>"))
    )
    assert read_register(tmp_path).tables["indexen"]["waarde"].to_list() == ["150"]


def test_a_text_with_more_digits_than_excel_shows_is_not_rounded(tmp_path: Path) -> None:
    assert only(problems_of(indexes(tmp_path, waarde="0.1234567890123456")))[2] == "waarde"


def test_a_code_read_as_a_number_says_what_excel_did(tmp_path: Path) -> None:
    (problem,) = problems_of(providers(tmp_path, agb_code=4000001))
    assert only([problem]) == (
        "aanbieders.xlsx",
        2,
        "agb_code",
        "'4000001' heeft te weinig cijfers voor een AGB-code.",
    )
    assert "Excel de nullen vooraan" in problem.remedy


def test_a_code_without_leading_zero_may_be_a_number(tmp_path: Path) -> None:
    assert read_register(providers(tmp_path, agb_code=41000001)).tables["aanbieders"]["agb_code"].to_list() == [
        "41000001"
    ]


def test_a_date_in_a_column_of_text_is_written_as_a_date(tmp_path: Path) -> None:
    register = read_register(providers(tmp_path, bron=date(2025, 3, 1)))
    assert register.tables["aanbieders"]["bron"].to_list() == ["2025-03-01"]


def test_a_real_moment_is_dutch_time(tmp_path: Path) -> None:
    row = {"aanbieder": "04000001", "verzekeraar": "0101", "zorgsoort": "fysiotherapie", "jaar": 2026}
    row |= {"gebeurtenis": "aanvraag", "moment": datetime(2025, 10, 15, 23, 30)}  # noqa: DTZ001 - Excel knows no zone
    workbook(folder_of(tmp_path) / "gebeurtenissen.xlsx", {"gebeurtenissen": [list(row), list(row.values())]})
    moments = read_register(tmp_path).tables["gebeurtenissen"]["moment"].to_list()
    assert moments == [datetime(2025, 10, 15, 21, 30, tzinfo=UTC)]


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        list(PROVIDER),
        [],
        list(PROVIDER.values()),
        [],
        ["04000002", "Twee", "winkel", "o", "2025-01-01"],
    ]
    workbook(tmp_path / "aanbieders.xlsx", {"aanbieders": rows})
    assert places(problems_of(tmp_path)) == [("aanbieders.xlsx", 5, "soort")]


def test_the_sheet_with_the_name_of_the_table_is_read(tmp_path: Path) -> None:
    sheets = {"uitleg": [["Lees dit"]], "aanbieders": [list(PROVIDER), list(PROVIDER.values())]}
    workbook(tmp_path / "aanbieders.xlsx", sheets)
    assert read_register(tmp_path).tables["aanbieders"].height == 1


def test_several_sheets_of_which_none_is_the_table(tmp_path: Path) -> None:
    workbook(tmp_path / "aanbieders.xlsx", {"Blad1": [list(PROVIDER)], "Blad2": []})
    what = "Dit Excelbestand heeft 2 bladen, en geen daarvan heet aanbieders."
    assert only(problems_of(tmp_path)) == ("aanbieders.xlsx", None, "", what)


def test_an_empty_sheet_misses_its_columns(tmp_path: Path) -> None:
    workbook(tmp_path / "groepen.xlsx", {"groepen": []})
    assert places(problems_of(tmp_path)) == [("groepen.xlsx", 1, "groep"), ("groepen.xlsx", 1, "naam")]


def with_failed_formula(path: Path, *sheets: str) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for position, (column, value) in enumerate({**PROVIDER, "plaats": ""}.items()):
                sheet.write_string(0, position, column)
                sheet.write_string(1, position, value)
                sheet.write_string(2, position, value.replace("04000001", "04000002"))
            sheet.write_formula("F3", "=NA()", None, "#N/A")


def test_a_formula_that_failed_is_not_an_empty_cell(tmp_path: Path) -> None:
    with_failed_formula(tmp_path / "aanbieders.xlsx", "aanbieders")
    what = "De formule in cel F3 heeft een fout (zoals #N/B of #DEEL/0!)."
    assert only(problems_of(tmp_path)) == ("aanbieders.xlsx", 3, "", what)
    assert read_register(tmp_path, skip_bad_rows=True).tables["aanbieders"]["agb_code"].to_list() == ["04000001"]


def test_a_formula_that_failed_on_one_of_several_sheets(tmp_path: Path) -> None:
    with_failed_formula(tmp_path / "aanbieders.xlsx", "aanbieders", "ander")
    assert "F3 van een van de bladen" in only(problems_of(tmp_path))[3]


def test_typed_parquet_of_others_is_read(tmp_path: Path) -> None:
    row = {"aanbieder": "04000001", "soort": "behandelindex", "jaar": 2024, "versie": 3, "bewerking": "ruw"}
    frame = pl.DataFrame({**row, "waarde": 150.1, "bron": "v", "bekend_sinds": date(2025, 6, 1)})
    typed = frame.cast({"jaar": pl.Int16, "versie": pl.Float64, "soort": pl.Categorical})
    typed.write_parquet(folder_of(tmp_path) / "indexen.parquet")
    read = read_register(tmp_path).tables["indexen"].row(0, named=True)
    assert (read["jaar"], read["versie"], read["waarde"], read["bekend_sinds"]) == (2024, 3, "150.1", date(2025, 6, 1))


def test_naive_and_aware_moments_in_parquet(tmp_path: Path) -> None:
    row = {"aanbieder": "04000001", "verzekeraar": "0101", "zorgsoort": "fysiotherapie", "jaar": 2026}
    naive = pl.DataFrame({**row, "gebeurtenis": "aanvraag", "moment": datetime(2025, 10, 15, 23, 30)})  # noqa: DTZ001 - the case
    naive.write_parquet(folder_of(tmp_path) / "gebeurtenissen.parquet")
    expected = [datetime(2025, 10, 15, 21, 30, tzinfo=UTC)]
    assert read_register(tmp_path).tables["gebeurtenissen"]["moment"].to_list() == expected
    aware = naive.with_columns(pl.col("moment").dt.replace_time_zone("Europe/Amsterdam").dt.cast_time_unit("ns"))
    aware.write_parquet(tmp_path / "gebeurtenissen.parquet")
    assert read_register(tmp_path).tables["gebeurtenissen"]["moment"].to_list() == expected


def test_a_parquet_column_that_holds_no_cells(tmp_path: Path) -> None:
    pl.DataFrame({"groep": [["a", "b"]], "naam": ["x"]}).write_parquet(folder_of(tmp_path) / "groepen.parquet")
    file, row, field, what = only(problems_of(tmp_path))
    assert (file, row, field) == ("groepen.parquet", 1, "groep")
    assert what.startswith("Deze kolom bevat List(String)")
