"""Put a value in a document, take one out, or make room for one; every position goes along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zorginkoop.kernel.errors import Place
from zorginkoop.kernel.marked import Deferred, Document, Mark, Path
from zorginkoop.policies.addresses import at


@dataclass(frozen=True, slots=True)
class Written:
    """Something that was written for a change: the document it stands in, and where."""

    document: Document
    path: Path = ()

    @property
    def value(self) -> Any:  # noqa: ANN401 - whatever was written
        """What was written."""
        return at(self.document.plain, self.path)

    @property
    def place(self) -> Place:
        """Where it was written."""
        return self.document.place(self.path)


def own_marks(written: Written, marks: Mapping[Path, Mark]) -> dict[Path, Mark]:
    """Give the positions of what was written, counted from it."""
    depth, file = len(written.path), written.document.file
    return {
        path[depth:]: mark._replace(file=mark.file or file)
        for path, mark in marks.items()
        if path[:depth] == written.path
    }


def exists(plain: object, path: Path) -> bool:
    """Tell whether anything stands at a path."""
    try:
        at(plain, path)
    except (KeyError, IndexError):
        return False
    return True


Container = Any  # a mapping or a list of the text, as the last step of a path says


def changed(
    document: Document,
    path: Path,
    change: Callable[[Container, Any], Container],
    written: Written | None,
    moved: Callable[[Path], Path | None],
) -> Document:
    """Give the document with what holds a path changed, and with every position where it now belongs."""

    def marks(own: Mapping[Path, Mark], given: Mapping[Path, Mark]) -> dict[Path, Mark]:
        kept = {new: mark for old, mark in own.items() if (new := moved(old)) is not None}
        return {**kept, **{(*path, *below): mark for below, mark in given.items()}}

    def values() -> dict[Path, Mark]:
        return marks(document.marks, own_marks(written, written.document.marks) if written else {})

    def keys() -> dict[Path, Mark]:
        return marks(document.key_marks, own_marks(written, written.document.key_marks) if written else {})

    return Document(document.file, _rebuilt(document.plain, path, change), Deferred(values), Deferred(keys))


def _rebuilt(plain: Container, path: Path, change: Callable[[Container, Any], Container]) -> Container:
    """Copy what lies around a path, and change the mapping or list that holds its last step."""
    if len(path) == 1:
        return change(plain, path[0])
    copy: Container = dict(plain) if isinstance(plain, dict) else list(plain)
    copy[path[0]] = _rebuilt(plain[path[0]], path[1:], change)
    return copy


def put(parent: Container, step: Any, value: object) -> Container:  # noqa: ANN401 - a key, or a place in a list
    """Set a key of a mapping, or a place in a list."""
    copy: Container = dict(parent) if isinstance(parent, dict) else list(parent)
    copy[step] = value
    return copy


def put_in(parent: Container, step: int, value: object) -> Container:
    """Put a value into a list, before what stands at a place."""
    return [*parent[:step], value, *parent[step:]]


def without(parent: Container, step: Any) -> Container:  # noqa: ANN401 - a key, or a place in a list
    """Take a key out of a mapping, or a place out of a list."""
    if isinstance(parent, dict):
        return {key: value for key, value in parent.items() if key != step}
    return [*parent[:step], *parent[step + 1 :]]


def written_over(path: Path) -> Callable[[Path], Path | None]:
    """Give how positions move where something is written over: those at and below it are gone."""
    return lambda old: None if old[: len(path)] == path else old


def set_aside(path: Path) -> Callable[[Path], Path | None]:
    """Give how positions move where something is taken out: what stood behind it in a list moves up."""
    return lambda old: None if old[: len(path)] == path else _shifted(old, path, -1)


def room_at(path: Path) -> Callable[[Path], Path | None]:
    """Give how positions move where something is put into a list: what stood there and behind it moves down."""
    return lambda old: _shifted(old, path, 1)


def _shifted(old: Path, path: Path, by: int) -> Path:
    step, at_list = path[-1], len(path) - 1
    if len(old) <= at_list or old[:at_list] != path[:-1]:
        return old
    number = old[at_list]
    if isinstance(number, int) and isinstance(step, int) and number >= step:
        return (*old[:at_list], number + by, *old[at_list + 1 :])
    return old
