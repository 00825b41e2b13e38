"""The page on the rehearsal says what the shares say."""

from __future__ import annotations

from pathlib import Path

import pytest

from zorginkoop.rehearsal.documentation import Section, rehearsal_page, sections

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rehearsal.md"


def test_the_page_in_the_tree_is_the_page_from_the_shares() -> None:
    assert PAGE.read_text(encoding="utf-8") == rehearsal_page()


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.title)
def test_shares_are_shares(section: Section) -> None:
    assert section.source
    assert all(0 < share <= 1 for share in section.shares.values())
    assert section.apart or 0.9 < sum(section.shares.values()) < 1.0001  # the rest is spread over all
