"""Bad input: what is wrong, where, and what to do; everything together, and never half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Run, WriteFacts
from support.practice import EDITION, ON

MATERNITY = "geboortezorg/2024-1"
ASSESS = ("assess", EDITION, "fysiotherapie", "--facts", "x", "--on", ON)


def assess(run: Run, file: object, *options: str) -> list[str]:
    """Judge a facts file that is wrong, and give the problems."""
    ran = run("assess", EDITION, "fysiotherapie", "--facts", file, "--on", ON, *options)
    assert (ran.code, ran.out) == (2, "")
    return ran.problems


def facts_with(folder: Path, text: str | bytes) -> Path:
    file = folder / "feiten.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("vecozo_certificat: ja", "feiten.yaml:2:3: onbekend feit 'vecozo_certificat' bij aanbieder. Bedoelt u 'veco"),
        ("vecozo_certificaat: 3", "feiten.yaml:2:23: vecozo_certificaat: '3' is geen ja of nee; schrijf ja of nee,"),
        ("behandelindex: {2024: 150.15}", "feiten.yaml:2:25: behandelindex: 150.15 past niet in stappen van 0.1."),
        ("behandelindex: {2024: 150,5}", "feiten.yaml:2:29: '5' is geen jaar. Schrijf een getal met een punt"),
        ("behandelindex: 140", "bij behandelindex hoort een jaar."),
        ("vecozo_certificaat: {waarde: ja, geldig_van: 2025-02-30}", "'2025-02-30' is geen bestaande datum."),
        ("vecozo_certificaat: {waarde: ja, bekend_sinds: gisteren}", "'gisteren' is geen moment"),
        ("vecozo_certificaat: {bron: VECOZO}", "bij vecozo_certificaat ontbreekt de waarde. Niet bekend?"),
        ("doelen_digitale_zorg: [winst]", "'winst' is geen bekende code"),
        ("personen: p1", "hier hoort een lijst met rijen te staan."),
        ("personen: [{id: p1}, {id: p1}]", "'p1' staat hier twee keer."),
        ("peildatum: 2025-10-20", "de peildatum hoort niet in het feitenbestand. Geef haar met --on."),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_told_at_its_line(zorginkoop: Run, tmp_path: Path, line: str, expected: str) -> None:
    problems = assess(zorginkoop, facts_with(tmp_path, f"feiten:\n  {line}\n"))

    assert len(problems) == 1
    assert expected in problems[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("feiten:\n  behandelindex: {}\n  behandelindex: {}\n", "feiten.yaml:3:3: de sleutel"),
        ("feiten: {vecozo_certificaat: ja\n", "feiten.yaml:"),
        ("", "het bestand is leeg."),
        (b"feiten: \xff\n", "hier staat een teken dat geen UTF-8 is."),
        ("feiten:\n\tvecozo_certificaat: ja\n", "deze regel springt in met een tab."),
        ("feite: {}\n", "onbekende sleutel 'feite'. Bedoelt u 'feiten'?"),
        ("sleutel: {jaar: 2026, polisvorm: restitutie}\n", "polisvorm 'restitutie' hoort niet bij dit beleid."),
        ("onderwerp: {soort: groep}\n", "dit beleid beoordeelt een aanbieder, geen groep."),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told(zorginkoop: Run, tmp_path: Path, content: str | bytes, expected: str) -> None:
    problems = assess(zorginkoop, facts_with(tmp_path, content))

    assert any(expected in problem for problem in problems)


def test_a_missing_file_and_a_folder_in_its_place(zorginkoop: Run, tmp_path: Path) -> None:
    assert assess(zorginkoop, tmp_path / "weg.yaml") == [
        f"{tmp_path}/weg.yaml: dit bestand bestaat niet. Controleer de naam en de map."
    ]
    assert assess(zorginkoop, tmp_path) == [f"{tmp_path}: dit is een map, geen bestand. Noem het bestand in die map."]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-02-30", "--on: '2025-02-30' is geen bestaande datum."),
        ("20 oktober", "--on: '20 oktober' is geen datum; schrijf jaar-maand-dag"),
        ("2021-10-20", "--on: 20 oktober 2021 ligt ver voor de looptijd van deze overeenkomst, die begint op"),
        ("2028-01-01", "--on: 1 januari 2028 ligt na de looptijd van deze overeenkomst, die eindigt op"),
    ],
)  # fmt: skip
def test_a_reference_date_that_cannot_be(zorginkoop: Run, facts_file: WriteFacts, day: str, expected: str) -> None:
    ran = zorginkoop("assess", EDITION, "fysiotherapie", "--facts", facts_file(), "--on", day)

    assert ran.code == 2
    assert len(ran.problems) == 1
    assert ran.problems[0].startswith(expected)


def test_a_date_before_the_edition_was_published(zorginkoop: Run, facts_file: WriteFacts, copied_edition: Path) -> None:
    policy = copied_edition / "beleid.yaml"
    policy.write_text(policy.read_text().replace("bekend_vanaf: onbekend", "bekend_vanaf: 2025-11-01"))

    ran = zorginkoop("assess", copied_edition, "fysiotherapie", "--facts", facts_file(), "--on", ON)

    assert ran.code == 2
    assert "op 20 oktober 2025 was deze uitgave er nog niet; zij is van 1 november 2025." in ran.err


def test_names_that_do_not_exist_get_a_suggestion(zorginkoop: Run, facts_file: WriteFacts) -> None:
    file = facts_file()
    edition = zorginkoop("assess", "paramedische_zorg/2026-3", "fysiotherapie", "--facts", file, "--on", ON)
    agreement = zorginkoop("assess", EDITION, "fysiotherapi", "--facts", file, "--on", ON)

    assert (edition.code, agreement.code) == (2, 2)
    assert "uitgave 'paramedische_zorg/2026-3' bestaat niet. Bedoelt u 'paramedische_zorg/2026-2'?" in edition.err
    assert (
        "overeenkomst 'fysiotherapi' bestaat niet in paramedische_zorg/2026-2. Bedoelt u 'fysiotherapie'?"
        in agreement.err
    )


def test_a_year_outside_the_term_and_a_year_that_contradicts_the_file(
    zorginkoop: Run, facts_file: WriteFacts, tmp_path: Path
) -> None:
    outside = assess(zorginkoop, facts_file(), "--year", "2030")
    assert outside == ["--year: deze overeenkomst geldt niet in contractjaar 2030. Zij loopt van 2026 tot en met 2027."]

    contradicted = assess(zorginkoop, facts_with(tmp_path, "sleutel: {jaar: 2026}\n"), "--year", "2027")
    assert any("hier staat jaar 2026, maar --year zegt 2027." in problem for problem in contradicted)


def test_values_that_are_missing_are_named_with_who_sets_them(zorginkoop: Run, tmp_path: Path) -> None:
    file = facts_with(tmp_path, "feiten: {}\n")

    ran = zorginkoop("assess", MATERNITY, "kraamzorg", "--facts", file, "--on", "2023-10-10")

    assert ran.code == 2
    assert (
        "de waarde 'vsv_per_postcode' ontbreekt; de inkoper stelt haar vast. Zet haar in een waardenbestand (--values)."
        in ran.err
    )


def test_a_wrong_values_file_is_told(zorginkoop: Run, facts_file: WriteFacts, tmp_path: Path) -> None:
    values = tmp_path / "waarden.yaml"
    values.write_text("installatie: proef\nwaarde: {}\n")

    problems = assess(zorginkoop, facts_file(), "--values", str(values))

    assert problems == [f"{values}:2:1: onbekende sleutel 'waarde'; bedoelt u 'waarden'?"]


def test_everything_that_is_wrong_is_told_at_once(zorginkoop: Run, tmp_path: Path) -> None:
    file = facts_with(tmp_path, "feiten:\n  vecozo_certificaat: misschien\n  skf: ja\n  behandelindex: {2024: hoog}\n")

    ran = zorginkoop(
        "assess", EDITION, "fysiotherapie", "--facts", file, "--on", "2025-13-01", "--known", "straks",
        "--values", tmp_path / "geen.yaml",
    )  # fmt: skip

    assert ran.code == 2
    assert [problem.partition(":")[0].removeprefix(f"{tmp_path}/") for problem in ran.problems] == [
        "--on", "--known", "geen.yaml", "feiten.yaml", "feiten.yaml", "feiten.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], "zorginkoop: hier ontbreekt: OPDRACHT. Zie zorginkoop --help."),
        (["asses"], "zorginkoop: 'asses' bestaat niet bij OPDRACHT; kies uit policy, assess"),
        (["assess"], "zorginkoop assess: hier ontbreekt: UITGAVE, OVEREENKOMST, --facts, --on."),
        (["assess", EDITION, "fysiotherapie", "--facts"], "zorginkoop assess: bij --facts ontbreekt de waarde."),
        (["policy", "show", EDITION, "--jason"], "dit hoort hier niet: --jason."),
        ([*ASSESS, "--year", "ooit"], "--year: 'ooit' is geen heel getal."),
        ([*ASSESS, "--explain", "--letter"], "--letter en --explain gaan niet samen."),
        (["policy", "schema", "brief"], "'brief' bestaat niet bij WELK; kies uit policy, part, facts, values, outc"),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_read_is_told_in_dutch(zorginkoop: Run, asked: list[str], expected: str) -> None:
    ran = zorginkoop(*asked)

    assert ran.code == 2
    assert expected in ran.err


@pytest.mark.parametrize(
    "asked", [["--help"], ["--version"], ["assess", "--help"], ["policy", "--help"], ["policy", "new", "-h"]]
)
def test_help_ends_with_0(zorginkoop: Run, asked: list[str]) -> None:
    ran = zorginkoop(*asked)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out
    assert "usage" not in ran.out
