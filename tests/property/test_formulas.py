"""Laws of formulas that hold for every budget, index, share and count."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from support.worked_examples import installation
from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.formula import Worked
from zorginkoop.kernel.formula_compile import compile_formula
from zorginkoop.kernel.formula_words import results_of, state_of, written
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.marked import Document
from zorginkoop.policies.loading import edition_folder, load_edition

CENTS = st.integers(0, 10**12)
RATES = st.integers(-9999, 9999)  # hundredths of a percent
SHARES = st.integers(0, 10000)
COUNTS = st.integers(0, 500)
RATES_OF_A_YEAR = st.tuples(RATES, RATES)


@cache
def edition(name: str) -> LoadedEdition:
    return load_edition(edition_folder(name), installation())


def percent(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d} %"


def euro(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def parts(rates: tuple[int, int]) -> dict[str, str]:
    return {"personeel": percent(rates[0]), "materieel": percent(rates[1])}


def night(
    cents: int, now: tuple[int, int], before: tuple[int, int], final: tuple[int, int] | None, paid: int
) -> Worked:
    given = {
        "jaar": "2027",
        "begroting": {"bedrag": euro(cents), "prijspeil": "2026", "geindexeerd_met": "voorlopig", "goedgekeurd": "ja"},
        "voorlopig": {"2027": parts(now), "2026": parts(before)},
        "definitief": {"2026": parts(final) if final is not None else "onbekend"},
        "verdeling": {"zvw": percent(paid), "overig": percent(10000 - paid)},
    }
    formula = compile_formula(edition("categorale_instellingen/2027-1"), "nachtzorg_indexering", installation())
    return work_out(formula, Document("", given))


def weighted(rates: tuple[int, int]) -> Fraction:
    return (Fraction(9, 10) * rates[0] + Fraction(1, 10) * rates[1]) / 10000


def half_up(cents: Fraction) -> int:
    whole, rest = divmod(cents, 1)
    return int(whole) + (rest >= Fraction(1, 2))


def of_money(text: str) -> int:
    return int(text.replace(".", "").replace("-", "")) * (-1 if text.startswith("-") else 1)


@given(CENTS, RATES_OF_A_YEAR, RATES_OF_A_YEAR, RATES_OF_A_YEAR, SHARES)
def test_an_indexed_budget_is_exact_and_rounded_once(
    cents: int, now: tuple[int, int], before: tuple[int, int], final: tuple[int, int], paid: int
) -> None:
    index = weighted(now) + weighted(final) - weighted(before)
    came = results_of(night(cents, now, before, final, paid))
    assert of_money(came["begroting"]) == half_up(cents * (1 + index))
    assert of_money(came["vergoeding"]) == half_up(cents * (1 + index) * Fraction(paid, 10000))


@given(CENTS, RATES_OF_A_YEAR, RATES_OF_A_YEAR, RATES_OF_A_YEAR, SHARES)
def test_without_a_final_index_nothing_is_reported_and_one_input_is_waited_for(
    cents: int, now: tuple[int, int], before: tuple[int, int], final: tuple[int, int], paid: int
) -> None:
    waiting = night(cents, now, before, None, paid)
    assert state_of(waiting) == "wacht"
    assert results_of(waiting) == {}
    assert [one.path for one in waiting.waiting] == ["definitief.2026"]
    known = {step.id: written(step.value) for step in night(cents, now, before, final, paid).steps}
    assert {step.id: written(step.value) for step in waiting.steps}.items() <= known.items()


@given(CENTS, RATES_OF_A_YEAR, RATES_OF_A_YEAR, SHARES)
def test_where_final_is_provisional_there_is_no_correction(
    cents: int, now: tuple[int, int], before: tuple[int, int], paid: int
) -> None:
    worked = night(cents, now, before, before, paid)
    assert {step.id: step.value.value for step in worked.steps}["correctie"] == 0
    assert worked.result("index").value == weighted(now)


@given(CENTS, RATES_OF_A_YEAR, RATES_OF_A_YEAR, st.tuples(RATES, RATES), st.integers(1, 99), SHARES)
def test_a_higher_final_index_never_lowers_the_budget(  # noqa: PLR0913, PLR0917 - one law over all inputs
    cents: int, now: tuple[int, int], before: tuple[int, int], final: tuple[int, int], more: int, paid: int
) -> None:
    higher = (min(final[0] + more, 9999), final[1])
    lower = night(cents, now, before, final, paid).result("begroting").value
    assert night(cents, now, before, higher, paid).result("begroting").value >= lower


@given(CENTS, st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_pro_rata_share_is_exact(cents: int, part: int, whole: int) -> None:
    part = min(part, whole)
    formula = compile_formula(edition("ziekenvervoer/2025-2"), "bijdrage_transformatieplan", installation())
    basis = {"naam": "verzekerden", "vastgelegd_door": "de inkoper", "vastgelegd_op": "2025-03-03"}
    given_ = {
        "bedrag": euro(cents),
        "toegekend_op": "2025-02-02",
        "grondslag": basis,
        "deel": f"{part}",
        "geheel": f"{whole}",
    }
    came = results_of(work_out(formula, Document("", given_)))
    assert of_money(came["bijdrage"]) == half_up(cents * Fraction(part, whole))


@given(COUNTS, COUNTS)
def test_the_count_that_is_needed_is_the_smallest_that_meets_the_limit(part: int, whole: int) -> None:
    part = min(part, whole)
    formula = compile_formula(edition("paramedische_zorg/2026-2"), "verbijzonderd_aandeel", installation())
    came = results_of(work_out(formula, Document("", {"teller": f"{part}", "noemer": f"{whole}", "eenheid": "mensen"})))
    needed = int(came["nodig"])
    assert 100 * needed >= 30 * whole > 100 * (needed - 1)
    assert came["voldoet"] == ("ja" if whole and 100 * part >= 30 * whole else "nee")
