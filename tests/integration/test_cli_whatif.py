"""`zorginkoop whatif`: who moves and by which clause, the same again from its file, and what it cannot be asked."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from support.command_line import Ran, Run
from support.pages import Page
from support.practice import EDITION
from support.worked_examples import VALUES, installation
from zorginkoop.cli.main import main
from zorginkoop.columns.frame import TruthColumn, WholeColumn
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register_files import read_register, write_register
from zorginkoop.kernel.states import MET
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.rehearsal.register import make_register
from zorginkoop.study.findings import considered
from zorginkoop.study.report import writing
from zorginkoop.study.season import Question, judge_season, season_key

ON = "2025-10-15"
PROVIDERS = 300
LOWER = ("--set", "behandelindex=140")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    write_register(make_register(PROVIDERS, seed=5), folder, "csv")
    return folder


@pytest.fixture(scope="module")
def lowered(register: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Ask once what 140 would do, with a report in both languages; give its folder and the printed data."""
    out, printed = tmp_path_factory.mktemp("rapport") / "uit", io.StringIO()
    asked = (
        "whatif",
        EDITION,
        "--register",
        register,
        "--on",
        ON,
        *LOWER,
        "--json",
        "--out",
        out,
        "--language",
        "both",
    )
    with contextlib.redirect_stdout(printed):
        assert main([str(part) for part in asked]) == 0
    return out, json.loads(printed.getvalue())


@pytest.fixture(scope="module")
def expected(register: Path) -> set[str]:
    """Name who must move."""
    found = by_hand(register)
    assert found
    return found


def whatif(run: Run, register: Path, *options: object) -> Ran:
    return run("whatif", EDITION, "--register", register, "--on", ON, *options)


def by_hand(register: Path) -> set[str]:
    """Count who moves when 150 becomes 140 from the facts alone.

    Whoever has a known index above 140 and at most 150, and no granted exception, and stands on a route that asks
    for the index: on every other the outcome does not rest on it.
    """
    edition = load_edition(edition_folder(EDITION), installation())
    as_of = AsOf.of(date.fromisoformat(ON), None)
    question = Question(edition, installation(), season_key(edition), as_of, ("fysiotherapie",))
    judged = judge_season(question, read_register(register).tables).agreements["fysiotherapie"]
    index, exception = (judged.frame.facts[key] for key in ("behandelindex@2024", "uitzondering_behandelindex@2026"))
    assert isinstance(index, WholeColumn)
    assert isinstance(exception, TruthColumn)
    between = (index.unknown == 0) & (index.values > 1400) & (index.values <= 1500)  # in tenths
    rests_on_it = ~np.isin(judged.outcome.route_texts().astype(str), ["lopende_overeenkomst", "niet_benaderd"])
    moves = between & (exception.states != MET) & rests_on_it & considered(judged)
    return {str(one) for one in judged.outcome.ids[moves]}


