"""The words around an outcome on a terminal, in Dutch and English."""

from __future__ import annotations

from typing import Final

from zorginkoop.kernel import reasons
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN

__all__ = ["ROLES", "STATES", "Language", "say"]

STATES: Final[dict[Language, dict[int, str]]] = {
    "nl": {MET: "voldaan", NOT_MET: "niet voldaan", UNKNOWN: "onbekend", NOT_APPLICABLE: "niet van toepassing"},
    "en": {MET: "met", NOT_MET: "not met", UNKNOWN: "unknown", NOT_APPLICABLE: "not applicable"},
}
ROLES: Final[dict[Language, dict[str, str]]] = {
    "nl": {
        reasons.ROUTE: "Selectie en route",
        reasons.GATE: "Randvoorwaarden",
        reasons.FACTOR: "Differentiatiefactoren",
        reasons.EFFORT: "Inspanningen (worden vastgelegd, blokkeren niet)",
        reasons.PART: "Voorwaarden van onderdelen",
        reasons.OTHER: "Overige voorwaarden",
    },
    "en": {
        reasons.ROUTE: "Selection and route",
        reasons.GATE: "Base conditions",
        reasons.FACTOR: "Differentiation factors",
        reasons.EFFORT: "Efforts (recorded, never blocking)",
        reasons.PART: "Conditions of parts",
        reasons.OTHER: "Other conditions",
    },
}
_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "change": ("wat dit zou veranderen:", "what would change this:"),
    "coding": ("codering {number}", "coding {number}"),
    "from": ("herkomst {origin}", "from {origin}"),
    "known": ("wat bekend was op {moment}", "as known at {moment}"),
    "known_later": (
        "let op: wat later bekend werd telt niet mee (aantal gegevens: {number}); --known MOMENT zegt tot wanneer wel",
        "note: what became known later does not count (items: {number}); --known MOMENT says until when it does",
    ),
    "nearest": ("Dichtstbijzijnde weg naar {goal}", "Nearest way to {goal}"),
    "nothing_to_reach": (
        "Er is geen beter aanbod te bereiken dan dit, of deze uitkomst wijst niets af.",
        "There is no better offer to reach than this, or this outcome turns nothing down.",
    ),
    "missing": (
        "Wat ontbreekt en de uitkomst nog kan veranderen",
        "What is missing and could still change the outcome",
    ),
    "not_so": ("niet het geval", "not the case"),
    "on": ("peildatum {day}", "reference date {day}"),
    "open_route": ("eerst te beslissen", "to be decided first"),
    "parts": ("Onderdelen", "Parts"),
    "route": ("route", "route"),
    "snapshot": ("vastlegging", "snapshot"),
    "tasks": ("Voor een mens om te besluiten", "For a person to decide"),
}


def say(phrase: str, language: Language, **parts: object) -> str:
    """Give a phrase in a language, with its parts filled in."""
    return _PHRASES[phrase][0 if language == "nl" else 1].format(**parts)
