"""A document that remembers where each value was written, and problems that point there.

The loader reads a file into a `Document`; the kernel's models judge its `plain` value; what they refuse becomes a Dutch
problem with file, line and column. Nothing here knows whether the file was YAML or JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import ValidationError

from zorginkoop.kernel.errors import Place, Problem
from zorginkoop.kernel.refusals import Path, Refusal, refusals_in

__all__ = ["Deferred", "Document", "Mark", "Path", "problems_from_validation"]


class Mark(NamedTuple):
    """A position in a file; line and column both count characters from 1.

    The file is named only where a document was laid together from several.
    """

    line: int
    column: int
    file: str = ""


class Deferred(Mapping[Path, Mark]):
    """Positions that are worked out when the first is asked for: of most documents nobody ever asks."""

    __slots__ = ("_found", "_make")

    def __init__(self, make: Callable[[], Mapping[Path, Mark]]) -> None:
        """Keep how to work the positions out."""
        self._make = make
        self._found: Mapping[Path, Mark] | None = None

    def _positions(self) -> Mapping[Path, Mark]:
        if self._found is None:
            self._found = self._make()
        return self._found

    def __getitem__(self, path: Path) -> Mark:
        """Give the position at a path."""
        return self._positions()[path]

    def __iter__(self) -> Iterator[Path]:
        """Walk the paths that have a position."""
        return iter(self._positions())

    def __len__(self) -> int:
        """Count the positions."""
        return len(self._positions())


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in one file, as text, with the position of each value and each key.

    `plain` is nested dict, list and str: every scalar is the text exactly as written, quoted or not, and an empty
    scalar is None. `marks` holds the position of each value by its path (the whole document has the empty path);
    `key_marks` holds the position of the key that leads to it. A document without marks (facts from a program) is
    allowed: its problems then name the path instead of the line.
    """

    file: str
    plain: object
    marks: Mapping[Path, Mark] = field(default_factory=dict)
    key_marks: Mapping[Path, Mark] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Say where the value at a path stands, or the nearest value around it that has a position."""
        return self._place(path, self.marks.get(path))

    def key_place(self, path: Path) -> Place:
        """Say where the key that leads to a path stands; an item of a list has no key, so its value is named."""
        return self._place(path, self.key_marks.get(path) or self.marks.get(path))

    def _place(self, path: Path, mark: Mark | None) -> Place:
        """Turn a mark into a place, climbing towards the root while there is none."""
        around = path
        while mark is None and around:
            around = around[:-1]
            mark = self.marks.get(around)
        if mark is None:
            return Place(self.file, field=".".join(str(step) for step in path))
        return Place(mark.file or self.file, mark.line, mark.column)


def problems_from_validation(document: Document, error: ValidationError, model: object = None) -> tuple[Problem, ...]:
    """Turn what pydantic refused into Dutch problems in the order of the file, one for each spot.

    `model` is what the document was validated against (a model class or any annotated type); with it an unknown key
    gets the nearest allowed key as a suggestion, without it only the keys that are missing at the same spot are
    considered.
    A missing key points at the mapping that lacks it, an unknown key at the key itself, the rest at the value. Of the
    alternatives of a union only the one that comes nearest is reported.
    """
    placed = [(_place_of(document, refusal), refusal) for refusal in refusals_in(document.plain, error, model)]
    own = document.file
    placed.sort(key=lambda pair: (pair[0].file != own, pair[0].file, pair[0].line or 0, pair[0].column or 0))
    return tuple(Problem(refusal.sentence, place, refusal.remedy) for place, refusal in placed)


def _place_of(document: Document, refusal: Refusal) -> Place:
    """Point at the key or at the value, as the refusal asks."""
    return document.key_place(refusal.path) if refusal.at_key else document.place(refusal.path)
