"""Every contract year that an agreement runs in is asked about, and a finding says for what it holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.crooked import copied, mend, proved
from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.states import NOT_MET
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.study.prove.finding import Finding
from zorginkoop.study.prove.questions import Questions, is_state

YEARS = (("peiljaar: {2026: 2024}", "peiljaar: {2026: 2024, 2027: 2025}"),)
ALWAYS = "minstens_een: [genoeg_scholing, {feit: scholing, minder_dan: 30}]"


def of_index(first: str, other: str) -> str:
    """Write a condition on the index of two years, which covers everything where both are one and the same year."""
    return (
        f"minstens_een: [{{feit: index, peiljaar: {first}, ten_hoogste: 150}}, "
        f"{{feit: index, peiljaar: {other}, meer_dan: 150}}]"
    )


def constant(folder: Path) -> list[Finding]:
    """Give what is found of the condition that holds for everybody."""
    return [one for one in proved(folder).findings if (one.check, one.nodes) == (Check.CONSTANT, ("altijd_waar",))]


def test_what_is_wrong_in_a_later_contract_year_only_is_found_and_says_which(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (*YEARS, (ALWAYS, of_index("{2026: 2024, 2027: 2025}", "{2026: 2023, 2027: 2025}"))))
    (found,) = constant(folder)
    assert found.told.what.nl.startswith("in contractjaar 2027: ")
    assert found.told.what.en.startswith("in contract year 2027: ")


def test_what_is_wrong_in_the_first_contract_year_only_says_so_too(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (*YEARS, (ALWAYS, of_index("{2026: 2024, 2027: 2025}", "{2026: 2024, 2027: 2024}"))))
    (found,) = constant(folder)
    assert found.told.what.nl.startswith("in contractjaar 2026: ")


def test_what_is_wrong_in_every_contract_year_is_told_once_and_names_none(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, YEARS)
    (found,) = constant(folder)
    assert "contractjaar" not in found.told.what.nl


def test_the_days_and_contract_years_are_told_also_those_of_which_nothing_was_asked(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    scope = proved(folder).scopes["hoofd"]
    assert (scope.first, scope.last) == (date(2025, 3, 1), date(2027, 12, 31))
    assert (scope.years, scope.unasked) == ((2026,), (2027,))
    mend(folder, YEARS)
    scope = proved(folder).scopes["hoofd"]
    assert (scope.years, scope.unasked) == ((2026, 2027), ())
    assert proved(folder).scopes["vervolg"].years == (2026, 2028)


def test_an_example_of_one_contract_year_shows_the_same_in_the_next(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, YEARS)
    edition = load_edition(EditionFolder("scheefzorg/2026-1", folder), Installation())
    trees = {year: compile_agreement(edition, "hoofd", Installation(), year).agreement for year in (2026, 2027)}
    first, following = (
        Questions(tree, date(2025, 3, 1), date(2027, 12, 31), ContractKey("", "", "", year))
        for year, tree in trees.items()
    )
    first.ask(lambda view: is_state(view, "index_niet_te_hoog", NOT_MET))
    following.look_again(first.shown, 1)
    (moved,) = following.shown
    states = {one.criterion.id: one.state for one in moved.outcomes[0].conditions}
    assert states["index_niet_te_hoog"] == NOT_MET
    assert moved.outcomes[0].key.year == 2027
