"""Every acceptance scenario of the catalogues that touches a corner is shown by a worked example of that corner."""

from __future__ import annotations

import pytest

from support.worked_examples import EDITIONS, examples_of

PHYSIOTHERAPY = """
    GPF-30 GPF-33 GPF-36 GPF-37 GPF-40 GPF-42 GPF-43 GPF-46 GPF-48 GPF-51 GPF-53 GPF-54 GPF-58 GPF-62 GPF-63 GPF-79
    GPF-80 GPF-81 GPF-82 GPF-84 GPF-85
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


# What the catalogues' scenarios are about, for every scenario that names an item of one of the three corners.
NAMED = {
    "GPF-01": "GZ-73 GZ-74 GZ-75 GZ-76 GZ-77", "GPF-02": "GZ-73 GZ-76 GZ-77", "GPF-04": "GZ-66 GZ-73",
    "GPF-07": "GZ-74", "GPF-08": "GZ-107 GZ-128", "GPF-10": "GZ-130", "GPF-11": "GZ-99 GZ-100", "GPF-26": "GZ-121",
    "GPF-28": "GZ-96 GZ-97", "GPF-30": "PM-66", "GPF-33": "PM-71 PM-72 PM-73", "GPF-36": "PM-73", "GPF-37": "PM-67",
    "GPF-40": "PM-67 PM-68", "GPF-42": "PM-68", "GPF-43": "PM-48", "GPF-46": "PM-36 PM-91", "GPF-48": "PM-37",
    "GPF-51": "PM-89", "GPF-53": "PM-90", "GPF-54": "PM-92", "GPF-58": "PM-53", "GPF-60": "PM-82",
    "GPF-62": "PM-85 PM-87", "GPF-63": "PM-50", "GPF-65": "PM-100", "GPF-66": "PM-99", "GPF-79": "GZ-131 PM-114",
    "GPF-80": "GZ-110", "GPF-81": "PM-103", "GPF-82": "PM-103", "GPF-84": "GZ-125", "GPF-85": "GZ-119",
    "ZC-18": "CI-66 CI-67", "ZC-20": "CI-69 CI-85", "ZC-21": "CI-80", "ZC-23": "CI-75 CI-77 CI-91 CI-92",
    "ZC-25": "CI-73 CI-74 CI-96", "ZC-33": "CI-57 CI-58", "ZC-40": "CI-05 CI-68",
}  # fmt: skip
BY_PREFIX = {
    "PM": "paramedische_zorg/2026-2",
    "GZ": "geboortezorg/2024-1",
    "CI": "categorale_instellingen/2027-1",
}
EXEMPT = {
    "GPF-11": "the second year of midwifery; that agreement is not encoded",
    "GPF-60": "the renewal of a contract with a support organisation; that agreement is not encoded",
    "GPF-65": "taking over an agreement for lifestyle intervention; that agreement is not encoded",
    "GPF-66": "paramedical care of hospitals; the hospital policy is not encoded",
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


@pytest.mark.parametrize(
    ("scenario", "edition"),
    sorted({(scenario, BY_PREFIX[item[:2]]) for scenario, items in NAMED.items() for item in items.split()}),
)
def test_every_scenario_of_the_catalogue_is_shown_or_exempt(scenario: str, edition: str) -> None:
    assert (scenario in CORNERS[edition]) != (scenario in EXEMPT)


def test_every_exemption_is_about_a_scenario_and_gives_a_reason() -> None:
    assert set(EXEMPT) <= set(NAMED)
    assert all(reason.strip() for reason in EXEMPT.values())
