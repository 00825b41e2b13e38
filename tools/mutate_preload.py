"""Load beforehand what a mutant cannot touch: the modules that do not import the mutated one, not even through others.

Every child then has them already. Before the next module is mutated they are forgotten, for it may be one of them.
"""

from __future__ import annotations

import ast
import gc
import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path


def preload(source: Path, wanted: Sequence[str], mutated: str) -> None:
    """Import the wanted modules, and what they import, as far as the mutated module has no part in it.

    A name that does not stand in `source` is a library: it is imported as it is.
    """
    own = {path.name for path in source.iterdir() if path.is_dir()}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]
    graph: dict[str, frozenset[str]] = {}
    for name in wanted:
        if name.partition(".")[0] in own:
            _read(source, name, graph)
        else:
            importlib.import_module(name)
    for name in graph:
        if mutated not in _reached(name, graph):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is loaded stays: no child need look through it


def _read(source: Path, name: str, graph: dict[str, frozenset[str]]) -> None:
    """Note what a module of ours imports, and what those import."""
    if name in graph:
        return
    path = source.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.is_file():
        return
    graph[name] = frozenset()
    own = name.partition(".")[0]
    found = {one for one in _imported(ast.parse(file.read_text(encoding="utf-8"))) if one.partition(".")[0] == own}
    found |= {name.rpartition(".")[0]} - {""}  # a package is imported before what stands in it
    for one in found:
        _read(source, one, graph)
    graph[name] = frozenset(found & graph.keys())


def _imported(tree: ast.Module) -> Iterator[str]:
    """Name every module that a module may import; of 'from a import b' both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _reached(name: str, graph: dict[str, frozenset[str]]) -> set[str]:
    """Give a module with everything that it imports, directly or through others."""
    reached, waiting = {name}, [name]
    while waiting:
        waiting += (more := graph[waiting.pop()] - reached)
        reached |= more
    return reached
