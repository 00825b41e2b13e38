"""Every worked example of every formula comes out as it says, and so do the numbers of the catalogue."""

from __future__ import annotations

from functools import cache

import pytest

from support.worked_examples import EDITIONS, installation
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import FactsWrong
from zorginkoop.kernel.formula import Worked
from zorginkoop.kernel.formula_compile import compile_formula
from zorginkoop.kernel.formula_words import results_of
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.marked import Document
from zorginkoop.policies.formula_examples import FormulaExample, examples_of, run
from zorginkoop.policies.loading import EditionFolder, edition_folder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

NIGHT = """\
jaar: 2027
begroting: {bedrag: 1250000.00, prijspeil: 2026, geindexeerd_met: voorlopig, goedgekeurd: ja}
voorlopig: {2027: {personeel: 4.10 %, materieel: 2.30 %}, 2026: {personeel: 4.50 %, materieel: 2.60 %}}
definitief: {2026: {personeel: 4.75 %, materieel: 2.10 %}}
verdeling: {zvw: 62 %, overig: 38 %}
"""


@cache
def edition(name: str) -> LoadedEdition:
    return load_edition(edition_folder(name), installation())


def every_example() -> list[tuple[EditionFolder, FormulaExample]]:
    return [(folder, example) for folder in EDITIONS for example in examples_of(edition(folder.name))]


@pytest.mark.parametrize(
    ("folder", "example"), [pytest.param(*pair, id=f"{pair[0].name} {pair[1].label}") for pair in every_example()]
)
def test_example(folder: EditionFolder, example: FormulaExample) -> None:
    def reload(flipped: Installation) -> LoadedEdition:
        return load_edition(folder, flipped)

    assert run(example, edition(folder.name), installation(), reload) == ()


def night(text: str = NIGHT) -> Worked:
    formula = compile_formula(edition("categorale_instellingen/2027-1"), "nachtzorg_indexering", installation())
    return work_out(formula, read_yaml(text.encode(), "nachtzorg.yaml"))


def test_zc_34_the_night_care_budget_of_2027_is_indexed_corrected_and_paid_for_its_zvw_part() -> None:
    assert results_of(night()) == {"index": "4.095 %", "begroting": "1301187.50", "vergoeding": "806736.25"}


@pytest.mark.parametrize("wrong", ["1299000.00", "1296812.50", "1275687.50", "1301179.32"])
def test_zc_34_none_of_the_usual_mistakes_is_made(wrong: str) -> None:
    assert results_of(night())["begroting"] != wrong


def test_zc_34_without_the_final_index_there_is_no_budget_at_all() -> None:
    worked = night(NIGHT.replace("definitief: {2026: {personeel: 4.75 %, materieel: 2.10 %}}", "definitief: onbekend"))
    assert not worked.complete
    assert results_of(worked) == {}
    (waiting,) = worked.waiting
    assert (waiting.path, waiting.setter.en) == ("definitief.2026", "the NZa, on its website")


def test_a_preference_rate_without_a_norm_is_a_number_and_no_verdict() -> None:
    farmacy = edition("farmaceutische_zorg/2026-1")
    given = {"teller": "850", "noemer": "1000", "eenheid": "afleveringen", "gemeten": "2026-01-01/2026-06-30"}
    without = work_out(compile_formula(farmacy, "preferentiegraad", Installation()), Document("", given))
    assert results_of(without) == {"aandeel": "85 %"}
    assert [one.path for one in without.waiting] == ["--values norm_preferentiegraad"]
    agreed = work_out(compile_formula(farmacy, "preferentiegraad", installation()), Document("", given))
    assert agreed.complete
    assert results_of(agreed)["voldoet"] == "ja"


def test_the_share_of_specialists_and_the_condition_have_one_limit() -> None:
    formula = compile_formula(edition("paramedische_zorg/2026-2"), "verbijzonderd_aandeel", installation())
    assert formula.limit is not None
    assert (formula.limit.condition, formula.limit.operator, str(formula.limit.value)) == (
        "verbijzonderd", "ten_minste", "3/10",
    )  # fmt: skip


def test_no_share_of_a_transformation_plan_is_taken_by_default() -> None:
    formula = compile_formula(edition("ziekenvervoer/2025-2"), "bijdrage_transformatieplan", installation())
    with pytest.raises(FactsWrong) as wrong:
        work_out(formula, Document("", {"bedrag": "1000.00", "toegekend_op": "2025-03-03"}))
    told = " ".join(problem.what for problem in wrong.value.problems)
    assert "geef 'aandeel', of 'deel' en 'geheel'" in told
    assert "de sleutel 'grondslag' ontbreekt" in told
