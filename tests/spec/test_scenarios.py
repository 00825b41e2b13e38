"""Every acceptance scenario of the catalogues that touches a corner is shown by a worked example of that corner."""

from __future__ import annotations

import pytest

from support.worked_examples import EDITIONS, examples_of

PHYSIOTHERAPY = """
    GPF-30 GPF-33 GPF-36 GPF-37 GPF-40 GPF-42 GPF-43 GPF-46 GPF-48 GPF-51 GPF-53 GPF-54 GPF-63 GPF-79 GPF-80 GPF-81
    GPF-82 GPF-84 GPF-85
"""
MATERNITY = """
    GPF-01 GPF-02 GPF-04 GPF-07 GPF-08 GPF-10 GPF-26 GPF-28 GPF-79 GPF-80 GPF-84 GPF-85
"""
ROUTES = """
    ZC-18 ZC-20 ZC-21 ZC-23 ZC-25 ZC-33 ZC-40
"""
TRANSPORT = """
    ZC-01 ZC-03 ZC-05 ZC-06 ZC-09 ZC-10 ZC-11 ZC-13 ZC-14 ZC-16
"""
PHARMACY = """
    GPF-67 GPF-71 GPF-72 GPF-73 GPF-75 GPF-77 GPF-79 GPF-80 GPF-81 GPF-82 GPF-84 GPF-85
"""
CORNERS = {
    "paramedische_zorg/2026-2": PHYSIOTHERAPY.split(),
    "geboortezorg/2024-1": MATERNITY.split(),
    "categorale_instellingen/2027-1": ROUTES.split(),
    "farmaceutische_zorg/2026-1": PHARMACY.split(),
    "ziekenvervoer/2025-2": TRANSPORT.split(),
}


def shown(name: str) -> set[str]:
    """Name the scenarios that the examples of an edition show."""
    editions = [edition for edition in EDITIONS if edition.name == name]
    return {example.case.scenario for edition in editions for example in examples_of(edition) if example.case.scenario}


@pytest.mark.parametrize(
    ("edition", "scenario"), [(name, scenario) for name, ids in CORNERS.items() for scenario in ids]
)
def test_scenario_is_shown(edition: str, scenario: str) -> None:
    assert scenario in shown(edition)


@pytest.mark.parametrize("edition", CORNERS)
def test_no_example_names_a_scenario_of_another_corner(edition: str) -> None:
    assert sorted(shown(edition) - set(CORNERS[edition])) == []
