"""Two other engines come to the same as ours, and a model with one thing changed does not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.boundary import Edge
from oracles.cases import Case, cases_of
from oracles.check import Comparison, Found
from oracles.mutants import Mutant, mutants
from oracles.records import Drawer, Edges, vocabularies
from oracles.run import edge_records

from support.random_trees import agreements, facts_used, subjects
from zorginkoop.kernel.facts import Subject
from zorginkoop.policies.loading import edition_folder

EDITIONS = (
    "categorale_instellingen/2027-1",
    "farmaceutische_zorg/2026-1",
    "geboortezorg/2024-1",
    "paramedische_zorg/2026-2",
    "ziekenvervoer/2025-2",
)
SMALL = "ziekenvervoer/2025-2/machtiging"  # limits in hours and days, codes, guards and routes that wait
ROWS = "categorale_instellingen/2027-1/voorstel"  # a ratio, sets against sets, rows
# a model is built for every example
fewer = settings(max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 4, 5))


@cache
def cases_in(edition: str) -> tuple[Case, ...]:
    return tuple(cases_of(edition_folder(edition)))


def case_named(name: str) -> Case:
    edition, _, agreement = name.rpartition("/")
    return next(case for case in cases_in(edition) if case.agreement.agreement == agreement)


def some_records(case: Case, size: int) -> list[Subject]:
    codes = vocabularies(case.agreement, case.known)
    drawer = Drawer(Edges(case.agreement, case.dates[0], codes), "suite", case.known)
    return [drawer.any() for _ in range(size)]


def compared(case: Case, records: Iterable[Subject], mutant: Mutant | None = None) -> Found:
    comparison = Comparison(
        case.agreement, vocabularies(case.agreement, case.known), mutant.agreement if mutant else None
    )
    found = Found()
    comparison.compare(records, found)
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_agreement_can_be_said_and_gives_the_same_outcomes(edition: str) -> None:
    assert cases_in(edition)
    for case in cases_in(edition):
        found = compared(case, some_records(case, 25))
        assert (case.name, found.records, found.differences) == (case.name, 25, [])
        assert {"route", "resultaat", *(f"{one.id} kan" for one in case.agreement.criteria)} <= set(found.seen)


@fewer
@given(data=st.data())
def test_any_agreement_over_any_facts_gives_the_same_outcomes(data: st.DataObject) -> None:
    judged = data.draw(agreements())
    together = data.draw(st.lists(subjects(facts_used(judged)), min_size=1, max_size=4))
    found = Found()
    Comparison(judged, vocabularies(judged, together)).compare(together, found)
    assert found.differences == []


def test_every_edge_of_an_agreement_gives_the_same_outcomes() -> None:
    case = case_named(SMALL)
    comparison, found = Comparison(case.agreement, vocabularies(case.agreement, case.known)), Found()
    for records in edge_records(case):
        comparison.compare(records, found)
    assert found.differences == []
    assert found.one_answer == []


@pytest.mark.parametrize("name", [SMALL, ROWS])
def test_a_model_with_one_thing_changed_is_noticed(name: str) -> None:
    case = case_named(name)
    edge = Edge(Edges(case.agreement, case.dates[0], vocabularies(case.agreement, case.known)), case.known, "suite")
    records = list(islice(edge.records(), 0, None, 6))
    every = list(mutants(case.agreement))
    found = {mutant.what: set(compared(case, records, mutant).by_engine) for mutant in every[:: len(every) // 6]}
    assert found == {what: {"openfisca", "zen"} for what in found}
