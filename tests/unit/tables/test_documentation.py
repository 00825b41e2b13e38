"""The page on the register says what the tables say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zorginkoop.tables import ALL_TABLES, Table
from zorginkoop.tables.documentation import register_page, vecozo_page
from zorginkoop.tables.vecozo import VECOZO_TABLES

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize(("name", "page"), [("register.md", register_page), ("vecozo.md", vecozo_page)])
def test_the_page_in_the_tree_is_the_page_from_the_tables(name: str, page: Callable[[], str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(("tables", "page"), [(ALL_TABLES, register_page()), (VECOZO_TABLES, vecozo_page())])
def test_the_page_names_every_table_and_column(tables: tuple[Table, ...], page: str) -> None:
    for table in tables:
        section = page.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        rows = [line.removeprefix("| ").split(" | ")[0] for line in section.splitlines() if line.startswith("| ")]
        assert rows[2:] == list(table.column_names)
