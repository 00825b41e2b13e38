"""Write the places of the nodes (bij) from what their sentences say, in place: nothing else of a file changes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from zorginkoop.kernel.errors import PolicyWrong, Problem
from zorginkoop.kernel.marked import Mark
from zorginkoop.policies.coverage.ledger import LedgerSource, place_of
from zorginkoop.policies.coverage.nodes import NodeAt

_Edit = tuple[int, int, str]  # where it starts and ends in the text, and what stands there from now on


def settle(ledger: LedgerSource, nodes: Mapping[str, NodeAt]) -> dict[Path, int]:
    """Rewrite `bij` of every own node whose sentences were all read; give how many changed, by file."""
    wanted: dict[str, dict[str, None]] = {}
    proposed = {address for entry in ledger.zinnen.values() if entry.voorstel for address in entry.door}
    for anchor, entry in ledger.zinnen.items():
        for address in entry.door:
            wanted.setdefault(address, {})[place_of(anchor)] = None
    edits: dict[Path, list[_Edit]] = {}
    texts: dict[Path, str] = {}
    for address, places in wanted.items():
        node = nodes.get(address)
        if node is None or node.shared or address in proposed or node.bij == tuple(places):
            continue
        mark = _mark(node)
        file = Path(mark.file or node.document.file)
        text = texts.setdefault(file, file.read_text(encoding="utf-8"))
        edits.setdefault(file, []).append(_edit(node, mark, text, list(places)))
    for file, changes in edits.items():
        _write(file, texts[file], changes)
    return {file: len(changes) for file, changes in edits.items()}


def _mark(node: NodeAt) -> Mark:
    """Give where `bij` of a node stands, or the key that it will stand before."""
    path = (*node.path, "bij")
    marks, keys = node.document.marks, node.document.key_marks
    return marks[path] if path in marks else keys[*node.path, "posten"]


def _edit(node: NodeAt, mark: Mark, text: str, places: list[str]) -> _Edit:
    start = _index(text, mark)
    written = "[" + ", ".join(f'"{place}"' for place in places) + "]"
    if "bij" not in node.plain:
        before = text[text.rfind("\n", 0, start) + 1 : start]
        apart = "\n" + " " * len(before) if not before.strip(" -") else ", "
        return start, start, f"bij: {written}{apart}"
    if text[start] != "[":
        remedy = 'Schrijf haar als ["3/eisen/1"], dan kan --settle haar bijwerken.'
        raise PolicyWrong(Problem(f"'bij' van {node.address} is een lijst onder elkaar.", node.place("bij"), remedy))
    return start, text.index("]", start) + 1, written


def _index(text: str, mark: Mark) -> int:
    """Give the character of a line and column."""
    start = 0
    for _ in range(mark.line - 1):
        start = text.index("\n", start) + 1
    return start + mark.column - 1


def _write(file: Path, text: str, edits: list[_Edit]) -> None:
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
