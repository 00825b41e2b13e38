#!/usr/bin/env python3
"""Write the pages of docs/ that are made from the code and the tests; a test compares each of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.scenarios import scenario_page  # noqa: E402 - the path comes first
from zorginkoop.rehearsal.documentation import rehearsal_page  # noqa: E402 - the path comes first
from zorginkoop.tables.documentation import register_page, vecozo_page  # noqa: E402 - the path comes first

PAGES: dict[str, Callable[[], str]] = {
    "register.md": register_page,
    "rehearsal.md": rehearsal_page,
    "scenarios.md": scenario_page,
    "vecozo.md": vecozo_page,
}


def main() -> None:
    """Write every page, and name those that changed."""
    for name, page in PAGES.items():
        file = ROOT / "docs" / name
        text = page()
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
