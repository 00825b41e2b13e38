"""`zorginkoop formula`: a formula worked out on a file, in both languages, with every mistake at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Run

CARE = "categorale_instellingen/2027-1"
NIGHT = """\
jaar: 2027
begroting: {bedrag: 873450.75, prijspeil: 2026, geindexeerd_met: voorlopig, goedgekeurd: ja}
voorlopig: {2027: {personeel: 3.85 %, materieel: 2.05 %}, 2026: {personeel: 5.02 %, materieel: 2.40 %}}
definitief: {2026: {personeel: 4.61 %, materieel: 2.98 %}}
verdeling: {zvw: 73.50 %, overig: 26.50 %}
"""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    file = tmp_path / "nachtzorg.yaml"
    file.write_text(NIGHT, encoding="utf-8")
    return file


def test_every_step_stands_there_with_its_numbers_and_place(zorginkoop: Run, night: Path) -> None:
    ran = zorginkoop("formula", CARE, "nachtzorg_indexering", "--input", night)

    assert ran.code == 0
    lines = [line.strip() for line in ran.out.splitlines()]
    assert "90 % × 5,02 % + 10 % × 2,4 % = 4,758 %" in lines  # noqa: RUF001 - as it is printed
    assert "3,67 % + (-0,311 %) = 3,359 %" in lines
    assert "€ 873.450,75 × (1 + 3,359 %) = € 902.789,9606925" in lines  # noqa: RUF001 - as it is printed
    assert any(line.startswith("het deel zvw, en alleen dat [3.2.2/onplanbare_nachtzorg/3") for line in lines)
    assert lines[-1] == "vergoed door de verzekeraars (zvw): € 663.550,62"


def test_english_too(zorginkoop: Run, night: Path) -> None:
    ran = zorginkoop("formula", CARE, "nachtzorg_indexering", "--input", night, "--language", "en")

    assert "the weighted final index of 2026" in ran.out
    assert "paid by insurers (zvw): € 663,550.62" in ran.out


def test_json_holds_the_same_numbers_for_a_program(zorginkoop: Run, night: Path) -> None:
    data = zorginkoop("formula", CARE, "nachtzorg_indexering", "--input", night, "--json").data

    assert data["staat"] == "berekend"
    assert data["uitkomst"] == {"begroting": "902789.96", "index": "3.359 %", "vergoeding": "663550.62"}
    assert [step["id"] for step in data["stappen"]][-2:] == ["begroting", "vergoeding"]
    assert "B-11=R1" in data["lezingen"]
    assert data["invoer"]["begroting"]["bedrag"] == "873450.75"


def test_what_nobody_knows_yet_ends_in_3_and_says_who_sets_it(zorginkoop: Run, night: Path) -> None:
    night.write_text(NIGHT.replace("personeel: 4.61 %", "personeel: onbekend"), encoding="utf-8")
    ran = zorginkoop("formula", CARE, "nachtzorg_indexering", "--input", night)

    assert ran.code == 3
    assert "definitief.2026.personeel: de definitieve index van 2026 (personeel); dit stelt vast: de NZa" in ran.out
    assert "Uitkomst" not in ran.out


def test_all_that_is_wrong_is_told_together_at_its_line_and_column(zorginkoop: Run, night: Path) -> None:
    night.write_text(
        NIGHT.replace("prijspeil: 2026", "prijspeil: 2027").replace("3.85 %", "3.85").replace("26.50 %", "25 %")
        + "extra: 1\n",
        encoding="utf-8",
    )
    ran = zorginkoop("formula", CARE, "nachtzorg_indexering", "--input", night)

    assert ran.code == 2
    assert [problem.partition("nachtzorg.yaml:")[2] for problem in ran.problems] == [
        "2:43: deze begroting is al op prijspeil 2027; zij wordt niet nog eens geïndexeerd.",
        "3:31: '3.85' is geen percentage; schrijf bijvoorbeeld 30 %.",
        "5:12: de delen zijn samen 98.5 %, en horen samen 100 % te zijn.",
        "6:1: onbekende sleutel 'extra'.",
    ]


def test_an_unknown_formula_and_a_missing_file_are_told_together(zorginkoop: Run, tmp_path: Path) -> None:
    ran = zorginkoop("formula", CARE, "nachtzorg_indexatie", "--input", tmp_path / "geen.yaml")

    assert ran.code == 2
    assert len(ran.problems) == 2
    assert "Bedoelt u 'nachtzorg_indexering'?" in ran.problems[1]


def test_an_edition_without_formulas_says_so(zorginkoop: Run, night: Path) -> None:
    ran = zorginkoop("formula", "ziekenvervoer/2024-1", "nachtzorg_indexering", "--input", night)

    assert ran.code == 2
    assert "Deze uitgave heeft geen formules." in ran.problems[0]


def test_a_json_input_is_exact_too(zorginkoop: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    basis = '{"naam": "verzekerden", "vastgelegd_door": "de inkoper", "vastgelegd_op": "2025-03-03"}'
    file.write_text(
        f'{{"bedrag": 0.30, "toegekend_op": "2025-02-02", "grondslag": {basis}, "deel": 0.1, "geheel": 0.3}}',
        encoding="utf-8",
    )
    ran = zorginkoop("formula", "ziekenvervoer/2025-2", "bijdrage_transformatieplan", "--input", file, "--json")

    assert ran.data["uitkomst"] == {"aandeel": "1/3", "bijdrage": "0.10"}
