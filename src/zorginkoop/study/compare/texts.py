"""What changed in the words: word by word in a sentence, and line by line in the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from enum import StrEnum
from pathlib import Path

from zorginkoop.policies.loading import HERE, SHARED, EditionFolder
from zorginkoop.policies.parts import policy_files

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_CONTEXT = 2


class Stands(StrEnum):
    """In which of the two texts words stand."""

    BOTH = "beide"
    OLD = "oud"
    NEW = "nieuw"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and in which of the two texts they stand."""

    words: str
    stands: Stands


@dataclass(frozen=True, slots=True)
class FileLines:
    """One file as it differs: its name within the edition, how many lines went and came, and the lines themselves."""

    name: str
    gone: int
    come: int
    lines: tuple[str, ...]


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Lay two sentences beside each other, word by word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(before[i1:i2]), Stands.BOTH))
            continue
        if i1 < i2:
            found.append(Piece("".join(before[i1:i2]), Stands.OLD))
        if j1 < j2:
            found.append(Piece("".join(after[j1:j2]), Stands.NEW))
    return tuple(found)


def marked(old: str, new: str) -> str:
    """Write two sentences as one: [-what went-] and {+what came+}."""
    shapes = {Stands.BOTH: "{}", Stands.OLD: "[-{}-]", Stands.NEW: "{{+{}+}}"}
    return "".join(shapes[piece.stands].format(piece.words) for piece in pieces(old, new))


def file_lines(old: EditionFolder, new: EditionFolder) -> tuple[FileLines, ...] | None:
    """Compare the files line by line; None when one of the two is a kept coding, which has no files."""
    if old.coding is not None or new.coding is not None:
        return None
    before, after = dict(_texts(old)), dict(_texts(new))
    return tuple(
        _of_file(name, before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def _of_file(name: str, old: str, new: str) -> FileLines:
    lines = tuple(
        unified_diff(old.splitlines(), new.splitlines(), f"oud/{name}", f"nieuw/{name}", "", "", _CONTEXT, "")
    )
    gone = sum(line.startswith("-") for line in lines[2:])
    come = sum(line.startswith("+") for line in lines[2:])
    return FileLines(name, gone, come, lines)


def _texts(edition: EditionFolder) -> Iterator[tuple[str, str]]:
    """Give the files an edition is read from: its own, and all shared modules that stand beside it."""
    for file in policy_files(edition.folder):
        yield file.relative_to(edition.folder).as_posix(), file.read_text(encoding="utf-8-sig")
    beside = edition.folder.parent.parent / SHARED
    shared: dict[str, Path] = {}
    for folder in (HERE / SHARED, beside):  # what stands beside the edition goes before ours
        shared |= {file.name: file for file in sorted(folder.glob("*.yaml"))}
    for name, file in shared.items():
        yield f"{SHARED}/{name}", file.read_text(encoding="utf-8-sig")
