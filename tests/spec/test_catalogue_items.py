"""Every catalogue item of the three corners is carried by its edition, or excused here with one line of reason."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from pydantic import BaseModel

from support.worked_examples import installation
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.kernel.language import ConditionSource, EventSource, FactSource, LadderSource, Node, ValueSource
from zorginkoop.policies.catalogue import catalogue
from zorginkoop.policies.loading import edition_folder, load_edition

PHYSIOTHERAPY = "paramedische_zorg/2026-2"
MATERNITY = "geboortezorg/2024-1"
INSTITUTIONS = "categorale_instellingen/2027-1"

RANGES = {
    PHYSIOTHERAPY: ("PM", "1-8 33-53 65-73 80-115"),
    MATERNITY: ("GZ", "1-132"),
    INSTITUTIONS: ("CI", "4 5 26 47-98"),
}
EXCUSED = {
    "PM-04": "names the themes whose text was revised or moved; no condition, date, task or amount changed with it",
    "PM-33": "announces the one theme that PM-35 and further fill in; nothing of its own",
    "PM-34": "what is expected of exercise and speech therapists; belongs to their agreements",
    "PM-81": "a contract with a support organisation; belongs to another agreement",
    "PM-82": "the tacit renewal of that support contract; belongs to another agreement",
    "PM-85": "running agreements of the other professions; belongs to their agreements",
    "PM-93": "AGB codes of lifestyle intervention and foot care; belongs to their agreements",
    "PM-98": "running agreements of institutions; belongs to another agreement",
    "PM-99": "hospitals; their own policy governs",
    "PM-100": "taking over an agreement for lifestyle intervention; belongs to another agreement",
    "PM-109": "when foot care is offered; belongs to another agreement",
}


def items_of(edition: str) -> tuple[str, ...]:
    """Name the catalogue items of a corner."""
    prefix, ranges = RANGES[edition]
    spans = [span.partition("-") for span in ranges.split()]
    return tuple(
        f"{prefix}-{number:02}" for first, _, last in spans for number in range(int(first), int(last or first) + 1)
    )


def nodes(part: object) -> Iterator[Node | LadderSource]:
    """Give every node in a source model, with what lies inside it."""
    if isinstance(part, BaseModel):
        if isinstance(part, Node | LadderSource):
            yield part
        for name in type(part).model_fields:
            yield from nodes(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from nodes(value)
    elif isinstance(part, tuple | list):
        for value in part:
            yield from nodes(value)


@cache
def carried(name: str) -> frozenset[str]:
    """Name the items in `posten` of the nodes of an edition that do something, or that have a text to show.

    A condition with a name does so when it is compiled, a fact when some agreement asks for it; planning, tasks,
    values, contacts, changes and texts are used or shown as they stand (the edition's check tells what lies unused).
    """
    edition = load_edition(edition_folder(name), installation())
    agreements = [
        compile_agreement(edition, agreement, installation()).agreement for agreement in edition.source.overeenkomsten
    ]
    criteria = {criterion.id for agreement in agreements for criterion in agreement.criteria}
    asked = str(catalogue(edition))
    named = {id(fact): key for facts in edition.source.feiten.values() for key, fact in facts.items()}
    named |= {id(fact): key for facts in edition.vocabulary.feiten.values() for key, fact in facts.items()}
    found: set[str] = set()
    for node in (*nodes(edition.source), *nodes(edition.vocabulary)):
        if isinstance(node, ConditionSource) and node.id and node.id not in criteria:
            continue
        if isinstance(node, FactSource) and f"'{named[id(node)]}'" not in asked:
            continue
        if isinstance(node, EventSource | ValueSource) and node.tekst is None:
            continue
        found |= set(node.posten)
    return frozenset(found)


EVERY_ITEM = [(edition, item) for edition in RANGES for item in items_of(edition)]


@pytest.mark.parametrize(("edition", "item"), [pair for pair in EVERY_ITEM if pair[1] not in EXCUSED])
def test_item_is_carried(edition: str, item: str) -> None:
    assert item in carried(edition)


@pytest.mark.parametrize(("edition", "item"), [pair for pair in EVERY_ITEM if pair[1] in EXCUSED])
def test_an_excuse_is_still_needed(edition: str, item: str) -> None:
    assert item not in carried(edition)


def test_every_excuse_is_about_an_item_of_a_corner_and_gives_a_reason() -> None:
    assert set(EXCUSED) <= {item for _, item in EVERY_ITEM}
    assert all(reason.strip() for reason in EXCUSED.values())
