"""The nodes of an edition as they were written: where each stands, and a fingerprint of what it means.

A fingerprint is of the source form with its readings chosen. Words, places and catalogue items are left out; what a
condition refers to (another condition, a list, a deadline) is written out in it. Supplied values stay names, so that a
confirmation in the policy holds for every installation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from zorginkoop.kernel import language
from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.kernel.confirmed_source import Check
from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.marked import Path
from zorginkoop.study.prove.finding import EDITION, Case, Finding, Told

_WORDS = frozenset({"tekst", "naam", "bij", "posten", "daarna", "woorden"})
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Node:
    """One node: its name, what was written, and where."""

    name: str
    source: object
    path: Path
    places: tuple[str, ...] = ()


class Nodes:
    """Finds the nodes of one agreement, or those that the edition declares."""

    def __init__(self, edition: LoadedEdition, agreement: str = EDITION) -> None:
        """Look in one agreement of an edition; without one in what the edition declares."""
        self.edition = edition
        self.agreement = agreement
        self.root: Path = () if agreement == EDITION else ("overeenkomsten", agreement)

    @property
    def source(self) -> language.AgreementSource:
        """The agreement as it was written."""
        return self.edition.source.overeenkomsten[self.agreement]

    def where(self, node: Node) -> Place:
        """Say where a node stands."""
        return self.edition.where(node.path)

    def whole(self) -> Node:
        """Give the agreement itself."""
        return Node(self.agreement, self.source.model_dump(include={"looptijd"}), self.root, self.source.bij)

    def condition(self, name: str) -> Node:
        """Give a condition by its id; one that an agreement makes up itself (of a task) by where it stands."""
        return self._conditions.get(name) or Node(name, name, self.root)

    def route(self, name: str) -> Node:
        """Give a route by its id, a route within a route by both ids."""
        return self._routes[name]

    def part(self, name: str) -> Node:
        """Give a part by its id."""
        return self.listed("onderdelen", name)

    def task(self, name: str) -> Node:
        """Give a task by its id."""
        return self.listed("taken", name)

    def deadline(self, name: str) -> Node:
        """Give a deadline of the planning by its id."""
        return self.listed("planning", name)

    def layer(self, name: str) -> Node:
        """Give a layer of contract status by its id."""
        return self.listed("lagen", name)

    def variant(self) -> Node:
        """Give the ladder of variants, with the factors that it counts."""
        ladder = self.source.variant
        counted = [one.id or one.voorwaarde for one in self.source.differentiatiefactoren]
        places = ladder.bij if ladder else ()
        return Node("variant", {"ladder": ladder, "factoren": counted}, (*self.root, "variant"), places)

    def variant_step(self, number: int) -> Node:
        """Give one step of the ladder, by the number of factors."""
        ladder = self.source.variant
        variant = ladder.tabel.get(number, "") if ladder else ""
        return Node(variant, [str(number), variant], (*self.root, "variant", "tabel"))

    def declared(self, section: str, *names: str) -> Node:
        """Give what the edition declares under a top key: a list, a value, a fact of a subject."""
        found: Any = getattr(self.edition.vocabulary, section, None)
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return Node(names[-1], found, (section, *names), getattr(found, "bij", ()))

    def finding(
        self, check: Check, found: Sequence[Node], told: Told, where: Place | None = None, case: Case | None = None
    ) -> Finding:
        """Make a finding about some nodes; it stands where the first of them does, unless another place is given."""
        places = tuple(dict.fromkeys(place for node in found for place in node.places))
        names = tuple(node.name for node in found)
        return Finding(
            check, self.agreement, names, self.fingerprint(found), told, where or self.where(found[0]), places, case
        )

    def fingerprint(self, nodes: Iterable[Node]) -> str:
        """Name by eight hexadecimal digits what some nodes mean together."""
        meant = [[node.name, self._meaning(node.source, ())] for node in nodes]
        text = json.dumps(meant, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]

    def _meaning(self, source: object, busy: tuple[str, ...]) -> object:
        """Give a node as plain data, without its words, and with everything it refers to written out."""
        if isinstance(source, BaseModel):
            source = {name: getattr(source, name) for name in sorted(source.model_fields_set)}
        if isinstance(source, Mapping):
            kept = {str(key): self._meaning(value, busy) for key, value in source.items() if key not in _WORDS}
            return {**kept, **self._referred(source, busy)}
        if isinstance(source, tuple | list):
            return [self._meaning(part, busy) for part in source]
        return None if source is None else str(source)

    def _referred(self, source: Mapping[Any, object], busy: tuple[str, ...]) -> dict[str, object]:
        found: dict[str, object] = {}
        name, listed, deadline = (source.get(key) for key in ("voorwaarde", "lijst", "termijn"))
        if isinstance(name, str) and name in self._conditions and name not in busy:
            found["voorwaarde"] = self._meaning(self._conditions[name].source, (*busy, name))
        if isinstance(listed, str):
            found["lijst"] = sorted(self.edition.vocabulary.lijsten.get(listed, ()))
        if isinstance(deadline, str) and self.agreement != EDITION and deadline not in busy:
            dated = [one for one in self.source.planning if one.id == deadline]
            found["termijn"] = self._meaning(dated, (*busy, deadline))
        return found

    def listed(self, section: str, name: str) -> Node:
        """Give a node of a list of the agreement by its id."""
        for number, one in enumerate(getattr(self.source, section)):
            if one.id == name:
                return Node(name, one, (*self.root, section, number), one.bij)
        raise KeyError(name)

    @cached_property
    def _conditions(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        paths = self.edition.condition_paths
        for one in self.edition.vocabulary.voorwaarden:
            if one.id:
                self._gather(one, paths[one.id], found)
        if self.agreement == EDITION:
            return found
        for section in ("voorwaarden", "randvoorwaarden", "differentiatiefactoren"):
            for number, condition in enumerate(getattr(self.source, section)):
                self._gather(condition, (*self.root, section, number), found)
        for number, part in enumerate(self.source.onderdelen):
            for at, condition in enumerate(part.voorwaarden):
                self._gather(condition, (*self.root, "onderdelen", number, "voorwaarden", at), found)
        for number, task in enumerate(self.source.taken):
            node = Node(f"taak_{task.id}", task.als, (*self.root, "taken", number), task.bij)
            found.setdefault(node.name, node)
            self._gather(task.als, (*self.root, "taken", number, "als"), found)
        if self.source.doelgroep is not None:
            self._gather(self.source.doelgroep, (*self.root, "doelgroep"), found)
        return found

    def _gather(self, condition: language.ConditionSource, path: Path, found: dict[str, Node]) -> None:
        """Note a condition and every condition with an id inside it."""
        if condition.id:
            found.setdefault(condition.id, Node(condition.id, condition, path, condition.bij))
        for key in ("alle", "minstens_een", "geen"):
            for number, inner in enumerate(getattr(condition, key) or ()):
                self._gather(inner, (*path, key, number), found)
        for key in ("niet", "alleen_als", "behalve"):
            inner = getattr(condition, key)
            if inner is not None:
                self._gather(inner, (*path, key), found)

    @cached_property
    def _routes(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        self._gather_routes(self.source.routes, (*self.root, "routes"), (), found)
        return found

    def _gather_routes(
        self,
        routes: Iterable[language.RouteSource],
        path: Path,
        above: tuple[language.RouteSource, ...],
        found: dict[str, Node],
    ) -> None:
        for number, route in enumerate(routes):
            chain = (*above, route)
            asked = {"als": [one.als for one in chain], "onbekend": route.onbekend, "leidt_tot": route.leidt_tot}
            name = "/".join(one.id or "" for one in chain)
            found[name] = Node(name, asked, (*path, number), route.bij)
            self._gather_routes(route.dan, (*path, number, "dan"), chain, found)
