"""docs/scenarios.md says what the tests say."""

from __future__ import annotations

from pathlib import Path

from support.scenarios import scenario_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scenarios.md"


def test_the_page_in_the_tree_is_the_page_from_the_tests() -> None:
    assert PAGE.read_text(encoding="utf-8") == scenario_page(), "run make pages"
