"""What a model refused, brought back to spots in the document, one refusal for each spot.

Pydantic says where it stood in the *model*: a location with names of union members and discriminator tags between the
keys, and every alternative of a union with all its complaints. Here the location is laid along the document, and of the
alternatives only the one that comes nearest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from zorginkoop.kernel.allowed_keys import allowed_keys, schema_of
from zorginkoop.kernel.refusal_sentences import enumerate_words, is_shape, nearest, sentence_for

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Path: TypeAlias = tuple[str | int, ...]
# A name in pydantic's location that is no key of the document, with the path at which it was passed.
Label: TypeAlias = tuple[Path, str]

_MOST_KEYS_SHOWN = 12


class Kind(Enum):
    """What sort of refusal it is; missing and unknown keys are weighed against each other."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    SHAPE = "shape"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused spot: the path to the value (or to the key when `at_key`), and what to say about it."""

    kind: Kind
    path: Path
    sentence: str = ""
    remedy: str = ""
    keys: tuple[str, ...] = ()
    any_of_keys: bool = False
    labels: tuple[Label, ...] = ()
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class _Walk:
    """One way to lay a location along the document."""

    path: Path
    node: object
    labels: tuple[Label, ...] = ()

    def step(self, element: str | int) -> _Walk | None:
        """Go down by a key or an index, or say None when the document has no such thing here."""
        if isinstance(self.node, dict) and element in self.node:
            return _Walk((*self.path, element), self.node[element], self.labels)
        if isinstance(self.node, list) and isinstance(element, int) and element < len(self.node):
            return _Walk((*self.path, element), self.node[element], self.labels)
        return None


def refusals_in(plain: object, error: ValidationError, model: object = None) -> list[Refusal]:
    """Bring a validation error back to the document: one refusal for each spot, in pydantic's order.

    `plain` is what was validated; `model` (a model class or annotated type, or None) is only asked for suggestions.
    """
    raw = [_refusal(plain, details) for details in error.errors(include_url=False)]
    kept = _join_missing(_nearest_alternative(raw, 0))
    spots: dict[tuple[Path, bool], Refusal] = {}
    for refusal in kept:
        spots.setdefault((refusal.path, refusal.at_key), refusal)
    # A schema costs more than everything else here, so it is made once, and only for a suggestion.
    unknown = any(refusal.kind is Kind.UNKNOWN for refusal in spots.values())
    schema = schema_of(model if unknown else None)
    return [_complete(refusal, plain, raw, schema) for refusal in spots.values()]


def _refusal(plain: object, details: ErrorDetails) -> Refusal:
    """Bring one complaint of pydantic back to the document."""
    location, kind = details["loc"], details["type"]
    if kind == "missing":
        walk = _lay(plain, location[:-1], details["input"])
        return Refusal(Kind.MISSING, walk.path, keys=(str(location[-1]),), labels=walk.labels)
    at_key = bool(location) and location[-1] == "[key]"
    walk = _lay(plain, location[:-1] if at_key else location, details["input"])
    if kind == "extra_forbidden":
        return Refusal(Kind.UNKNOWN, walk.path, keys=(str(location[-1]),), labels=walk.labels, at_key=True)
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        named = str(details["ctx"]["discriminator"]).strip("'")
        tagged = walk.step(named)
        if tagged is None and kind == "union_tag_not_found" and named.isidentifier():
            return Refusal(Kind.MISSING, walk.path, keys=(named,), labels=walk.labels)
        walk = tagged or walk
    sort = Kind.SHAPE if is_shape(details) else Kind.VALUE
    return Refusal(sort, walk.path, sentence_for(details, walk.node), labels=walk.labels, at_key=at_key)


def _lay(plain: object, location: Sequence[str | int], refused: object) -> _Walk:
    """Lay a location along the document.

    A name may be a key or only a label of the model, and a label may look like a key; so both ways are followed, and
    the one that ends at the very object that was refused wins, or else the one that goes deepest.
    """
    walks = [_Walk((), plain)]
    for element in location:
        following: dict[Path, _Walk] = {}
        for walk in walks:
            below = walk.step(element)
            if below is not None:
                following.setdefault(below.path, below)
            if isinstance(element, str):
                passed = replace(walk, labels=(*walk.labels, (walk.path, element)))
                following.setdefault(passed.path, passed)
        walks = list(following.values()) or walks
    return max(walks, key=lambda walk: (walk.node is refused, len(walk.path)))


def _nearest_alternative(refusals: Sequence[Refusal], depth: int) -> list[Refusal]:
    """Keep, wherever a union gave several alternatives, the refusals of the alternative that comes nearest."""
    kept: list[Refusal] = []
    unions: dict[Path, dict[str, list[Refusal]]] = {}
    for refusal in refusals:
        if len(refusal.labels) <= depth:
            kept.append(refusal)
            continue
        path, label = refusal.labels[depth]
        unions.setdefault(path, {}).setdefault(label, []).append(refusal)
    for path, members in unions.items():
        kept += _choose(path, [_join_missing(_nearest_alternative(member, depth + 1)) for member in members.values()])
    return kept


