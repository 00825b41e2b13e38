"""Each of the 566 catalogue items is at work in its edition, and every sentence of the sources is accounted for."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from support.worked_examples import installation
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.policies.catalogue import catalogue
from zorginkoop.policies.coverage.check import Coverage, Subject, check
from zorginkoop.policies.coverage.homes import Lives, homes, is_at_home
from zorginkoop.policies.coverage.items import Items, items_of, read_items
from zorginkoop.policies.coverage.ledger import Ledger, read_ledger
from zorginkoop.policies.coverage.nodes import NodeAt, nodes_of
from zorginkoop.policies.coverage.source_file import find_source, read_lines
from zorginkoop.policies.loading import edition_folder, find_editions, load_edition, texts_of

EDITIONS = {
    "ziekenvervoer-2025": "ziekenvervoer/2025-2",
    "categorale-instellingen-2027": "categorale_instellingen/2027-1",
    "geboortezorg-2024": "geboortezorg/2024-1",
    "paramedische-zorg-2026": "paramedische_zorg/2026-2",
    "farmaceutische-zorg-2026": "farmaceutische_zorg/2026-1",
}
KNOWN = read_items()
EVERY_ITEM = [(source, item) for source in EDITIONS for item in items_of(source, KNOWN).items]
CONDITIONS = {"voorwaarden", "randvoorwaarden", "differentiatiefactoren"}
SOURCES = os.environ.get("ZORGINKOOP_SOURCES")


@cache
def items(source: str) -> Items:
    """Give the items of a source."""
    return items_of(source, KNOWN)


@cache
def account(source: str) -> Ledger:
    """Read the coverage file of the edition of a source."""
    ledger = read_ledger(edition_folder(EDITIONS[source]).folder)
    assert ledger is not None, f"{EDITIONS[source]} has no coverage file"
    return ledger


@cache
def nodes(source: str) -> dict[str, NodeAt]:
    """Give the nodes of the edition of a source."""
    return nodes_of(texts_of(edition_folder(EDITIONS[source])))


@cache
def at_work(source: str) -> dict[str, list[Lives]]:
    """Tell where each item of a source lives, leaving out what is declared and never used.

    A condition with a name is at work when it is compiled, a fact when some agreement asks for it; planning, tasks,
    values, texts and the rest are used or shown as they stand (the edition's check tells what lies unused).
    """
    edition = load_edition(edition_folder(EDITIONS[source]), installation())
    compiled = {
        name: {criterion.id for criterion in compile_agreement(edition, name, installation()).agreement.criteria}
        for name in edition.source.overeenkomsten
    }
    everywhere = set[str]().union(*compiled.values())
    asked = str(catalogue(edition))

    def works(node: NodeAt) -> bool:
        name = str(node.plain.get("id") or node.path[-1])
        if node.path[0] == "feiten":
            return f"'{name}'" in asked
        if "id" in node.plain and str(node.path[-2]) in CONDITIONS:
            return name in (compiled[node.agreement] if node.agreement else everywhere)
        return True

    found: dict[str, list[Lives]] = {item: [] for item in items(source).items}
    working = [node for node in nodes(source).values() if works(node)]
    for item, place in homes(EDITIONS[source], working, account(source).source, items(source).items):
        found[item].append(place)
    return found


def checked(source: str, folder: Path | None = None) -> Coverage:
    """Check the account of a source, with the source itself where its folder is given."""
    subject = Subject(EDITIONS[source], nodes(source), account(source), items(source), frozenset(KNOWN.posten))
    file = find_source(source, folder) if folder else None
    return check(subject, (file, read_lines(file)) if file else None)


def test_there_are_566_items_of_five_sources_with_an_edition_each() -> None:
    assert len(EVERY_ITEM) == len(KNOWN.posten) == 566
    assert set(EDITIONS) == set(KNOWN.bronnen)


@pytest.mark.parametrize(("source", "item"), EVERY_ITEM)
def test_item_lives(source: str, item: str) -> None:
    lives = at_work(source)[item]

    assert is_at_home(KNOWN.posten[item].soort, (place.home for place in lives)), lives


@pytest.mark.parametrize("source", EDITIONS)
def test_every_sentence_of_a_source_is_accounted_for(source: str) -> None:
    found = checked(source)

    assert [str(problem) for problem in found.problems] == []
    assert [sentence.anchor for sentence in found.open] == []


@pytest.mark.skipif(SOURCES is None, reason="the publishers' texts are not here (ZORGINKOOP_SOURCES)")
@pytest.mark.parametrize("source", EDITIONS)
def test_the_account_is_of_the_source_as_it_is(source: str) -> None:
    found = checked(source, Path(str(SOURCES)))

    assert found.compared is not None
    assert [str(problem) for problem in found.compared.problems] == []


def test_every_edition_is_accounted_for_or_exempt_by_name() -> None:
    exempt = {name for source in KNOWN.bronnen.values() for name in source.vrijgesteld}

    assert {edition.name for edition in find_editions()} == set(EDITIONS.values()) | exempt
    assert all(texts_of(edition_folder(name)).own.place(("uitgave", "gedeeltelijk")).line for name in exempt)
