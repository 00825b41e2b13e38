"""Every acceptance scenario of the catalogues is held by a test that carries its id; docs/scenarios.md says which."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from support.scenarios import SCENARIOS, WAITING, held_by


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario_is_held_by_a_test(scenario: str) -> None:
    assert held_by()[scenario]


def test_no_test_names_a_scenario_that_does_not_exist() -> None:
    assert sorted(held_by().keys() - SCENARIOS.keys()) == []


def test_what_waits_is_a_scenario_and_says_for_what() -> None:
    assert set(WAITING) <= set(SCENARIOS)
    assert all(": " in reason for reason in WAITING.values())


def test_the_catalogue_has_no_scenario_that_is_missing_here() -> None:
    sources = os.environ.get("ZORGINKOOP_SOURCES", "")
    files = sorted((Path(sources).parent / "requirements").glob("*.md")) if sources else []
    numbered = re.compile(r"^\*\*((?:GPF|ZC)-\d\d)", re.MULTILINE)
    told = {scenario for file in files for scenario in numbered.findall(file.read_text(encoding="utf-8"))}
    assert told <= set(SCENARIOS)
