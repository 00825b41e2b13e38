"""Cut an edition into its nodes, each under a key that stays when its file is laid out differently.

A node is what somebody can point at: a fact, a list, a condition, a route, a deadline, a formula. Its body is what the
officer wrote after reading and checking: order of keys, quotes, comments, defaults written out, and the spread over
files are gone; chosen readings and shared modules are in. A condition with an id is a node of its own wherever it
stands; around it only a reference to it is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from zorginkoop.kernel.compile import LoadedEdition, Path

Body = Mapping[str, Any]

HEAD = "uitgave"
AGREEMENT = "overeenkomst"
CONDITION = "voorwaarde"
ROUTE = "route"
CHANGE_LOG = "wijzigingslijst"
CONFIRMED = "bewust"

# Of each section of the vocabulary: what one of its nodes is called.
_NAMED = {
    "gebeurtenissen": "gebeurtenis", "lijsten": "lijst", "waarden": "waarde", "lezingen": "lezing",
    "impliceert": "gevolg", "contactpunten": "contactpunt", "teksten": "tekst", "formules": "formule",
}  # fmt: skip
_BY_SUBJECT = {"feiten": "feit", "relaties": "relatie"}
_LISTED = {  # of an agreement: its lists of nodes, and what one of them is called
    "onderdelen": "onderdeel", "planning": "termijn", "ingang": "ingang", "wijziging": "wijziging", "taken": "taak",
    "lagen": "laag",
}  # fmt: skip
ORDERED = frozenset({ROUTE, "ingang", "wijziging"})  # the first that fits is taken
MEMBERS = "leden"
_ASKING = frozenset({CONDITION, ROUTE, AGREEMENT, "taak", "onderdeel"})


class Key(NamedTuple):
    """Which node: its agreement ('' for what the whole edition shares), what kind of node it is, and its name."""

    agreement: str
    section: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """One node: what it says, and where it stands in the files (None when it stands in a shared module)."""

    key: Key
    body: Body
    path: Path | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The places in the source that it rests on."""
        return tuple(self.body.get("bij", ()))

    @property
    def items(self) -> tuple[str, ...]:
        """The catalogue items that it carries."""
        return tuple(self.body.get("posten", ()))


@dataclass(frozen=True)
class Inventory:
    """Every node of an edition by key, in the order of the text."""

    edition: LoadedEdition
    nodes: Mapping[Key, Found]

    @cached_property
    def asked(self) -> frozenset[tuple[str, str, str]]:
        """Every deadline, event and fact that a condition, route, part or task asks about: agreement, key and name."""
        found: set[tuple[str, str, str]] = set()
        for key, node in self.nodes.items():
            if key.section in _ASKING:
                for asking in ("termijn", "gebeurtenis", "feit", "op"):
                    found |= {(key.agreement, asking, name) for name in names_under(node.body, asking)}
        return frozenset(found)


def inventory(edition: LoadedEdition) -> Inventory:
    """Take stock of an edition."""
    stock = _Stock(edition)
    stock.take()
    return Inventory(edition, stock.nodes)


