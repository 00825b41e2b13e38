"""Every key of the policy language, table and column stands in GLOSSARY.md, and every row there is still used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from zorginkoop.documents.agreement_form import AgreementContent
from zorginkoop.kernel import language
from zorginkoop.policies.coverage.items import ItemsSource
from zorginkoop.policies.coverage.ledger import LedgerSource
from zorginkoop.policies.example_cases import FOLDER, ExamplesSource
from zorginkoop.study.whatif.question import WhatIfSource
from zorginkoop.tables import ALL_TABLES, Table
from zorginkoop.tables.vecozo import VECOZO_TABLES

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "src" / "zorginkoop" / "policies"
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")

KEYS = "Keys of the policy language"
COLUMNS = "Tables and columns of the register"
EXCHANGED = "Tables and columns of the exchange with VECOZO"
WHAT_IF = "Keys of a what-if file"
AGREED = "Keys of an agreement"

# Under these keys an edition declares names of its own; `zorginkoop policy facts` lists those.
NAMES = {
    "afdrukken", "bronnen", "contactpunten", "formules", "gebeurtenissen", "gewichten", "impliceert", "kenmerken",
    "koppen", "lezingen", "lijsten", "opties", "overeenkomsten", "posten", "stappen", "teksten", "uitkomst", "waarden",
    "zetters", "zinnen",
}  # fmt: skip
NAMES_BY_SUBJECT = {"feiten", "relaties"}
INPUT = "invoer"  # the input of a formula has the keys that its kind and its policy name; docs/language.md shows them
NEVER = -1
NUMBER = re.compile(r"\d[\d-]*|R\d+")  # a year, a number of factors, an option of a reading


def words(heading: str) -> list[str]:
    """Read the first column of the table under a heading."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", GLOSSARY, re.MULTILINE | re.DOTALL)
    assert section, f"GLOSSARY.md has no part '{heading}'"
    return re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE)


def properties(schema: object) -> Iterator[str]:
    """Name the keys that a JSON Schema knows, at any depth."""
    if isinstance(schema, dict):
        found = schema.get("properties")
        if isinstance(found, dict):
            yield from found
        for child in schema.values():
            yield from properties(child)
    elif isinstance(schema, list):
        for child in schema:
            yield from properties(child)


def keys(node: yaml.Node, level: int = 0) -> Iterator[tuple[str, int, bool]]:
    """Give each key of a YAML file with its line, and whether it is a name that is declared there.

    `level` counts down to the names below a key: 1 when the keys of this mapping are names, 2 when those below it are.
    """
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not NUMBER.fullmatch(key.value):
                yield key.value, key.start_mark.line + 1, level == 1
            if key.value == INPUT:
                continue
            below = 1 if key.value in NAMES else 2 if key.value in NAMES_BY_SUBJECT else 0
            yield from keys(value, below if level == 0 else max(level - 1, min(level, 0)))
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                yield value.value, value.start_mark.line + 1, True
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from keys(child, level)


def vocabulary() -> set[str]:
    """Name every key that the language knows."""
    roots: list[Any] = [
        language.EditionSource,
        language.SharedSource,
        language.ValuesSource,
        ExamplesSource,
        LedgerSource,
        ItemsSource,
    ]
    return {name for root in roots for name in properties(TypeAdapter(root).json_schema())}


def used() -> dict[str, str]:
    """Give every key of the policy folders that is no name declared in one of them, with the first place it stands."""
    found: dict[str, str] = {}
    names: set[str] = set()
    for file in sorted(POLICIES.rglob("*.yaml")):
        examples = file.parent.name == FOLDER  # an example uses the names of its policy, and declares none
        tree = yaml.compose(file.read_text(encoding="utf-8"))
        for key, line, declared in keys(tree, level=NEVER if examples else 0) if tree else ():
            if declared:
                names.add(key)
            else:
                found.setdefault(key, f"{file.relative_to(ROOT)}:{line}")
    return {key: place for key, place in found.items() if key not in names}


def columns(tables: tuple[Table, ...] = ALL_TABLES) -> set[str]:
    """Name every table and column, of the register if nothing else is asked."""
    return {table.name for table in tables} | {column.name for table in tables for column in table.columns}


def test_every_key_of_the_language_is_explained() -> None:
    assert sorted(vocabulary() - set(words(KEYS))) == []


def test_every_key_in_the_policy_folders_is_explained() -> None:
    known = set(words(KEYS))
    assert {key: place for key, place in used().items() if key not in known} == {}


def test_every_explained_key_is_used() -> None:
    # A facts file, and so an example, writes a record in the words of the columns of the register.
    assert sorted(set(words(KEYS)) - vocabulary() - set(used()) - columns()) == []


def test_every_table_and_column_is_explained_and_every_explained_one_exists() -> None:
    assert sorted(columns() ^ set(words(COLUMNS))) == []


def test_every_table_and_column_of_an_exchange_is_explained_and_every_explained_one_exists() -> None:
    assert sorted(columns(VECOZO_TABLES) ^ set(words(EXCHANGED))) == []


def test_every_key_of_a_what_if_file_is_explained_and_every_explained_one_exists() -> None:
    assert sorted(set(properties(TypeAdapter(WhatIfSource).json_schema())) ^ set(words(WHAT_IF))) == []


def test_every_key_of_an_agreement_is_explained_and_every_explained_one_exists() -> None:
    assert sorted(set(properties(TypeAdapter(AgreementContent).json_schema())) ^ set(words(AGREED))) == []


@pytest.mark.parametrize("heading", [KEYS, COLUMNS, EXCHANGED, WHAT_IF, AGREED])
def test_a_part_holds_every_word_once_in_alphabetical_order(heading: str) -> None:
    found = words(heading)
    assert found == sorted(set(found))
