"""Change the text of an edition by id, as a what-if does: the result is read and checked like any other text.

A change knows where it was written, so that a value that cannot be is told there, and not in the policy itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.errors import Place, Problem, QuestionWrong
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.kernel.marked import Document, Path
from zorginkoop.policies.addresses import Index, Spot, SpotKind, at, index_of, limits, points_at, several
from zorginkoop.policies.codings import Texts
from zorginkoop.policies.readings import KEY as READING
from zorginkoop.policies.surgery import (
    Written,
    changed,
    exists,
    own_marks,
    put,
    put_in,
    room_at,
    set_aside,
    without,
    written_over,
)

__all__ = ["Add", "Drop", "Edit", "Policy", "Replace", "SetValue", "Touched", "Written", "edited"]

WHO = "wat-als"
_TABLE = "tabel"
_SETTABLE = (SpotKind.NODE, SpotKind.LIST, SpotKind.VALUE, SpotKind.READING, SpotKind.DECLARATION)


@dataclass(frozen=True, slots=True)
class SetValue:
    """Give a limit, a key, a list, a supplied value or a reading another value."""

    target: str
    value: Written


@dataclass(frozen=True, slots=True)
class Drop:
    """Take a node out, or a condition out of a list that names it; its value is how that was written."""

    target: str
    value: Written


@dataclass(frozen=True, slots=True)
class Replace:
    """Put another node in the place of one."""

    target: str
    value: Written


@dataclass(frozen=True, slots=True)
class Add:
    """Add a node to a list (at its end, or before one of its nodes), or a name to what is declared."""

    target: str
    value: Written
    before: str = ""
    name: str = ""


Edit = SetValue | Drop | Replace | Add


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that can be changed: the texts it is read from, and the values and readings it is used with."""

    texts: Texts
    installation: Installation

    @property
    def index(self) -> Index:
        """Everything that can be pointed at."""
        return index_of(self.texts, self.installation.readings)


@dataclass(frozen=True, slots=True)
class Touched:
    """What an edit changed: the address of the node, and what stood and stands there."""

    address: str
    was: object
    now: object


def edited(policy: Policy, edit: Edit) -> tuple[Policy, Touched]:
    """Make one change; QuestionWrong when it points at nothing, at several things, or at something it cannot change."""
    match edit:
        case SetValue():
            return _set(policy, edit)
        case Drop():
            return _drop(policy, edit)
        case Replace():
            return _replace(policy, edit)
        case Add():
            return _add(policy, edit)


def _set(policy: Policy, edit: SetValue) -> tuple[Policy, Touched]:
    index, where = policy.index, edit.value.place
    head, *keys = edit.target.split(".")
    if keys:
        spot = index.find(head, _SETTABLE, where)
        path = _below(index, spot, keys, edit)
        return _written_over(policy, spot, path, edit.value)
    spot = _valued(index, head, where)
    if spot.kind is SpotKind.VALUE:
        return _supplied(policy, spot, edit.value)
    if spot.kind is SpotKind.READING:
        return _reading(policy, spot, edit.value)
    if spot.kind is SpotKind.LIST:
        return _written_over(policy, spot, (), edit.value)
    return _written_over(policy, spot, limits(index, spot)[0], edit.value)


def _valued(index: Index, address: str, where: Place) -> Spot:
    """Find the one spot that has a single value to set."""
    named = [spot for spot in index.spots if spot.kind in _SETTABLE and points_at(address, spot.address)]
    if not named:
        raise index.unknown(address, where)
    single = (SpotKind.LIST, SpotKind.VALUE, SpotKind.READING)
    found = [spot for spot in named if spot.kind in single or (_is_node(spot) and len(limits(index, spot)) == 1)]
    exact = [spot for spot in found if str(spot) == address] or found
    if len(exact) > 1:
        raise several(address, exact, where)
    if exact:
        return exact[0]
    several_limits = [limit for spot in named if _is_node(spot) for limit in limits(index, spot)]
    keys = list(dict.fromkeys(".".join(map(str, limit)) for limit in several_limits)) or ["onbekend"]
    what = f"'{address}' heeft {'meer dan een waarde' if several_limits else 'zelf geen waarde'} om te zetten."
    remedy = f"Noem de sleutel erbij, bijvoorbeeld {' of '.join(f'{address}.{key}' for key in keys[:3])}."
    raise QuestionWrong(Problem(what, where, remedy))


