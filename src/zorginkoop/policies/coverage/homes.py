"""Where each item of the catalogue lives: in which nodes, and as what; or as the reason of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zorginkoop.policies.coverage.items import ItemKind, ItemSource
from zorginkoop.policies.coverage.ledger import LedgerSource
from zorginkoop.policies.coverage.nodes import NodeAt


class Home(StrEnum):
    """What a thing is that an item lives in."""

    RULE = "rule"
    EFFORT = "effort"
    DEADLINE = "deadline"
    FORMULA = "formula"
    STATUS = "contract status"
    DECISION = "human decision"
    QUESTION = "question"
    DECLARATION = "declaration"
    FACT = "fact"
    VALUE = "value"
    TEXT = "text block"
    AGREEMENT = "agreement"
    CHANGE = "change log"
    EDITION = "edition"
    NARRATIVE = "marked narrative"
    UNTOLD = "marked untranslatable"


_BY_TOP = {
    "gebeurtenissen": Home.FACT, "relaties": Home.FACT, "waarden": Home.VALUE, "contactpunten": Home.VALUE,
    "teksten": Home.TEXT, "formules": Home.FORMULA, "uitgave": Home.EDITION, "wijzigingen": Home.CHANGE,
    "voorwaarden": Home.RULE,
}  # fmt: skip
_BY_LIST = {
    "planning": Home.DEADLINE, "ingang": Home.DEADLINE, "wijziging": Home.DEADLINE, "looptijd": Home.DEADLINE,
    "verlenging": Home.DEADLINE, "taken": Home.DECISION, "lagen": Home.STATUS,
}  # fmt: skip
_BY_ORIGIN = {
    "vragenlijst": Home.QUESTION, "verklaring_bij_ondertekening": Home.DECLARATION, "inkoper_beslist": Home.DECISION,
}  # fmt: skip
_BY_FORCE = {"bevoegdheid": Home.DECISION, "inspanning": Home.EFFORT}
_BY_REASON = {
    "verhalend": Home.NARRATIVE, "inkoper_beslist": Home.DECISION, "onvertaalbaar": Home.UNTOLD,
}  # fmt: skip


# A fact only feeds what lives elsewhere; the head of an edition and its change log only say which text this is.
_NAMED_ONLY = {
    Home.FACT: frozenset[ItemKind](),
    Home.EDITION: frozenset({ItemKind.VERSIONING, ItemKind.PARAMETER, ItemKind.DEFINITION}),
    Home.CHANGE: frozenset({ItemKind.VERSIONING, ItemKind.PARAMETER}),
}


@dataclass(frozen=True, slots=True)
class Lives:
    """One place where an item lives."""

    edition: str
    address: str
    home: Home


def homes(
    edition: str, nodes: Iterable[NodeAt], ledger: LedgerSource | None, items: Mapping[str, ItemSource]
) -> Iterator[tuple[str, Lives]]:
    """Give for each of these items every place where it lives in an edition."""
    for node in nodes:
        for item in node.posten:
            if item in items:
                yield item, Lives(edition, node.address, home_of(node))
    for anchor, entry in ledger.zinnen.items() if ledger else ():
        for item in entry.posten:
            if item in items:
                yield item, Lives(edition, anchor, _BY_REASON[entry.ways[0]])


def is_at_home(kind: ItemKind, found: Iterable[Home]) -> bool:
    """Tell whether an item of this kind lives in one of these homes, and is not merely named there."""
    return any(home not in _NAMED_ONLY or kind in _NAMED_ONLY[home] for home in found)


def says(kind: ItemKind, home: Home) -> bool:
    """Tell whether something in this home can carry a sentence about such an item; a line of the change log can."""
    return home is Home.CHANGE or is_at_home(kind, [home])


def home_of(node: NodeAt) -> Home:
    """Tell what a node is."""
    top = str(node.path[0])
    if top == "feiten":
        return _BY_ORIGIN.get(str(node.plain.get("herkomst")), Home.FACT)
    if top != "overeenkomsten":
        return _BY_TOP.get(top, Home.RULE)
    agreement_itself = 2
    if len(node.path) == agreement_itself:
        return Home.AGREEMENT
    return _BY_LIST.get(str(node.path[2]), _BY_FORCE.get(str(node.plain.get("kracht")), Home.RULE))
