"""Read an edition as one document, though it may be written in several files: beleid.yaml, and parts under delen/.

A part holds the same top keys as beleid.yaml, except those that are said once for the edition. Everything is laid
together before anything else looks at it, so readings, checks and the content hash cannot tell a part from the whole;
only the place of every value still names its own file.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path as FilePath

from zorginkoop.kernel.errors import InputWrong, Place, PolicyWrong, Problem
from zorginkoop.kernel.marked import Deferred, Document, Mark, Path
from zorginkoop.policies.documents import read_document

__all__ = ["PARTS_FOLDER", "POLICY_FILE", "SAID_ONCE", "policy_files", "read_edition"]

POLICY_FILE = "beleid.yaml"
PARTS_FOLDER = "delen"
SAID_ONCE = ("uitgave", "gebruik", "wijzigingen")
_BY_SUBJECT = ("feiten", "relaties")


def policy_files(folder: FilePath) -> tuple[FilePath, ...]:
    """Give the files that an edition is written in: beleid.yaml first, then its parts by name."""
    return (folder / POLICY_FILE, *sorted((folder / PARTS_FOLDER).glob("*.yaml")))


def read_edition(folder: FilePath) -> Document:
    """Read all files of an edition into one document; InputWrong with the problems of every file."""
    problems = list(_strangers(folder))
    documents = []
    for file in policy_files(folder):
        try:
            documents.append(read_document(file))
        except InputWrong as wrong:
            problems += wrong.problems
    if problems:
        raise PolicyWrong(problems)
    own, *parts = documents
    return _Laying(own).together(parts) if parts else own


def _strangers(folder: FilePath) -> Iterable[Problem]:
    """Tell of what stands under delen/ and would be passed over without a word."""
    for file in sorted((folder / PARTS_FOLDER).rglob("*")):
        hidden = file.name.startswith((".", "~", "#")) or file.name.endswith("~")
        if file.is_file() and not hidden and (file.suffix != ".yaml" or file.parent.name != PARTS_FOLDER):
            remedy = f"Zet elk deel als {PARTS_FOLDER}/naam.yaml, of haal het weg."
            yield Problem("dit bestand is geen deel van het beleid.", Place(str(file)), remedy)


class _Laying:
    """Lays parts beside beleid.yaml: names under a key together, lists after each other."""

    def __init__(self, own: Document) -> None:
        self.own = own
        self.plain: dict[str, object] = dict(own.plain) if isinstance(own.plain, dict) else {}
        self.moves: list[tuple[Document, dict[Path, Path]]] = []  # of each part, what is taken over and to where
        self.problems: list[Problem] = []

    def together(self, parts: Iterable[Document]) -> Document:
        """Give the one document; PolicyWrong for what cannot be laid together."""
        for part in parts:
            self._part(part)
        if self.problems:
            raise PolicyWrong(self.problems)
        positions = cache(self._positions)
        return Document(self.own.file, self.plain, Deferred(lambda: positions()[0]), Deferred(lambda: positions()[1]))

    def _part(self, part: Document) -> None:
        if not isinstance(part.plain, dict):
            what = "een deel bestaat uit sleutels met wat erbij hoort, zoals beleid.yaml."
            self.problems.append(Problem(what, part.place(())))
            return
        self.moves.append((part, {}))
        for key, value in part.plain.items():
            if key in SAID_ONCE:
                where = part.key_place((key,))
                self.problems.append(Problem(f"'{key}' staat in een deel.", where, f"Zet het in {POLICY_FILE}."))
            elif self.plain.get(key) is None:
                self.plain[key] = value
                self._take((key,), (key,))
            else:
                self.plain[key] = self._both(part, (key,), self.plain[key], value)

    def _both(self, part: Document, path: Path, had: object, added: object) -> object:
        """Lay what a part adds under a key beside what is there already."""
        if added is None:
            return had
        if isinstance(had, list) and isinstance(added, list):
            for number in range(len(added)):
                self._take((*path, number), (*path, len(had) + number))
            return [*had, *added]
        if isinstance(had, dict) and isinstance(added, dict):
            return self._names(part, path, had, added)
        what = f"'{path[-1]}' heeft hier een andere vorm dan in een ander bestand van deze uitgave."
        self.problems.append(Problem(what, part.place(path)))
        return had

    def _names(self, part: Document, path: Path, had: dict[str, object], added: dict[str, object]) -> dict[str, object]:
        both = dict(had)
        for name, value in added.items():
            at = (*path, name)
            if name not in had:
                both[name] = value
                self._take(at, at)
            elif path[0] in _BY_SUBJECT and len(path) == 1:
                both[name] = self._both(part, at, had[name], value)
            else:
                mark = self._positions()[1].get(at)
                first = Place(mark.file or self.own.file, mark.line, mark.column) if mark else Place(self.own.file)
                what = f"'{name}' staat ook in {FilePath(first.file).name}, regel {first.line}."
                self.problems.append(Problem(what, part.key_place(at), "Kies een andere naam, of haal een weg."))
        return both

    def _take(self, old: Path, new: Path) -> None:
        """Take a value over from the part at hand; its position is moved only when one is asked for."""
        self.moves[-1][1][old] = new

    def _positions(self) -> tuple[dict[Path, Mark], dict[Path, Mark]]:
        """Give the positions of values and of keys, each with the file it stands in."""
        marks, key_marks = dict(self.own.marks), dict(self.own.key_marks)
        for part, moves in self.moves:
            deepest = max(map(len, moves), default=0)
            for given, taken in ((part.marks, marks), (part.key_marks, key_marks)):
                for path, mark in given.items():
                    for length in range(1, min(len(path), deepest) + 1):
                        new = moves.get(path[:length])
                        if new is not None:
                            taken[(*new, *path[length:])] = Mark(mark.line, mark.column, part.file)
                            break
        return marks, key_marks
