from __future__ import annotations

from pathlib import Path

import pytest

from support.small_policies import folder_of
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.policies.examples import ExampleResult, find_examples, run_examples

POLICY = """
gebeurtenissen:
  ondertekend: {tekst: ondertekend}
lezingen:
  B-01: {vraag: Waarop?, kies: R1, opties: {R1: klein, R2: groot}}
feiten:
  aanbieder:
    klein: {type: ja_nee, herkomst: register, bewijs: verplicht}
    groot: {type: ja_nee, herkomst: register}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    looptijd: {van: 2026-01-01, tot_en_met: 2026-12-31}
    voorwaarden:
      - {id: maat, bij: ["3/1"], lezing: B-01, R1: {feit: klein}, R2: {feit: groot}}
    routes:
      - {id: benaderd, bij: ["4/1"], leidt_tot: aanbod, als: maat}
      - {id: rest, bij: ["4/2"], leidt_tot: niets}
    planning:
      - {id: tekenen, bindt: aanbieder, routes: [benaderd], gebeurtenis: ondertekend, wanneer: {uiterlijk: 2025-11-07}}
"""
BASIS = """
overeenkomst: proef
basis:
  feiten: {klein: ja, groot: nee}
gevallen:
"""


def run(root: Path, cases: str, basis: str = BASIS) -> tuple[ExampleResult, ...]:
    edition = folder_of(root, POLICY)
    (edition.folder / "voorbeelden").mkdir(exist_ok=True)
    (edition.folder / "voorbeelden" / "proef.yaml").write_text(basis.lstrip() + cases, encoding="utf-8")
    return run_examples(edition)


def remarks(result: ExampleResult) -> list[tuple[str, int | None]]:
    found = [(difference.what, difference.where.line) for difference in result.differences]
    return found + [(problem.what, problem.where.line) for problem in result.problems]


def test_every_difference_is_told_at_its_line(tmp_path: Path) -> None:
    cases = """\
  - naam: mis
    op: 2026-01-01
    feiten: {klein: nee}
    verwacht:
      route: benaderd
      voorwaarden: {maat: voldaan, maten: voldaan}
      plaatsen: ["4/2", "9/9"]
      taken: [taak]
"""
    (result,) = run(tmp_path, cases)
    assert not result.passed
    assert remarks(result) == [
        ("route", 9),
        ("voorwaarden maat", 10),
        ("voorwaarden maten", 10),
        ("plaatsen", 11),
        ("taken", 12),
    ]
    assert str(result.differences[0]).endswith("voorbeelden/proef.yaml:9:14: route: verwacht benaderd, gevonden rest.")


def test_facts_of_a_case_replace_those_of_the_basis_and_others_can_be_left_out(tmp_path: Path) -> None:
    cases = """\
  - {naam: een, op: 2026-01-01, zonder: [klein], verwacht: {uitkomst: niet_beslist, ontbreekt: [klein]}}
  - {naam: twee, op: 2026-01-01, feiten: {klein: nee}, verwacht: {uitkomst: niets, ontbreekt: []}}
  - {naam: drie, op: 2026-01-01, verwacht: {uitkomst: niet_beslist, ontbreekt: [klein]}}
"""
    assert [remarks(result) for result in run(tmp_path, cases)] == [[], [], []]


def test_a_case_can_take_another_reading(tmp_path: Path) -> None:
    cases = "  - {naam: anders, op: 2026-01-01, lezingen: {B-01: R2}, verwacht: {uitkomst: niets}}\n"
    assert [remarks(result) for result in run(tmp_path, cases)] == [[]]


def test_dates_are_compared_one_by_one(tmp_path: Path) -> None:
    cases = """\
  - naam: data
    gebeurtenissen: {ondertekend: 2025-11-08}
    verwacht_data:
      tekenen: {uiterlijk: 2025-11-07, oordeel: op_tijd}
      ingang: 2026-01-01
      besluit_nodig: ja
      vermelden: geldt_niet
  - naam: route
    route: rest
    verwacht_data: {tekenen: geldt_niet, ingang: onbekend, besluit_nodig: nee}
"""
    first, second = run(tmp_path, cases)
    assert [what for what, _ in remarks(first)] == ["ingang", "besluit nodig", "tekenen oordeel", "vermelden"]
    assert second.passed


@pytest.mark.parametrize(
    ("case", "what", "line"),
    [
        ("{naam: a, op: 2026-01-01, feiten: {kleyn: ja}, verwacht: {}}", "onbekend feit 'kleyn' bij aanbieder.", 5),
        (
            "{naam: a, op: 2026-01-01, feiten: {klein: misschien}, verwacht: {}}",
            "klein: 'misschien' is geen ja of nee; schrijf ja of nee, in kleine letters.",
            5,
        ),
        ("{naam: a, op: 2026-01-01, zonder: [beide], verwacht: {}}", "'beide' staat niet in de basis.", 5),
        (
            "{naam: a, gebeurtenissen: {getekend: 2026-01-01}, verwacht_data: {}}",
            "gebeurtenis 'getekend' bestaat niet.",
            5,
        ),
        ("{naam: a, op: 2026-01-01, lezingen: {B-01: R3}, verwacht: {}}", "lezing B-01 heeft geen optie 'R3'.", 5),
        ("{naam: a, op: 2026-01-01, lezingen: {B-02: R1}, verwacht: {}}", "lezing 'B-02' bestaat niet.", 5),
    ],
)
def test_what_stops_a_case_is_told_at_its_line(tmp_path: Path, case: str, what: str, line: int) -> None:
    (result,) = run(tmp_path, f"  - {case}\n")
    assert remarks(result) == [(what, line)]


@pytest.mark.parametrize(
    ("case", "what"),
    [
        ("{naam: a}", "dit geval verwacht niets"),
        ("{naam: a, verwacht: {}}", "bij 'verwacht' hoort een peildatum"),
        ("{naam: a, op: 2026-01-01, verwacht: {uitkomsten: niets}}", "uitkomsten"),
        ("{naam: a, op: 2026-13-01, verwacht: {}}", "geen bestaande datum"),
        ("{naam: a, op: 2026-01-01, scenario: ABC, verwacht: {}}", "ABC"),
        ("{naam: a, verwacht_data: {tekenen: {oordeel: misschien}}}", "misschien"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, case: str, what: str) -> None:
    with pytest.raises(PolicyWrong) as refusal:
        run(tmp_path, f"  - {case}\n")
    (problem,) = refusal.value.problems
    assert what in str(problem)
    assert problem.where.line == 5


def test_two_cases_with_one_name_are_refused(tmp_path: Path) -> None:
    cases = "  - {naam: a, verwacht_data: {}}\n  - {naam: a, verwacht_data: {}}\n"
    with pytest.raises(PolicyWrong, match="'a' staat er twee keer"):
        run(tmp_path, cases)


def test_an_agreement_that_does_not_exist_stops_its_cases(tmp_path: Path) -> None:
    (result,) = run(tmp_path, "  - {naam: a, verwacht_data: {}}\n", BASIS.replace("proef", "proeve", 1))
    assert remarks(result) == [("overeenkomst 'proeve' bestaat niet.", 1)]


def test_an_edition_without_examples_has_none(tmp_path: Path) -> None:
    assert find_examples(folder_of(tmp_path, POLICY)) == ()