def _choose(path: Path, members: list[list[Refusal]]) -> list[Refusal]:
    """Choose between the alternatives of one union; what equally near alternatives agree on is kept of them."""
    costs = [_cost(path, member) for member in members]
    near = [member for member, cost in zip(members, costs, strict=True) if cost == min(costs)]
    agreed = [refusal for refusal in near[0] if all(_says(other, refusal) for other in near)]
    lacking = [
        refusal for member in near for refusal in member if refusal.kind is Kind.MISSING and refusal.path == path
    ]
    if len(near) > 1 and agreed:
        return agreed
    if len(near) > 1 and len(lacking) == len(near):
        names = dict.fromkeys(key for refusal in lacking for key in refusal.keys)
        always = [key for key in names if all(key in refusal.keys for refusal in lacking)]
        return [replace(lacking[0], keys=tuple(always or names), any_of_keys=not always)]
    return near[0]


def _says(member: Iterable[Refusal], refusal: Refusal) -> bool:
    """Tell whether an alternative complains of the same thing at the same spot."""
    return any((other.kind, other.path, other.keys) == (refusal.kind, refusal.path, refusal.keys) for other in member)


def _cost(path: Path, member: Sequence[Refusal]) -> tuple[int, int, int]:
    """Measure how far an alternative is off: first its shape, then its own keys, then whatever lies deeper."""
    shape = sum(refusal.kind is Kind.SHAPE and refusal.path == path for refusal in member)
    missing = sum(len(refusal.keys) for refusal in member if refusal.kind is Kind.MISSING and refusal.path == path)
    unknown = sum(refusal.kind is Kind.UNKNOWN and refusal.path[:-1] == path for refusal in member)
    return shape, missing + unknown, len(member)


def _join_missing(refusals: Sequence[Refusal]) -> list[Refusal]:
    """Join the missing keys of one mapping, leaving out those that are only misspelt there."""
    unknown = [refusal for refusal in refusals if refusal.kind is Kind.UNKNOWN]
    missing: dict[Path, tuple[str, ...]] = {}
    for refusal in refusals:
        if refusal.kind is Kind.MISSING:
            spelt = [other.keys[0] for other in unknown if other.path[:-1] == refusal.path]
            absent = [key for key in refusal.keys if refusal.any_of_keys or nearest(key, spelt) is None]
            missing[refusal.path] = tuple(dict.fromkeys((*missing.get(refusal.path, ()), *absent)))
    joined: list[Refusal] = []
    for refusal in refusals:
        if refusal.kind is not Kind.MISSING:
            joined.append(refusal)
        elif missing.get(refusal.path):
            joined.append(replace(refusal, keys=missing.pop(refusal.path)))
    return joined


def _complete(refusal: Refusal, plain: object, raw: Iterable[Refusal], schema: dict[str, Any]) -> Refusal:
    """Write the sentence of a missing or unknown key; the other refusals have theirs already."""
    if refusal.kind is Kind.MISSING:
        return replace(refusal, sentence=_missing_sentence(refusal))
    if refusal.kind is not Kind.UNKNOWN:
        return refusal
    around, key = refusal.path[:-1], refusal.keys[0]
    mapping = _lay(plain, around, None).node
    present = list(mapping) if isinstance(mapping, dict) else []
    allowed = [name for name in allowed_keys(schema, around, present) if name not in present]
    lacking = [name for other in raw if other.kind is Kind.MISSING and other.path == around for name in other.keys]
    meant = nearest(key, allowed or lacking)
    if meant:
        return replace(refusal, sentence=f"onbekende sleutel '{key}'; bedoelt u '{meant}'?")
    return replace(refusal, sentence=f"onbekende sleutel '{key}'.", remedy=_remedy(key, allowed))


def _remedy(key: str, allowed: Sequence[str]) -> str:
    """Say what to do about an unknown key that looks like none of the allowed ones."""
    if key.isdigit():
        # {ten_minste: 3,5} is a block with the keys 'ten_minste' and '5'.
        return "Tussen accolades scheidt een komma twee sleutels; schrijf een getal met een punt, zoals 3.5."
    return f"Hier mag nog staan: {enumerate_words(allowed, 'of')}." if 0 < len(allowed) <= _MOST_KEYS_SHOWN else ""


def _missing_sentence(refusal: Refusal) -> str:
    """Say which key or keys a mapping lacks."""
    if refusal.any_of_keys:
        return f"hier ontbreekt een van de sleutels {enumerate_words(refusal.keys, 'of')}."
    if len(refusal.keys) == 1:
        return f"de sleutel '{refusal.keys[0]}' ontbreekt."
    return f"de sleutels {enumerate_words(refusal.keys, 'en')} ontbreken."
