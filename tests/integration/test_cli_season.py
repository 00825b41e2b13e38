"""`zorginkoop season`: a whole register, its results beside each other, and a report of every bad row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from support.command_line import Ran, Run
from support.practice import EDITION
from zorginkoop.formats.register_files import write_register
from zorginkoop.rehearsal.register import make_register

ON = "2025-10-15"
PROVIDERS = 200
ONLY = ("--agreement", "fysiotherapie")  # the others need values that no policy gives


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    write_register(make_register(PROVIDERS, seed=7), folder, "csv")
    return folder


def season(run: Run, register: Path, out: Path, *options: str) -> Ran:
    return run("season", EDITION, "--register", register, "--on", ON, "--out", out, *ONLY, *options)


def test_everyone_has_an_outcome_and_a_state_for_every_condition(
    zorginkoop: Run, register: Path, tmp_path: Path
) -> None:
    ran = season(zorginkoop, register, tmp_path / "uit", "--json")

    assert ran.code == 0
    counted = ran.data["overeenkomsten"]["fysiotherapie"]
    assert counted["aanbieders"] == PROVIDERS
    assert counted["passend"] == sum(counted["uitkomsten"].values()) > 0
    with (tmp_path / "uit" / "uitkomsten-fysiotherapie.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == PROVIDERS
    assert {row["voorwaarde_behandelindex"] for row in rows} <= {
        "voldaan",
        "niet_voldaan",
        "onbekend",
        "niet_van_toepassing",
    }
    assert sum(row["uitkomst"] == "aanbod" for row in rows) == counted["uitkomsten"]["aanbod"]


def test_a_person_reads_the_counts(zorginkoop: Run, register: Path, tmp_path: Path) -> None:
    ran = season(zorginkoop, register, tmp_path / "uit")

    assert f"van de {PROVIDERS} aanbieders passen bij deze overeenkomst" in ran.out
    assert f"Het rapport: {tmp_path / 'uit' / 'index.html'}" in ran.out
    assert "Fysiotherapie" in (tmp_path / "uit" / "index.html").read_text(encoding="utf-8")
    assert ran.err == ""


def _spoilt(register: Path, folder: Path) -> Path:
    """Copy a register with one provider written twice and one index that is no number."""
    folder.mkdir()
    for file in register.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    providers = folder / "aanbieders.csv"
    lines = providers.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    providers.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    indexes = folder / "indexen.csv"
    header, first, *rest = indexes.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    cells = first.split(";")
    cells[header.rstrip().split(";").index("waarde")] = "hoog"
    indexes.write_text("".join([header, ";".join(cells), *rest]), encoding="utf-8")
    return folder


def test_a_register_with_bad_rows_is_not_judged_and_every_row_is_reported(
    zorginkoop: Run, register: Path, tmp_path: Path
) -> None:
    ran = season(zorginkoop, _spoilt(register, tmp_path / "fout"), tmp_path / "uit")

    assert (ran.code, ran.out) == (2, "")
    assert any("aanbieders.csv rij" in problem for problem in ran.problems)
    assert any("indexen.csv rij 2" in problem for problem in ran.problems)
    assert not (tmp_path / "uit").exists()
    report = (tmp_path / "uit-problemen.csv").read_text(encoding="utf-8-sig").splitlines()
    assert report[0] == "bestand;rij;kolom;probleem;advies"
    assert len(report) == len(ran.problems)


def test_bad_rows_can_be_left_out_and_are_told(zorginkoop: Run, register: Path, tmp_path: Path) -> None:
    ran = season(zorginkoop, _spoilt(register, tmp_path / "fout"), tmp_path / "uit", "--skip-bad-rows", "--json")

    assert ran.code == 0
    assert ran.data["rijen_weggelaten"] > 0
    assert (tmp_path / "uit" / "problemen.csv").is_file()
    for page in ("index.html", "fysiotherapie.html"):
        assert "bleven rijen met fouten weg" in (tmp_path / "uit" / page).read_text(encoding="utf-8"), page
    assert ran.data["overeenkomsten"]["fysiotherapie"]["aanbieders"] < PROVIDERS


def test_what_is_wrong_with_the_question_is_told_before_anything_is_read(
    zorginkoop: Run, register: Path, tmp_path: Path
) -> None:
    late = zorginkoop("season", EDITION, "--register", register, "--on", "2031-01-01", "--out", tmp_path / "uit")
    nowhere = season(zorginkoop, tmp_path / "weg", tmp_path / "uit")
    (tmp_path / "bezet").write_text("een bestand")
    onto_a_file = season(zorginkoop, register, tmp_path / "bezet")

    assert (late.code, nowhere.code, onto_a_file.code) == (2, 2, 2)
    assert "ligt na de looptijd" in late.err
    assert "Deze map bestaat niet." in nowhere.err
    assert "hier staat al iets dat geen rapport van zorginkoop is." in onto_a_file.err
    assert not (tmp_path / "uit").exists()
