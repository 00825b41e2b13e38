"""A folder of tables becomes frames with exact types."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from support.register_folders import PROVIDERS, folder_of
from zorginkoop.formats.register import table_schema
from zorginkoop.formats.register_files import make_register, read_register
from zorginkoop.tables import ALL_TABLES, TABLES


def test_a_register_has_every_table_with_its_exact_types(tmp_path: Path) -> None:
    register = read_register(folder_of(tmp_path))
    assert list(register.tables) == [table.name for table in ALL_TABLES]
    for table in ALL_TABLES:
        assert register.tables[table.name].schema == pl.Schema(table_schema(table))
    assert register.problems == ()


def test_a_table_without_a_file_is_empty(tmp_path: Path) -> None:
    assert read_register(folder_of(tmp_path)).tables["feiten"].is_empty()


def test_codes_keep_their_leading_zeros(tmp_path: Path) -> None:
    assert read_register(folder_of(tmp_path)).tables["aanbieders"]["agb_code"].to_list() == ["04000001", "04000002"]


@pytest.mark.parametrize(
    "text",
    [PROVIDERS.replace(",", ";"), "\ufeff" + PROVIDERS, PROVIDERS.replace("\n", "\r\n"), PROVIDERS.rstrip("\n")],
    ids=["semicolons", "byte order mark", "Windows line ends", "no last line end"],
)
def test_csv_as_programs_write_it(tmp_path: Path, text: str) -> None:
    register = read_register(folder_of(tmp_path, aanbieders=text))
    assert register.tables["aanbieders"]["naam"].to_list() == ["Praktijk Een", "Praktijk Twee"]


def test_a_quoted_text_may_hold_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    text = PROVIDERS.replace("Praktijk Een", '"Een, ""de"" eerste\r\nvan allen"')
    register = read_register(folder_of(tmp_path, aanbieders=text))
    assert register.tables["aanbieders"]["naam"].to_list() == ['Een, "de" eerste\nvan allen', "Praktijk Twee"]


def test_columns_come_in_any_order_and_optional_ones_may_lack(tmp_path: Path) -> None:
    text = "bekend_sinds,bron,soort,naam,agb_code\n2025-01-01,opgave,apotheek,A,01000001\n"
    frame = read_register(folder_of(tmp_path, aanbieders=text)).tables["aanbieders"]
    assert frame.columns == list(TABLES["aanbieders"].column_names)
    assert frame.row(0, named=True)["soort"] == "apotheek"
    assert frame.row(0, named=True)["plaats"] is None


@pytest.mark.parametrize(
    "blank", ["\n", ",,,,\n", " , ,\t,,\n", '"","",,,\n'], ids=["line", "cells", "spaces", "quotes"]
)
def test_blank_rows_are_no_rows(tmp_path: Path, blank: str) -> None:
    head, first, second = PROVIDERS.splitlines(keepends=True)
    text = head + blank + first + blank + second + blank
    assert read_register(folder_of(tmp_path, aanbieders=text)).tables["aanbieders"].height == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [("150", "150"), ("150.10", "150.1"), ("0150.0", "150"), ("-0", "0"), ("-00.50", "-0.5"), (" 7 ", "7"), ("0", "0")],
)
def test_a_number_has_one_form_and_stays_exact(tmp_path: Path, written: str, read: str) -> None:
    header = "aanbieder,soort,jaar,versie,bewerking,waarde,bron,bekend_sinds\n"
    text = header + f"04000001,behandelindex,2024,3,ruw,{written},v,2025-06-01\n"
    assert read_register(folder_of(tmp_path, indexen=text)).tables["indexen"]["waarde"].to_list() == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-10-15", datetime(2025, 10, 14, 22, tzinfo=UTC)),
        ("2025-10-15T23:30", datetime(2025, 10, 15, 21, 30, tzinfo=UTC)),
        ("2025-12-15 23:30:05", datetime(2025, 12, 15, 22, 30, 5, tzinfo=UTC)),
        ("2025-10-15T23:30:00Z", datetime(2025, 10, 15, 23, 30, tzinfo=UTC)),
        ("2025-10-15T23:30-05:30", datetime(2025, 10, 16, 5, 0, tzinfo=UTC)),
        ("2025-10-15T23:30:00.25+02:00", datetime(2025, 10, 15, 21, 30, 0, 250_000, tzinfo=UTC)),
        ("2025-10-26T02:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
    ],
    ids=["day", "minute", "winter", "UTC", "offset", "fraction", "the first of two equal hours in autumn"],
)
def test_a_moment_without_a_zone_is_dutch_time(tmp_path: Path, written: str, read: datetime) -> None:
    header = "aanbieder,verzekeraar,zorgsoort,jaar,gebeurtenis,moment\n"
    text = header + f"04000001,0101,fysiotherapie,2026,aanvraag,{written}\n"
    assert read_register(folder_of(tmp_path, gebeurtenissen=text)).tables["gebeurtenissen"]["moment"].to_list() == [
        read
    ]


def test_hidden_files_and_the_lock_files_of_excel_are_passed_over(tmp_path: Path) -> None:
    folder_of(tmp_path)
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "~$aanbieders.xlsx").write_bytes(b"\0")
    assert read_register(tmp_path).tables["aanbieders"].height == 2


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    folder_of(tmp_path)
    (tmp_path / "aanbieders.csv").rename(tmp_path / ".eerste.csv")
    (tmp_path / "aanbieders.csv").symlink_to(".eerste.csv")
    assert read_register(tmp_path).tables["aanbieders"].height == 2


def test_a_register_from_frames_is_completed_with_empty_tables() -> None:
    groups = pl.DataFrame(
        {"groep": ["g"], "naam": ["Groep"], "vertegenwoordiger": [None]},
        schema_overrides={"vertegenwoordiger": pl.String},
    )
    register = make_register({"groepen": groups})
    assert register.tables["groepen"].equals(groups)
    assert register.tables["aanbieders"].is_empty()


def test_a_frame_that_is_no_table_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no such table: klanten"):
        make_register({"klanten": pl.DataFrame()})


def test_a_frame_with_other_types_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="groepen: columns or types differ"):
        make_register({"groepen": pl.DataFrame({"groep": [1], "naam": ["a"], "vertegenwoordiger": ["b"]})})


def test_dates_are_dates(tmp_path: Path) -> None:
    assert read_register(folder_of(tmp_path)).tables["aanbieders"]["bekend_sinds"].to_list() == [date(2025, 1, 1)] * 2