def _is_node(spot: Spot) -> bool:
    return spot.kind is SpotKind.NODE


def _below(index: Index, spot: Spot, keys: list[str], edit: SetValue) -> Path:
    """Follow keys down from a node; the last may be new, and the option of a reading need not be named."""
    value = index.value(spot)
    path: Path = ()
    for number, key in enumerate(keys):
        step = _step(index, value, key)
        if step is None and number == len(keys) - 1 and isinstance(value, dict):
            return (*path, *_table_of(value, key), key)
        if step is None:
            known = ", ".join(map(str, value)) if isinstance(value, dict) else ""
            remedy = f"Wel: {known}." if known else "Noem een sleutel die er staat."
            named = ".".join([str(spot), *keys[:number]])
            raise QuestionWrong(Problem(f"{named} heeft geen '{key}'.", edit.value.place, remedy))
        path = (*path, *step)
        value = at(value, step)
    return path


def _table_of(value: Mapping[str, Any], key: str) -> Path:
    """Say that a number of factors, even a new one, is a key of the table of a ladder."""
    return (_TABLE,) if key.isdigit() and isinstance(value.get(_TABLE), dict) else ()


def _step(index: Index, value: object, key: str) -> Path | None:
    if isinstance(value, list):
        return (int(key),) if key.isdigit() and int(key) < len(value) else None
    if not isinstance(value, dict):
        return None
    if key in value:
        return (key,)
    option = index.readings.get(str(value.get(READING)), "")
    for inner in (option, _TABLE):  # the option that is taken, and the table of a ladder
        if isinstance(value.get(inner), dict) and key in value[inner]:
            return (inner, key)
    return None


def _written_over(policy: Policy, spot: Spot, below: Path, written: Written) -> tuple[Policy, Touched]:
    path = (*spot.path, *below)
    document = _document(policy, spot.module)
    try:
        was = at(document.plain, path)
    except KeyError:
        was = None
    text = changed(document, path, lambda parent, step: put(parent, step, written.value), written, written_over(path))
    return _with(policy, spot.module, text), Touched(_named(spot, below), was, written.value)


def _named(spot: Spot, below: Path) -> str:
    return ".".join([str(spot), *map(str, below)])


def _supplied(policy: Policy, spot: Spot, written: Written) -> tuple[Policy, Touched]:
    name, had = spot.address[-1], policy.installation.values.get(spot.address[-1])
    given = {"waarde": written.value, "bron": WHO, "door": WHO}
    value = SuppliedValue(**given) if had is None else had.model_copy(update=given)
    values = {**policy.installation.values, name: value}
    hashed = content_hash([policy.installation.content_hash, "waarde", name, written.value])
    places = {**policy.installation.places, name: written.place}
    installation = replace(policy.installation, values=values, content_hash=hashed, places=places)
    was = had.waarde if had else None
    return replace(policy, installation=installation), Touched(str(spot), was, written.value)


def _reading(policy: Policy, spot: Spot, written: Written) -> tuple[Policy, Touched]:
    name, index = spot.address[-1], policy.index
    options = index.value(spot).get("opties", {})
    if not isinstance(written.value, str) or written.value not in options:
        what = f"lezing {name} heeft geen optie '{written.value}'."
        raise QuestionWrong(Problem(what, written.place, f"Kies uit: {', '.join(options)}."))
    readings = {**policy.installation.readings, name: written.value}
    hashed = content_hash([policy.installation.content_hash, "lezing", name, written.value])
    installation = replace(policy.installation, readings=readings, content_hash=hashed)
    return replace(policy, installation=installation), Touched(str(spot), index.readings[name], written.value)


def _drop(policy: Policy, edit: Drop) -> tuple[Policy, Touched]:
    kinds = (SpotKind.NODE, SpotKind.USE, SpotKind.LIST, SpotKind.READING, SpotKind.DECLARATION)
    spot = policy.index.find(edit.target, kinds, edit.value.place)
    document = _document(policy, spot.module)
    was = at(document.plain, spot.path)
    text = changed(document, spot.path, without, None, set_aside(spot.path))
    return _with(policy, spot.module, text), Touched(str(spot), was, None)