def test_lowering_the_index_names_the_movers_and_the_clause(lowered: tuple[Path, Any], expected: set[str]) -> None:
    out, data = lowered
    agreement = data["overeenkomsten"]["fysiotherapie"]
    with (out / "watals-wat_als.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["aanbieder"] for row in rows} == expected
    assert agreement["verplaatst"] == data["verplaatst"] == len(expected)
    (share,) = agreement["door"]
    (ground,) = share["voorwaarden"]
    assert (share["wijze"], share["wijzigingen"], share["aanbieders"]) == (
        "alleen",
        ["behandelindex=140"],
        len(expected),
    )
    assert (ground["voorwaarde"], ground["zelf_gewijzigd"]) == ("behandelindex", "ja")
    assert "2.3/gedifferentieerd/4" in ground["bij"]
    assert "PM-39" in ground["posten"]
    (asked,) = agreement["wijzigingen"][0]["raakt"]
    assert "ten hoogste 150" in asked["was"]
    assert "ten hoogste 140" in asked["wordt"]
    assert sum(one["aanbieders"] for one in agreement["overgangen"]) == PROVIDERS
    parquet = pl.read_parquet(out / "watals-wat_als.parquet")
    assert sorted(parquet["aanbieder"]) == sorted(expected)


def test_a_person_reads_who_moves_by_what_and_who_lies_near(
    zorginkoop: Run, register: Path, expected: set[str]
) -> None:
    ran = whatif(zorginkoop, register, *LOWER, "--within", 20)

    number = len(expected)
    gets = "krijgt" if number == 1 else "krijgen"
    assert f"Fysiotherapie: {number} van de {PROVIDERS} aanbieders {gets} iets anders" in ran.out
    assert f"{number} door deze wijziging alleen: behandelindex=140" in ran.out
    assert "wordt: De landelijke behandelindex over 2024: ten hoogste 140" in ran.out
    assert "hoogstens 2 ernaast" in ran.out


def test_the_page_leads_to_the_rules_and_the_examples(lowered: tuple[Path, Any], expected: set[str]) -> None:
    out, data = lowered
    assert data["rapport"] == str(out / "watals-wat_als.html")
    for folder in (out, out / "en"):
        page = Page(folder / "watals-wat_als.html")
        assert page.problems == []
        assert len(set(page.ids)) == len(page.ids)
        for address in page.addresses:
            file, _, anchor = address.partition("#")
            target = (page.path.parent / file).resolve() if file else page.path
            assert target.is_file(), address
            assert not anchor or target.suffix != ".html" or anchor in Page(target).ids, address
        assert [level for level, _ in page.headings][:2] == [1, 2]
    dutch = Page(out / "watals-wat_als.html")
    moved = dutch.table("Wie iets anders krijgt, elk precies een keer")
    assert sum(int(row[-1]) for row in moved.rows) == len(expected)
    everyone = dutch.table("Iedereen in het register naar uitkomst")
    assert sum(int(cell) for row in everyone.rows for cell in row[1:] if cell.isdigit()) == PROVIDERS
    assert "watals-wat_als.html" in Page(out / "index.html").addresses


def test_the_written_file_gives_the_same_bytes_again_and_says_what_is_other(
    zorginkoop: Run, register: Path, tmp_path: Path
) -> None:
    whatif(zorginkoop, register, *LOWER, "--set", "fysiotherapie/variant.2=A", "--within", 5, "--out", tmp_path / "een")
    record = tmp_path / "een" / "watals-wat_als.yaml"
    again = zorginkoop("whatif", "--file", record, "--register", register, "--out", tmp_path / "twee")

    assert (again.code, again.err) == (0, "")
    names = sorted(file.relative_to(tmp_path / "een") for file in (tmp_path / "een").rglob("*") if file.is_file())
    assert names == sorted(
        file.relative_to(tmp_path / "twee") for file in (tmp_path / "twee").rglob("*") if file.is_file()
    )
    differing = [
        str(name)
        for name in names
        if name.suffix != ".xlsx" and (tmp_path / "een" / name).read_bytes() != (tmp_path / "twee" / name).read_bytes()
    ]
    assert differing == []

    other = tmp_path / "ander"
    write_register(make_register(PROVIDERS - 1, seed=5), other, "csv")
    differs = zorginkoop("whatif", "--file", record, "--register", other, "--values", VALUES)
    assert differs.code == 0
    assert "let op: het register is hier anders dan toen het bestand werd geschreven" in differs.err
    assert "let op: de tekst van de uitgave" not in differs.err


def test_an_edition_in_a_folder_of_ones_own_is_asked_again_by_that_folder(
    zorginkoop: Run, register: Path, copied_edition: Path, tmp_path: Path
) -> None:
    for shared in edition_folder(EDITION).folder.parents[1].glob("gedeeld"):
        shutil.copytree(shared, copied_edition.parents[1] / "gedeeld")
    asked = ("whatif", copied_edition, "--register", register, "--on", ON, *LOWER, "--out", tmp_path / "een")
    assert zorginkoop(*asked).code == 0
    again = zorginkoop("whatif", "--file", tmp_path / "een" / "watals-wat_als.yaml", "--register", register, "--json")

    assert (again.code, again.err) == (0, "")
    assert (tmp_path / "een" / "watals-wat_als.json").read_text() == again.out.replace(',"rijen_weggelaten":0', "")


def files_in(folder: Path) -> list[Path]:
    """Name the files of a folder, at any depth."""
    return sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())


