"""docs/catalogue.md shows where each of the 566 items lives, and is never stale."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from zorginkoop.policies.coverage.homes import Home, is_at_home
from zorginkoop.policies.coverage.items import ItemKind, items_of, read_items

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_editions_make_of_it() -> None:
    ran = subprocess.run(
        [sys.executable, "tools/catalogue_page.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}"


def test_the_page_has_a_row_for_each_of_the_566_items() -> None:
    page = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| ([A-Z]{2}-\d{2,3}) \|", page, re.MULTILINE)

    known = read_items()
    assert len(rows) == len(set(rows)) == len(known.posten) == 566
    counts = {source: len(items_of(source, known).items) for source in known.bronnen}
    assert counts == {
        "ziekenvervoer-2025": 87,
        "categorale-instellingen-2027": 140,
        "geboortezorg-2024": 132,
        "paramedische-zorg-2026": 115,
        "farmaceutische-zorg-2026": 92,
    }


def test_an_item_does_not_live_where_it_is_only_named() -> None:
    assert is_at_home(ItemKind.CONDITION, [Home.FACT, Home.RULE])
    assert not is_at_home(ItemKind.CONDITION, [Home.FACT, Home.EDITION, Home.CHANGE])
    assert is_at_home(ItemKind.VERSIONING, [Home.CHANGE])
    assert not is_at_home(ItemKind.RIGHT, [Home.EDITION])
    assert not is_at_home(ItemKind.RIGHT, [])
