"""Bad rows can be left out, with everything that belongs to them; nothing else can."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.register_folders import PROVIDERS, folder_of, places
from zorginkoop.formats.register_files import read_register
from zorginkoop.kernel.errors import RegisterWrong

PEOPLE = """\
aanbieder,persoon,naam,beroep,geldig_van,bron,bekend_sinds
04000001,91000001,Anna,fysiotherapeut,2024-01-01,v,2024-01-01
04000002,91000002,Bram,fysiotherapeut,2024-01-01,v,2024-01-01
"""
REGISTRATIONS = """\
houder_soort,houder,register,geldig_van,bron,bekend_sinds
persoon,91000001,krf,2024-01-01,r,2024-01-01
persoon,91000002,krf,2024-01-01,r,2024-01-01
"""


def test_good_rows_are_kept_and_bad_rows_named(tmp_path: Path) -> None:
    folder_of(tmp_path, aanbieders=PROVIDERS + "04000003,Praktijk Drie,winkel,opgave,2025-01-01\n")
    register = read_register(tmp_path, skip_bad_rows=True)
    assert register.tables["aanbieders"]["agb_code"].to_list() == ["04000001", "04000002"]
    assert places(register.problems) == [("aanbieders.csv", 4, "soort")]


def test_rows_that_belong_to_a_row_left_out_are_left_out_too(tmp_path: Path) -> None:
    providers = PROVIDERS.replace("Twee,praktijk", "Twee,winkel")
    folder_of(tmp_path, aanbieders=providers, personen=PEOPLE, registraties=REGISTRATIONS)
    register = read_register(tmp_path, skip_bad_rows=True)
    assert register.tables["personen"]["naam"].to_list() == ["Anna"]
    assert register.tables["registraties"]["houder"].to_list() == ["91000001"]
    assert [(problem.where.file, problem.where.row, problem.what) for problem in register.problems] == [
        ("aanbieders.csv", 3, "'winkel' is hier geen keuze."),
        ("personen.csv", 3, "Deze rij hoort bij '04000002' in aanbieders, en die rij is overgeslagen."),
        ("registraties.csv", 3, "Deze rij hoort bij '91000002' in personen, en die rij is overgeslagen."),
    ]


def test_without_leave_rows_that_belong_to_a_bad_row_are_not_called_wrong(tmp_path: Path) -> None:
    folder_of(tmp_path, aanbieders=PROVIDERS.replace("Twee,praktijk", "Twee,winkel"), personen=PEOPLE)
    with pytest.raises(RegisterWrong) as raised:
        read_register(tmp_path)
    assert places(raised.value.problems) == [("aanbieders.csv", 3, "soort")]


def test_rows_with_the_same_key_are_all_left_out(tmp_path: Path) -> None:
    folder_of(tmp_path, aanbieders=PROVIDERS + "04000001,Andere naam,praktijk,opgave,2025-01-01\n")
    register = read_register(tmp_path, skip_bad_rows=True)
    assert register.tables["aanbieders"]["agb_code"].to_list() == ["04000002"]
    assert places(register.problems) == [("aanbieders.csv", 2, "agb_code"), ("aanbieders.csv", 4, "agb_code")]


def test_a_row_with_too_few_fields_is_left_out(tmp_path: Path) -> None:
    register = read_register(folder_of(tmp_path, aanbieders=PROVIDERS + "04000003\n"), skip_bad_rows=True)
    assert register.tables["aanbieders"].height == 2
    assert places(register.problems) == [("aanbieders.csv", 4, "")]


def test_a_wrong_column_cannot_be_skipped(tmp_path: Path) -> None:
    folder_of(tmp_path, aanbieders=PROVIDERS.replace("bron", "herkomst"))
    with pytest.raises(RegisterWrong):
        read_register(tmp_path, skip_bad_rows=True)


def test_an_unknown_file_cannot_be_skipped(tmp_path: Path) -> None:
    (folder_of(tmp_path) / "klanten.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(RegisterWrong):
        read_register(tmp_path, skip_bad_rows=True)
