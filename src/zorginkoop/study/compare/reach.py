"""How far a change reaches: an outcome, contract status, a date, a formula, only words, or only the place of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from zorginkoop.study.compare.bodies import Difference
from zorginkoop.study.compare.nodes import (
    AGREEMENT,
    CHANGE_LOG,
    CONDITION,
    CONFIRMED,
    HEAD,
    ROUTE,
    Found,
    Inventory,
    Key,
)


class Reach(StrEnum):
    """What a change can change, the furthest first."""

    RULE = "regel"
    STATUS = "status"
    DATE = "datum"
    FORMULA = "formule"
    WORDS = "woorden"
    PLACE = "vindplaats"


_WORDS: Final = frozenset(
    {"tekst", "naam", "vraag", "opties", "kanaal", "daarna", "anders", "woorden", "zetter", "bron", "nl", "en",
     "codering", "herziening", "gepubliceerd", "bekend_vanaf", "gedeeltelijk", "te_wijzigen_door"}
)  # fmt: skip
_PLACES: Final = frozenset({"bij", "posten"})
_OF_SECTION: Final = {
    "feit": Reach.RULE, "relatie": Reach.RULE, "lijst": Reach.RULE, "waarde": Reach.RULE, "lezing": Reach.RULE,
    "gevolg": Reach.RULE, "gebeurtenis": Reach.DATE, CONDITION: Reach.RULE, ROUTE: Reach.RULE, AGREEMENT: Reach.RULE,
    "onderdeel": Reach.RULE, "taak": Reach.RULE, "termijn": Reach.DATE, "ingang": Reach.DATE, "wijziging": Reach.DATE,
    "laag": Reach.STATUS, "formule": Reach.FORMULA, "tekst": Reach.WORDS, "contactpunt": Reach.WORDS,
    HEAD: Reach.RULE, CHANGE_LOG: Reach.WORDS, CONFIRMED: Reach.WORDS,
}  # fmt: skip
_DATED: Final = frozenset({"looptijd", "overbrugging"})
_FORMULA_WORDS: Final = frozenset({"zetters", "voorbeelden", "teller", "noemer"})


def reach_of(found: Found, difference: Difference, *sides: Inventory) -> Reach:
    """Say what a difference in a node can change."""
    section, at = found.key.section, difference.at
    if (at and at[0] in _PLACES) or (at[-1:] and at[-1] in _PLACES):
        return Reach.PLACE
    if any(step in _WORDS and not (section == "laag" and step == "anders") for step in at):
        return Reach.WORDS
    if section == "formule" and at and at[0] in _FORMULA_WORDS:
        return Reach.WORDS
    if section == AGREEMENT and at and at[0] in _DATED:
        return Reach.DATE
    return max((reach_of_node(found.key, side) for side in sides), key=_rank, default=Reach.RULE)


def reach_of_node(key: Key, side: Inventory) -> Reach:
    """Say what a node as a whole can change: a deadline or an event that a rule asks about decides an outcome too."""
    reach = _OF_SECTION[key.section]
    if key.section == "termijn" and (key.agreement, "termijn", key.name) in side.asked:
        return Reach.RULE
    if key.section == "gebeurtenis" and any(name == key.name and by != "termijn" for _, by, name in side.asked):
        return Reach.RULE
    return reach


def _rank(reach: Reach) -> int:
    return -list(Reach).index(reach)