class _Stock:
    def __init__(self, edition: LoadedEdition) -> None:
        self.edition = edition
        self.nodes: dict[Key, Found] = {}

    def take(self) -> None:
        source: dict[str, Any] = _plain(self.edition.source)
        shared: dict[str, Any] = _plain(self.edition.vocabulary)
        self._add(Key("", HEAD, HEAD), source["uitgave"], (HEAD,))
        for section, name in _BY_SUBJECT.items():
            for subject, entries in shared.get(section, {}).items():
                for entry, body in entries.items():
                    own = entry in source.get(section, {}).get(subject, {})
                    self._add(Key("", name, f"{subject}/{entry}"), body, (section, subject, entry) if own else None)
        for section, name in _NAMED.items():
            for entry, body in shared.get(section, {}).items():
                own = entry in source.get(section, {})
                laid = body if isinstance(body, dict) else {MEMBERS: body}
                self._add(Key("", name, entry), laid, (section, entry) if own else None)
        for condition in shared.get("voorwaarden", ()):
            path = self.edition.condition_paths.get(str(condition.get("id")))
            self._condition("", condition, path if path and not str(path[0]).startswith("@") else None)
        for name, agreement in source.get("overeenkomsten", {}).items():
            self._agreement(name, agreement, ("overeenkomsten", name))
        for number, change in enumerate(source.get("wijzigingen", ())):
            name = f"{change['ten_opzichte_van']} {' '.join(change.get('bij', ()))}"
            self._nameless(CHANGE_LOG, name, change, ("wijzigingen", number))
        for number, confirmed in enumerate(source.get("bewust", ())):
            name = f"{confirmed['controle']} {' '.join(confirmed['knopen'])}"
            self._nameless(CONFIRMED, name, confirmed, ("bewust", number))

    def _add(self, key: Key, body: Body, path: Path | None) -> None:
        self.nodes[key] = Found(key, body, path)

    def _nameless(self, section: str, name: str, body: dict[str, Any], path: Path) -> None:
        """Name what has no id by what it is about; of several about the same, in their order."""
        name = name.strip()
        again = sum(key.section == section and key.name.partition(" #")[0] == name for key in self.nodes)
        self._add(Key("", section, f"{name} #{again + 1}" if again else name), body, path)

    def _agreement(self, name: str, agreement: dict[str, Any], path: Path) -> None:
        left: dict[str, Any] = {}
        for key, value in agreement.items():
            at = (*path, key)
            if key == "routes":
                self._routes(name, "", value, at)
            elif key in _LISTED:
                for number, body in enumerate(value):
                    self._node(name, _LISTED[key], body, (*at, number))
            elif key == "voorwaarden":  # conditions that others refer to: naming one here does nothing by itself
                self._inside(name, value, at)
            else:
                left[key] = self._inside(name, value, at)
        self._add(Key(name, AGREEMENT, name), left, path)

    def _routes(self, agreement: str, above: str, routes: list[dict[str, Any]], path: Path) -> None:
        for number, route in enumerate(routes):
            own, at = f"{above}{route['id']}", (*path, number)
            body = {key: self._inside(agreement, value, (*at, key)) for key, value in route.items() if key != "dan"}
            self._add(Key(agreement, ROUTE, own), _without_id(body), at)
            self._routes(agreement, f"{own}/", route.get("dan", []), (*at, "dan"))

    def _node(self, agreement: str, section: str, body: dict[str, Any], path: Path) -> None:
        inner = {key: self._inside(agreement, value, (*path, key)) for key, value in body.items()}
        self._add(Key(agreement, section, body["id"]), _without_id(inner), path)

    def _condition(self, agreement: str, body: dict[str, Any], path: Path | None) -> None:
        inner = {key: self._inside(agreement, value, (*path, key) if path else None) for key, value in body.items()}
        self._add(Key(agreement, CONDITION, body["id"]), _without_id(inner), path)

    def _inside(self, agreement: str, value: object, path: Path | None) -> object:
        """Take the named conditions out of a value, each to be a node of its own, and leave references to them."""
        if isinstance(value, list):
            return [self._inside(agreement, part, (*path, at) if path else None) for at, part in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("id"), str):
            self._condition(agreement, value, path)
            return {"voorwaarde": value["id"]}
        return {key: self._inside(agreement, part, (*path, key) if path else None) for key, part in value.items()}


def _without_id(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "id"}


def _plain(model: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the models of the language, as text
    dumped: dict[str, Any] = _text(model.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return dumped


def _text(value: object) -> Any:  # noqa: ANN401 - plain text at any depth
    """Write every key and scalar as text, and yes and no as the officer does."""
    if isinstance(value, dict):
        return {str(key): _text(part) for key, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_text(part) for part in value]
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(value)


def walk(value: object, visit: Callable[[Body], None]) -> None:
    """Visit every mapping inside a body, outermost first."""
    if isinstance(value, Mapping):
        visit(value)
        for part in value.values():
            walk(part, visit)
    elif isinstance(value, list | tuple):
        for part in value:
            walk(part, visit)


def names_under(body: Body, key: str) -> Iterator[str]:
    """Give every text that stands under a key, at any depth of a body."""
    found: list[str] = []

    def look(mapping: Body) -> None:
        value = mapping.get(key)
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found.extend(part for part in value if isinstance(part, str))

    walk(body, look)
    return iter(found)
