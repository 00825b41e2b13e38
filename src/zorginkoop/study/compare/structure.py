"""What changed between two editions, node by node: what came, went, moved, was renamed, or says something else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from zorginkoop.kernel.compile import LoadedEdition, Path
from zorginkoop.study.compare.bodies import Difference, differences
from zorginkoop.study.compare.nodes import (
    AGREEMENT,
    CHANGE_LOG,
    CONDITION,
    CONFIRMED,
    ORDERED,
    ROUTE,
    Found,
    Inventory,
    Key,
    inventory,
)
from zorginkoop.study.compare.reach import Reach, reach_of, reach_of_node

__all__ = ["Change", "How", "Reach", "changes_between"]


class How(StrEnum):
    """What happened to a node."""

    ADDED = "toegevoegd"
    REMOVED = "vervallen"
    CHANGED = "gewijzigd"
    MOVED = "verplaatst"
    RENAMED = "hernoemd"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: to which node, at which key, what stood there and stands there now, and what it can change.

    `old_at` and `new_at` are its paths in the documents, from which an edition can say file, line and column.
    """

    how: How
    node: Key
    key: str
    old: Any
    new: Any
    reach: Reach
    was: Found | None
    now: Found | None
    old_at: Path | None = None
    new_at: Path | None = None

    @property
    def found(self) -> Found:
        """The node as it is now, or as it last was."""
        found = self.now or self.was
        assert found is not None  # noqa: S101 - a change is of a node that stands in one of the two at least
        return found

    @property
    def places(self) -> tuple[str, ...]:
        """The places in the source that the node rests on, as it is now and as it was."""
        return tuple(dict.fromkeys(place for found in (self.now, self.was) if found for place in found.places))

    @property
    def items(self) -> tuple[str, ...]:
        """The catalogue items that the node carries, as it is now and as it was."""
        return tuple(dict.fromkeys(item for found in (self.now, self.was) if found for item in found.items))


def changes_between(old: LoadedEdition, new: LoadedEdition) -> tuple[Change, ...]:
    """Give every change of a node, in the order of the newer text; what went stands last in its kind."""
    return tuple(_Comparing(inventory(old), inventory(new)).changes())


class _Comparing:
    def __init__(self, old: Inventory, new: Inventory) -> None:
        self.old, self.new = old, new
        self.renamed = _renamed(old, new)
        names = {(key.agreement, key.section, key.name): to for key, to in self.renamed.items()}
        self.was = {
            key._replace(name=self.renamed.get(key, key.name)): replace(found, body=_with_names(found, names))
            for key, found in old.nodes.items()
        }

    def changes(self) -> Iterator[Change]:
        came = {key for key in self.new.nodes if key not in self.was}
        went = {key for key in self.was if key not in self.new.nodes}
        found = [*self._renames(), *self._both(came | went), *self._alone(came, How.ADDED)]
        found += [*self._alone(went, How.REMOVED), *self._moves()]
        order = {key: at for at, key in enumerate((*self.new.nodes, *self.was))}
        yield from sorted(found, key=lambda change: order[change.node])

    def _renames(self) -> Iterator[Change]:
        for key, name in self.renamed.items():
            node = key._replace(name=name)
            yield self._change(How.RENAMED, node, Difference(("id",), key.name, name), Reach.WORDS)

    def _both(self, alone: set[Key]) -> Iterator[Change]:
        """Compare the nodes that stand in both; a list that only gained or lost a whole node says nothing new."""
        for key, now in self.new.nodes.items():
            if key not in self.was:
                continue
            for difference in differences(self.was[key].body, now.body):
                if not self._told_by_node(key, difference, alone):
                    yield self._change(How.CHANGED, key, difference, reach_of(now, difference, self.new, self.old))

    def _told_by_node(self, key: Key, difference: Difference, alone: set[Key]) -> bool:
        if key.section != AGREEMENT or (difference.old is not None and difference.new is not None):
            return False
        member = difference.new if difference.old is None else difference.old
        if not isinstance(member, Mapping) or set(member) != {"voorwaarde"}:
            return False
        return Key(key.agreement, CONDITION, member["voorwaarde"]) in alone

    def _alone(self, keys: set[Key], how: How) -> Iterator[Change]:
        whole = {key.agreement for key in keys if key.section == AGREEMENT}
        for key in keys:
            if key.agreement in whole and key.section != AGREEMENT:
                continue  # the agreement as a whole came or went
            body = (self.new.nodes if how is How.ADDED else self.was)[key].body
            pair = (None, body) if how is How.ADDED else (body, None)
            side = self.new if how is How.ADDED else self.old
            yield self._change(how, key, Difference((), *pair), reach_of_node(key, side))

    def _moves(self) -> Iterator[Change]:
        """Name what takes another place in an order that counts: as few as explain the new order."""
        groups = {_group(key) for key in self.new.nodes if key.section in ORDERED}
        for agreement, section, above in sorted(groups):
            old, new = (
                [key.name for key in nodes if _group(key) == (agreement, section, above)]
                for nodes in (self.was, self.new.nodes)
            )
            common = [name for name in old if name in new]
            now = [name for name in new if name in common]
            kept = _kept(common, now)
            for name in now:
                if name not in kept:
                    steps = Difference(("volgorde",), str(old.index(name) + 1), str(new.index(name) + 1))
                    reach = Reach.RULE if section == "route" else Reach.DATE
                    yield self._change(How.MOVED, Key(agreement, section, name), steps, reach)

    def _change(self, how: How, key: Key, difference: Difference, reach: Reach) -> Change:
        was, now = self.was.get(key), self.new.nodes.get(key)
        return Change(
            how, key, difference.key, difference.old, difference.new, reach, was, now,
            _at(was, difference), _at(now, difference),
        )  # fmt: skip


