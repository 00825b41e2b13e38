"""Two nodes that carry one sentence and cannot both be meant.

Only what can be decided without facts is told: two requirements of one agreement that ask something plain (one fact,
one comparison with a literal, always, in the same reference year), and two deadlines of one agreement that bind the
same party on the same routes. Such a pair is told when nobody can satisfy both, or when both give a limit for the same
fact in the same direction and the limits differ: one sentence gives one limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from zorginkoop.kernel.errors import Problem
from zorginkoop.policies.coverage.ledger import Ledger
from zorginkoop.policies.coverage.nodes import NodeAt

_LEAST = frozenset({"ten_minste", "meer_dan", "vanaf"})
_MOST = frozenset({"ten_hoogste", "minder_dan", "uiterlijk", "voor"})
_STRICT = frozenset({"meer_dan", "minder_dan", "voor"})
_EXACT = frozenset({"is", "een_van"})
_COMPARED = _LEAST | _MOST | _EXACT
_PLAIN = frozenset({"id", "bij", "posten", "tekst", "feit", "kracht", "onbekend", "peiljaar", *_COMPARED})
_YES, _NO = "ja", "nee"


@dataclass(frozen=True)
class _Asked:
    """What a plain requirement asks of one fact."""

    fact: str
    year: str
    way: str
    values: frozenset[str]

    def number(self) -> Fraction | str:
        """Give the limit as a number where it is one; a date compares as its own text."""
        (text,) = self.values
        try:
            return Fraction(text.removesuffix("%").strip())
        except ValueError:
            return text


def contradictions(ledger: Ledger, nodes: Mapping[str, NodeAt]) -> Iterator[Problem]:
    """Tell the pairs of nodes that carry one sentence in contradiction."""
    told: set[tuple[str, str]] = set()
    for anchor, entry in ledger.source.zinnen.items():
        carriers = [nodes[address] for address in entry.door if address in nodes]
        for one, other in combinations(carriers, 2):
            clash = _clash(one, other) if one.agreement == other.agreement else None
            if clash and (one.address, other.address) not in told:
                told.add((one.address, other.address))
                what = f"{one.address} en {other.address} dragen samen {anchor}, maar {clash}."
                yield Problem(what, other.place(), "Een van de twee past niet bij deze zin.")


def _clash(one: NodeAt, other: NodeAt) -> str | None:
    """Say why two nodes cannot both be meant, if they cannot."""
    mine, theirs = _asked(one.plain), _asked(other.plain)
    if mine is None or theirs is None:
        return _dates_clash(one, other)
    if (mine.fact, mine.year) != (theirs.fact, theirs.year):
        return None
    if mine.way in _EXACT and theirs.way in _EXACT:
        return f"zij vragen van {mine.fact} iets anders" if not mine.values & theirs.values else None
    if mine.way in _EXACT or theirs.way in _EXACT:
        exact, limit = (mine, theirs) if mine.way in _EXACT else (theirs, mine)
        fits = any(_within(_Asked(exact.fact, exact.year, "is", frozenset({value})), limit) for value in exact.values)
        return None if fits else f"niemand kan aan beide voldoen ({mine.fact})"
    if (mine.way in _LEAST) == (theirs.way in _LEAST):
        same = mine.way == theirs.way and mine.number() == theirs.number()
        return None if same else f"zij geven {mine.fact} een andere grens"
    least, most = (mine, theirs) if mine.way in _LEAST else (theirs, mine)
    return None if _room(least, most) else f"niemand kan aan beide voldoen ({mine.fact})"


def _asked(plain: Mapping[str, object]) -> _Asked | None:
    """Read a plain requirement; None for anything that asks more, less or sometimes."""
    inner = plain.get("niet")
    if isinstance(inner, dict) and plain.keys() <= {"id", "bij", "posten", "tekst", "niet", "kracht", "onbekend"}:
        asked = _asked({**inner, "kracht": plain.get("kracht", "eis")})
        turned = {_YES: _NO, _NO: _YES}
        if asked is None or asked.way != "is" or not asked.values <= turned.keys():
            return None
        return _Asked(asked.fact, asked.year, "is", frozenset(turned[value] for value in asked.values))
    ways = [key for key in plain if key in _COMPARED]
    if "feit" not in plain or plain.keys() - _PLAIN or len(ways) > 1 or plain.get("kracht", "eis") != "eis":
        return None
    way = ways[0] if ways else "is"
    values = _literals(plain[way]) if ways else frozenset({_YES})
    return _Asked(str(plain["feit"]), str(plain.get("peiljaar", "")), way, values) if values else None


def _literals(value: object) -> frozenset[str]:
    """Read literals; a list, value or fact by name is none, because an installation may change it."""
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return frozenset(value)
    return frozenset()


def _within(exact: _Asked, limit: _Asked) -> bool:
    value, edge = exact.number(), limit.number()
    if type(value) is not type(edge):
        return True
    inside = value > edge if limit.way in _LEAST else value < edge  # type: ignore[operator]  # both of one type, as just seen
    return inside or (value == edge and limit.way not in _STRICT)


def _room(least: _Asked, most: _Asked) -> bool:
    low, high = least.number(), most.number()
    if type(low) is not type(high):
        return True
    strict = {least.way, most.way} & _STRICT
    return low < high or (low == high and not strict)  # type: ignore[operator]  # both of one type, as just seen


def _dates_clash(one: NodeAt, other: NodeAt) -> str | None:
    """Compare two deadlines that bind the same party to the same thing on the same routes."""
    if any("wanneer" not in node.plain or "als" in node.plain for node in (one, other)):
        return None
    keys = ("bindt", "routes", "gebeurtenis", "en_na")
    if any(one.plain.get(key) != other.plain.get(key) for key in keys) or "gebeurtenis" not in one.plain:
        return None
    mine, theirs = _last_day(one.plain["wanneer"]), _last_day(other.plain["wanneer"])
    return "zij noemen een andere laatste dag" if mine and theirs and mine != theirs else None


def _last_day(rule: object) -> str | None:
    return str(rule["uiterlijk"]) if isinstance(rule, dict) and set(rule) == {"uiterlijk"} else None
