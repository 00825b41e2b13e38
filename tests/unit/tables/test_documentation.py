"""The page on the register says what the tables say."""

from __future__ import annotations

from pathlib import Path

from zorginkoop.tables import ALL_TABLES
from zorginkoop.tables.documentation import register_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "register.md"


def test_the_page_in_the_tree_is_the_page_from_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == register_page()


def test_the_page_names_every_table_and_column() -> None:
    page = register_page()
    for table in ALL_TABLES:
        section = page.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        rows = [line.removeprefix("| ").split(" | ")[0] for line in section.splitlines() if line.startswith("| ")]
        assert rows[2:] == list(table.column_names)