def _replace(policy: Policy, edit: Replace) -> tuple[Policy, Touched]:
    kinds = (SpotKind.NODE, SpotKind.USE, SpotKind.LIST, SpotKind.PLACE, SpotKind.DECLARATION)
    spot = policy.index.find(edit.target, kinds, edit.value.place)
    had, new = policy.index.value(spot), edit.value.value
    if isinstance(had, dict) and isinstance(new, dict) and isinstance(had.get("id"), str) and "id" not in new:
        # A node that is replaced keeps its name, and its place in the source unless the new one gives another.
        kept = {key: had[key] for key in ("id", "bij", "posten") if key in had and key not in new}
        document = Document(edit.value.document.file, {**kept, **new}, own_marks(edit.value, edit.value.document.marks))
        return _written_over(policy, spot, (), Written(document))
    return _written_over(policy, spot, (), edit.value)


def _add(policy: Policy, edit: Add) -> tuple[Policy, Touched]:
    index, where = policy.index, edit.value.place
    spot = _home(index, edit)
    document = _document(policy, spot.module)
    there = at(document.plain, spot.path) if exists(document.plain, spot.path) else ({} if edit.name else [])
    if isinstance(there, dict):
        return _name_added(policy, spot, there, edit)
    number = len(there)
    if edit.before:
        inside = [one for one in index.spots if one.path[:-1] == spot.path and one.module == spot.module]
        found = [one for one in inside if one.address[-1] == edit.before]
        if not found:
            known = ", ".join(one.address[-1] for one in inside) or "geen"
            raise QuestionWrong(Problem(f"'{edit.before}' staat niet in {spot}.", where, f"Wel: {known}."))
        number = int(found[0].path[-1])
    path = (*spot.path, number)
    if not exists(document.plain, spot.path):
        document = changed(document, spot.path, lambda parent, step: put(parent, step, []), None, lambda old: old)
    text = changed(document, path, lambda parent, step: put_in(parent, step, edit.value.value), edit.value,
                       room_at(path))  # fmt: skip
    named = edit.value.value.get("id", "") if isinstance(edit.value.value, dict) else str(edit.value.value)
    return _with(policy, spot.module, text), Touched(f"{spot}/{named}", None, edit.value.value)


def _home(index: Index, edit: Add) -> Spot:
    """Find the list or mapping to add to; a list that an agreement does not have yet is made."""
    found = [spot for spot in index.spots if spot.kind is SpotKind.PLACE and points_at(edit.target, spot.address)]
    own = [spot for spot in found if not spot.module] or found
    if len(own) == 1:
        return own[0]
    if own:
        raise several(edit.target, own, edit.value.place)
    agreement, slash, section = edit.target.rpartition("/")
    if slash:
        parent = index.find(agreement, (SpotKind.NODE,), edit.value.place)
        return Spot(SpotKind.PLACE, (*parent.address, section), parent.module, (*parent.path, section))
    what = f"'{edit.target}' is geen lijst waar iets bij kan."
    remedy = "Noem bijvoorbeeld OVEREENKOMST/randvoorwaarden, OVEREENKOMST/routes of feiten/aanbieder."
    raise QuestionWrong(Problem(what, edit.value.place, remedy))


def _name_added(policy: Policy, spot: Spot, there: Mapping[str, Any], edit: Add) -> tuple[Policy, Touched]:
    if not edit.name:
        what, remedy = f"in {spot} heeft alles een naam.", "Geef die met 'naam'."
        raise QuestionWrong(Problem(what, edit.value.place, remedy))
    if edit.name in there:
        what, remedy = f"'{edit.name}' staat al in {spot}.", "Kies een andere naam, of vervang het."
        raise QuestionWrong(Problem(what, edit.value.place, remedy))
    return _written_over(policy, spot, (edit.name,), edit.value)


def _document(policy: Policy, module: str) -> Document:
    return policy.texts.modules[module] if module else policy.texts.own


def _with(policy: Policy, module: str, document: Document) -> Policy:
    if not module:
        return replace(policy, texts=Texts(document, policy.texts.modules))
    return replace(policy, texts=Texts(policy.texts.own, {**policy.texts.modules, module: document}))
