"""What differs between two bodies of one node: each difference at its key, and none for what only stands elsewhere.

Lists count as sets, except where the first that is known counts. A comparison and its operand differ as one thing, and
so do the two languages of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zorginkoop.kernel.language import COMPARISONS, HEADS

Steps = tuple[str, ...]

_ORDERED = frozenset(
    {"na", "eerste_van_volgende_maand_na", "besluit"}
)  # of several events the first that is known counts
_REFERS = frozenset({"bij", "posten"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the keys that lead to it, and what stands there in each; None for nothing."""

    at: Steps
    old: Any
    new: Any

    @property
    def key(self) -> str:
        """The keys that lead there, as one text."""
        return ".".join(self.at)


def differences(old: object, new: object, at: Steps = ()) -> Iterator[Difference]:
    """Give every difference between two bodies, in the order of the older one."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mappings(old, new, at)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, at)
    else:
        yield Difference(at, old, new)


def _mappings(old: Mapping[str, Any], new: Mapping[str, Any], at: Steps) -> Iterator[Difference]:
    if _wording(old) and _wording(new):
        yield Difference(at, old, new)
        return
    forms = [next((head for head in HEADS if head in body), None) for body in (old, new)]
    if forms[0] != forms[1] and None not in forms:
        yield Difference((*at, "vorm"), _only(old, at), _only(new, at))
        old, new = _beside(old), _beside(new)
    elif at[-1:] == ("wanneer",) and set(old) != set(new):
        yield Difference(at, old, new)
        return
    compared = [_comparison(old), _comparison(new)]
    if compared[0] != compared[1]:
        taken = {key for comparison in compared for key in comparison}
        if set(compared[0]) == set(compared[1]):
            yield from _operands(compared[0], compared[1], at)
        else:
            yield Difference((*at, "vergelijking"), compared[0] or None, compared[1] or None)
        old, new = _without(old, taken), _without(new, taken)
    for key in dict.fromkeys((*old, *new)):
        if key not in old:
            yield Difference((*at, key), None, new[key])
        elif key not in new:
            yield Difference((*at, key), old[key], None)
        else:
            yield from differences(old[key], new[key], (*at, key))


def _operands(old: Mapping[str, Any], new: Mapping[str, Any], at: Steps) -> Iterator[Difference]:
    """Give a changed operand under its comparison; a number alone stands bare there."""
    for key in old:
        pair = [operand["tekst"] if set(operand) == {"tekst"} else operand for operand in (old[key], new[key])]
        if all(isinstance(one, Mapping) and set(one) == {"codes"} for one in pair):
            yield from _lists(pair[0]["codes"], pair[1]["codes"], (*at, key))
        elif pair[0] != pair[1]:
            yield Difference((*at, key), *pair)


def _lists(old: list[Any], new: list[Any], at: Steps) -> Iterator[Difference]:
    if at[-1:] and at[-1] in _ORDERED:
        yield Difference(at, old, new)
        return
    gone, come = _unequal(old, new)
    if (at[-1:] and at[-1] in _REFERS) or not all(isinstance(one, Mapping) for one in (*gone, *come)):
        if gone or come:
            yield Difference(at, gone or None, come or None)
        return
    for was, now in _pairs(gone, come):
        if was is not None and now is not None:
            yield from differences(was, now, (*at, _name(was)))
        else:
            yield Difference(at, was, now)


def _unequal(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Leave out what stands in both, as often as it does."""
    come, gone = list(new), []
    for one in old:
        if one in come:
            come.remove(one)
        else:
            gone.append(one)
    return gone, come


def _pairs(gone: list[Any], come: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Pair what is about the same thing, and what is the only one of its form; the rest came or went."""
    left = list(come)
    alone = []
    for was in gone:
        same = [now for now in left if _about(was) == _about(now)]
        if same:
            left.remove(same[0])
            yield was, same[0]
        else:
            alone.append(was)
    if len(alone) == len(left) == 1:
        yield alone[0], left[0]
        return
    yield from ((was, None) for was in alone)
    yield from ((None, now) for now in left)


def _about(body: Mapping[str, Any]) -> tuple[str, str]:
    """Say what a member of a list is about: its form, and the name in it."""
    for key in HEADS:
        if key in body:
            value = body[key]
            return key, value if isinstance(value, str) else ""
    return "", str(body.get("id") or body.get("naam") or "")


def _name(body: Mapping[str, Any]) -> str:
    """Name a member of a list by what it is about."""
    form, name = _about(body)
    return name or form


def _comparison(body: Mapping[str, Any]) -> dict[str, Any]:
    """Take the comparison out of a condition; a period or a date rule has keys of the same names and is none."""
    if not any(head in body for head in HEADS):
        return {}
    return {key: body[key] for key in COMPARISONS if key in body}


def _beside(body: Mapping[str, Any]) -> dict[str, Any]:
    """Leave what a condition says beside its form: its words, places and force."""
    return {key: value for key, value in body.items() if key in _BESIDE}


_BESIDE = frozenset({"id", "bij", "posten", "tekst", "kracht", "onbekend", "alleen_als", "behalve"})


def _only(body: Mapping[str, Any], at: Steps) -> dict[str, Any]:
    """Take the form of a condition, without what it says beside it."""
    return {key: value for key, value in body.items() if key not in _BESIDE or (not at and key == "voorwaarde")}


def _without(body: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in keys}


def _wording(body: Mapping[str, Any]) -> bool:
    return bool(body) and set(body) <= {"nl", "en"}
