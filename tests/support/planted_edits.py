"""Edits to plant, one at a time, in copies of real editions; planted_edits.yaml says what has to be found of each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zorginkoop.policies.loading import HERE, SHARED

Found = tuple[str, str, str, str, str]  # how, agreement, kind of node, name, key
EDITS_FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Planted:
    """One edit: what to replace, what a comparison has to find, and where somebody gets something else."""

    title: str
    edition: str
    file: str
    replace: tuple[tuple[str, str, str], ...]  # after which text, what, and by what
    beside: tuple[tuple[str, str], ...]  # further files, and what they hold
    found: tuple[Found, ...]
    differs: frozenset[str]
    dates: frozenset[str]
    formulas: frozenset[str]

    def __str__(self) -> str:
        """Name the edit in the output of a test."""
        return self.title


def planted_edits() -> dict[str, tuple[Planted, ...]]:
    """Read the edits, by what they are about."""
    groups: dict[str, list[dict[str, Any]]] = yaml.safe_load(EDITS_FILE.read_text(encoding="utf-8"))
    return {name: tuple(map(_planted, edits)) for name, edits in groups.items()}


def _planted(edit: dict[str, Any]) -> Planted:
    found = [(how, agreement, kind, name, key) for how, agreement, kind, name, key in edit.get("found", ())]
    return Planted(
        title=edit["title"],
        edition=edit["edition"],
        file=edit["file"],
        replace=tuple((one["after"], one["old"], one["new"]) for one in edit["replace"]),
        beside=tuple(edit.get("beside", {}).items()),
        found=tuple(found),
        differs=frozenset(edit.get("differs", ())),
        dates=frozenset(edit.get("dates", ())),
        formulas=frozenset(edit.get("formulas", ())),
    )


def plant(edit: Planted, folder: Path) -> Path:
    """Copy the edition of an edit to a folder, with the edit in it; gives the folder of the copy."""
    copy = folder / edit.edition
    shutil.copytree(HERE / edit.edition, copy, ignore=shutil.ignore_patterns("voorbeelden", "brondekking.yaml"))
    file = copy / edit.file
    if edit.file.startswith(SHARED):  # a module beside the copy goes before ours
        file = folder / edit.file
        file.parent.mkdir()
        shutil.copy(HERE / edit.file, file)
    text = file.read_text(encoding="utf-8")
    for after, old, new in edit.replace:
        at = text.index(old, text.index(after))
        text = text[:at] + new + text[at + len(old) :]
    file.write_text(text, encoding="utf-8")
    for name, held in edit.beside:
        (copy / name).write_text(held, encoding="utf-8")
    return copy
