"""Name every node of an edition that rests on its source, so that a sentence can say what carries it.

An address is the path to the node, written short: the lists of conditions inside an agreement are left out, an item of
a list is named by its id, and what stands in a shared module starts with gedeeld/ and the module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.marked import Document, Path
from zorginkoop.policies.codings import Texts

SHARED = "gedeeld"
_AGREEMENTS = "overeenkomsten"
_LEFT_OUT = frozenset({"voorwaarden", "randvoorwaarden", "differentiatiefactoren", "dan"})
_NO_NODES = frozenset({"bij", "posten", "tekst"})


@dataclass(frozen=True)
class NodeAt:
    """One node: its address, what it says of its source, and where it stands."""

    address: str
    path: Path
    plain: Mapping[str, object]
    document: Document

    @property
    def posten(self) -> tuple[str, ...]:
        """The catalogue items that the node names."""
        return _texts(self.plain.get("posten"))

    @property
    def bij(self) -> tuple[str, ...]:
        """The places in the source that the node names."""
        return _texts(self.plain.get("bij"))

    @property
    def shared(self) -> bool:
        """Whether the node stands in a module that other editions use too."""
        return self.address.startswith(f"{SHARED}/")

    @property
    def agreement(self) -> str:
        """The agreement the node belongs to, or nothing."""
        return str(self.path[1]) if self.path[0] == _AGREEMENTS else ""

    def place(self, *below: str | int) -> Place:
        """Say where the node stands, or something below it."""
        return self.document.place((*self.path, *below))


def nodes_of(texts: Texts) -> dict[str, NodeAt]:
    """Give every node of an edition and of the shared modules it uses, by address, in the order of the files."""
    found: dict[str, NodeAt] = {}
    for name, document in texts.modules.items():
        found |= {node.address: node for node in _walk(document, document.plain, (), f"{SHARED}/{name}")}
    found |= {node.address: node for node in _walk(texts.own, texts.own.plain, (), "")}
    return found


def _walk(document: Document, value: object, path: Path, address: str) -> Iterator[NodeAt]:
    if isinstance(value, dict):
        if path and ("posten" in value or "bij" in value):
            yield NodeAt(address, path, value, document)
        for key, inner in value.items():
            if key not in _NO_NODES:
                yield from _walk(document, inner, (*path, key), _below(address, key))
    elif isinstance(value, list):
        around = address.rpartition("/")[0] if _is_left_out(path) else address
        for number, inner in enumerate(value):
            name = inner.get("id") if isinstance(inner, dict) else None
            inside = _below(around, str(name)) if name else _below(address, str(number + 1))
            yield from _walk(document, inner, (*path, number), inside)


def _is_left_out(path: Path) -> bool:
    """Tell whether a list inside an agreement is left out of the addresses of its named nodes."""
    return path[:1] == (_AGREEMENTS,) and path[-1] in _LEFT_OUT


def _below(address: str, name: str) -> str:
    return f"{address}/{name}" if address else name


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