def test_another_edition_is_compared_by_piece(zorginkoop: Run, register: Path) -> None:
    ran = whatif(zorginkoop, register, "--to", "paramedische_zorg/2025-1", "--values", VALUES, "--json")

    assert ran.code == 0
    agreement = ran.data["overeenkomsten"]["fysiotherapie"]
    attributed = sum(share["aanbieders"] for share in agreement["door"] if share["wijze"] != "heen_en_weer")
    assert attributed == agreement["verplaatst"] > 0
    assert "logopedie" in ran.data["alleen_eerst"]
    assert ran.data["maar_deel_bekend"] == ["paramedische_zorg/2025-1"]


def test_a_change_of_another_contract_year_is_told_and_can_be_asked(zorginkoop: Run, register: Path) -> None:
    later = ("--set", "fysiotherapie/behandelindex.peiljaar.2027=2024", "--values", VALUES)
    now = whatif(zorginkoop, register, *later)
    asked = zorginkoop(
        "whatif", EDITION, "--register", register, "--on", "2026-10-15", *later, "--year", 2027, "--json"
    )
    never = whatif(zorginkoop, register, *later, "--year", 2031)
    other = whatif(zorginkoop, register, "--to", "paramedische_zorg/2025-1", "--values", VALUES, "--year", 2027)

    assert (now.code, "Onveranderd" in now.out) == (0, False)
    assert "contractjaar 2026" in now.out
    assert "Voor contractjaar 2027 verandert er ook iets: fysiotherapie (vraag --year 2027)." in now.out
    assert asked.data["contractjaar"] == 2027
    assert list(asked.data["overeenkomsten"]) == ["fysiotherapie"]
    assert (never.code, "in contractjaar 2031 loopt geen overeenkomst" in never.err) == (2, True)
    assert (other.code, "een contractjaar gaat niet samen met --to" in other.err) == (2, True)


def test_what_an_agreement_lacks_is_told_of_the_one_that_changes_only(zorginkoop: Run, register: Path) -> None:
    birth = ("whatif", "geboortezorg/2024-1", "--register", register, "--on", "2024-06-01")
    ran = zorginkoop(*birth, "--set", "verloskundige_zorg/planning/antwoord_op_mail.wanneer.binnen_werkdagen=9")

    assert (ran.code, ran.out) == (2, "")
    assert "verloskundige_zorg.yaml" in ran.err
    assert "kraamzorg.yaml" not in ran.err


def test_what_ifs_stand_in_the_report_of_a_season(
    zorginkoop: Run, register: Path, expected: set[str], tmp_path: Path
) -> None:
    file = tmp_path / "lager.yaml"
    file.write_text(f"wat_als: lager\nuitgave: {EDITION}\nwijzigingen: [{{zet: {{behandelindex: 140}}}}]\n")
    asked = ("season", EDITION, "--register", register, "--on", ON, "--agreement", "fysiotherapie")
    ran = zorginkoop(*asked, "--out", tmp_path / "uit", "--what-if", file)

    assert (ran.code, ran.err) == (0, "")
    data = json.loads((tmp_path / "uit" / "watals-lager.json").read_text(encoding="utf-8"))
    assert data["verplaatst"] == len(expected)
    other = tmp_path / "ander.yaml"
    other.write_text("uitgave: ziekenvervoer/2025-2\nwijzigingen: [{zet: {B-03: R2}}]\n")
    elsewhere = zorginkoop(*asked, "--out", tmp_path / "uit", "--what-if", other)
    assert elsewhere.code == 2
    assert f"dit bestand gaat over ziekenvervoer/2025-2, niet over {EDITION}" in elsewhere.err
    twice = zorginkoop(*asked, "--out", tmp_path / "uit", "--what-if", file, "--what-if", file)
    assert (twice.code, "de naam 'lager' (wat_als) komt meer dan een keer voor" in twice.err) == (2, True)