def _at(found: Found | None, difference: Difference) -> Path | None:
    """Give the path of what differs in its own document; None where the node stands in a shared module."""
    return (*found.path, *difference.at) if found is not None and found.path is not None else None


def _group(key: Key) -> tuple[str, str, str]:
    """Say in which order a node stands: routes are tried among those below the same route."""
    return key.agreement, key.section, key.name.rpartition("/")[0] if key.section == "route" else ""


def _kept(old: list[str], new: list[str]) -> set[str]:
    """Give the longest run of names whose order stayed."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return {name for block in matcher.get_matching_blocks() for name in old[block.a : block.a + block.size]}


def _renamed(old: Inventory, new: Inventory) -> dict[Key, str]:
    """Find what got another name and says the same: the only two that came and went with that body."""
    went, came = _by_body(old, new), _by_body(new, old)
    renamed: dict[Key, str] = {}
    for says, keys in went.items():
        others = came.get(says, ())
        if len(keys) == len(others) == 1:
            renamed[keys[0]] = others[0].name
    return renamed


def _by_body(side: Inventory, other: Inventory) -> dict[tuple[str, ...], list[Key]]:
    """Gather the nodes of one side only by what they say, without their places and the words beside a rule."""
    found: dict[tuple[str, ...], list[Key]] = {}
    for key, node in side.nodes.items():
        if key not in other.nodes and key.section not in {CHANGE_LOG, CONFIRMED, AGREEMENT}:
            bare = {at: value for at, value in node.body.items() if at not in {"bij", "posten"}}
            if key.section in _RULES and len(bare.keys() - {"tekst"}) > 1:  # a rule of one key says too little
                bare.pop("tekst", None)
            says = json.dumps(bare, sort_keys=True)
            above = key.name.rpartition("/")[0]
            found.setdefault((key.agreement, key.section, above, says), []).append(key)
    return found


_RULES = frozenset({CONDITION, ROUTE, "onderdeel", "termijn", "taak", "laag"})
_REFERRED = {  # by which keys a node of a kind is named elsewhere
    CONDITION: ("voorwaarde",), "lijst": ("lijst",), "waarde": ("waarde", "vertaald_met"), "laag": ("op",),
    "termijn": ("termijn", "publicatie"), "route": ("routes",), "feit": ("feit", "teller", "noemer"),
    "gebeurtenis": ("gebeurtenis", "feit", "na", "en_na", "niet_voor", "op", "getekend", "besluit", "verlengd_tot",
                    "eerste_van_volgende_maand_na"),
}  # fmt: skip


def _with_names(found: Found, names: Mapping[tuple[str, str, str], str]) -> Mapping[str, Any]:
    """Write a body as it would read with the new names, so that a renamed node changes nothing where it is named."""
    body: Any = found.body
    for (agreement, section, old), new in names.items():
        if agreement in {"", found.key.agreement}:
            bare = [name.rpartition("/")[2] for name in (old, new)]
            body = _renaming(body, _REFERRED.get(section, ()), bare[0], bare[1])
    named: Mapping[str, Any] = body
    return named


def _renaming(value: Any, keys: tuple[str, ...], old: str, new: str, under: str = "") -> Any:  # noqa: ANN401 - any body
    if isinstance(value, Mapping):
        return {key: _renaming(part, keys, old, new, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_renaming(part, keys, old, new, under) for part in value]
    return new if under in keys and value == old else value
