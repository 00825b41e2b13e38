"""A report of problems opens in a spreadsheet, one row for each."""

from __future__ import annotations

import csv
from pathlib import Path

from support.register_folders import PROVIDERS, folder_of, problems_of
from zorginkoop.formats.register_files import write_report
from zorginkoop.kernel.errors import Place, Problem


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_each_problem_is_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    write_report(
        problems_of(folder_of(folder, aanbieders=PROVIDERS.replace("praktijk,", "winkel,"))), tmp_path / "r.csv"
    )
    first, second = rows_of(tmp_path / "r.csv")
    assert first == {
        "bestand": "aanbieders.csv",
        "rij": "2",
        "kolom": "soort",
        "probleem": "'winkel' is hier geen keuze.",
        "advies": "Kies uit praktijk, kraamzorgorganisatie, instelling, apotheek, overig.",
    }
    assert second["rij"] == "3"


def test_a_line_stands_for_a_row_where_rows_cannot_be_told(tmp_path: Path) -> None:
    write_report([Problem("Stuk.", Place("a.csv", line=7))], tmp_path / "r.csv")
    assert rows_of(tmp_path / "r.csv")[0]["rij"] == "7"


def test_a_report_runs_no_formula(tmp_path: Path) -> None:
    write_report([Problem("=1+1", Place("@a.csv", field="+b"))], tmp_path / "r.csv")
    assert list(rows_of(tmp_path / "r.csv")[0].values()) == ["'@a.csv", "", "'+b", "'=1+1", ""]


def test_no_problems_give_a_report_without_rows(tmp_path: Path) -> None:
    write_report([], tmp_path / "r.csv")
    assert rows_of(tmp_path / "r.csv") == []
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