def test_stopping_half_way_leaves_nothing_half_written(
    zorginkoop: Run, register: Path, lowered: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Path(shutil.copytree(lowered[0], tmp_path / "uit"))
    before = (out / "watals-wat_als.html").read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "write_what_if", stop)
    stopped = whatif(zorginkoop, register, "--set", "behandelindex=100", "--out", out)
    assert (stopped.code, stopped.err) == (130, "afgebroken.\n")
    assert (out / "watals-wat_als.html").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_register_that_lacks_a_column_or_a_table_says_so(zorginkoop: Run, register: Path, tmp_path: Path) -> None:
    column, table = tmp_path / "kolom", tmp_path / "tabel"
    for folder in (column, table):
        shutil.copytree(register, folder)
    indexes = pl.read_csv(column / "indexen.csv", separator=";", infer_schema=False).drop("waarde")
    indexes.write_csv(column / "indexen.csv", separator=";")
    (table / "indexen.csv").unlink()

    lacks = whatif(zorginkoop, column, *LOWER)
    assert (lacks.code, lacks.out) == (2, "")
    assert "indexen.csv" in lacks.err
    assert "waarde" in lacks.err
    empty = whatif(zorginkoop, table, *LOWER)
    assert (empty.code, empty.out) == (2, "")
    assert (
        "voorwaarde 'behandelindex' leest 'behandelindex' over 2024, en daarvan staat in dit register niets."
        in empty.err
    )
    assert "Vul de tabel indexen" in empty.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "behandelinde=1"), "--set behandelinde=1: 'behandelinde' staat niet in dit beleid. Bedoelt u"),
        (("--set", "behandelindex=veel"), "--set behandelindex=veel: 'veel' is geen getal"),
        (("--set", "variant.2=A"), "Noem welke: fysiotherapie/variant, logopedie/variant, oefentherapie/variant."),
        (("--set", "fysiotherapie/variant.4=A"), "na de wijziging: de tabel noemt [0, 1, 2, 3, 4]"),
        (("--to", "ziekenvervoer/2025-2"), "zij gelden niet voor dezelfde zorg"),
        (("--to", "ziekenvervoer/2025"), "Bedoelt u 'ziekenvervoer/2025-2'?"),
        ((), "zeg wat er anders wordt"),
        ((*LOWER, "--to", EDITION), "zeg wat er anders wordt"),
        ((*LOWER, "--within", 0), "een aantal stappen is ten minste 1"),
        ((*LOWER, "--agreement", "fysio"), "overeenkomst 'fysio' bestaat niet"),
        (("--file", "weg.yaml"), "weg.yaml: dit bestand bestaat niet"),
        ((*LOWER, "--file", "weg.yaml"), "--file gaat niet samen met --set of --to"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_what_to_do(
    zorginkoop: Run, register: Path, options: tuple[object, ...], said: str
) -> None:
    ran = whatif(zorginkoop, register, "--values", VALUES, *options)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_without_a_day_or_an_edition_nothing_is_asked(zorginkoop: Run, register: Path) -> None:
    no_day = zorginkoop("whatif", EDITION, "--register", register, *LOWER)
    no_edition = zorginkoop("whatif", "--register", register, "--on", ON, *LOWER)

    assert (no_day.code, no_edition.code) == (2, 2)
    assert "er is geen peildatum" in no_day.err
    assert "er is geen uitgave genoemd" in no_edition.err
