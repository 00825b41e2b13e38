"""Put the chosen reading in place of every spot where the text can be read in more than one way.

A spot is written as `{lezing: AMB-07, R1: …, R2: …}`; which of the options counts is decided under `lezingen`, and an
installation may take another. Keys beside the options (id, bij, posten …) stay, and the chosen option is laid beside
them. What is left is an ordinary document, with every value still at its own position.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zorginkoop.kernel.errors import Problem
from zorginkoop.kernel.marked import Deferred, Document, Mark, Path

KEY = "lezing"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The option taken of one reading, among all its options."""

    option: str
    options: frozenset[str]


def choose_readings(document: Document, chosen: Mapping[str, Chosen]) -> tuple[Document, tuple[Problem, ...]]:
    """Give the document with the chosen readings filled in, and a problem for every spot that lacks its option.

    What holds no reading is shared with the document it came from, and positions are moved only when one is asked for.
    """
    try:
        plain = _chosen_in(document.plain, chosen)
    except _CannotChoose:
        chooser = _Chooser(document, chosen)
        plain = chooser.walk(document.plain, (), ())
        return Document(document.file, plain, chooser.marks, chooser.key_marks), tuple(chooser.problems)
    walked = cache(lambda: _walked(document, chosen))
    return Document(document.file, plain, Deferred(lambda: walked().marks), Deferred(lambda: walked().key_marks)), ()


class _CannotChoose(Exception):
    """A spot lacks its reading or option; where, the walk with positions tells."""


def _chosen_in(value: object, chosen: Mapping[str, Chosen]) -> object:
    """Fill the chosen readings in, without minding where anything stands."""
    if isinstance(value, dict):
        if KEY in value:
            return _taken(value, chosen)
        filled = {key: _chosen_in(inner, chosen) for key, inner in value.items()}
        return filled if any(filled[key] is not inner for key, inner in value.items()) else value
    if isinstance(value, list):
        items = [_chosen_in(inner, chosen) for inner in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value


def _taken(value: Mapping[str, object], chosen: Mapping[str, Chosen]) -> object:
    reading = chosen.get(str(value[KEY]))
    if reading is None or reading.option not in value:
        raise _CannotChoose
    taken = _chosen_in(value[reading.option], chosen)
    beside = {
        key: _chosen_in(inner, chosen) for key, inner in value.items() if key != KEY and key not in reading.options
    }
    if not beside:
        return taken
    if not isinstance(taken, dict):
        raise _CannotChoose
    return {**beside, **taken}


def _walked(document: Document, chosen: Mapping[str, Chosen]) -> _Chooser:
    chooser = _Chooser(document, chosen)
    chooser.walk(document.plain, (), ())
    return chooser


class _Chooser:
    def __init__(self, document: Document, chosen: Mapping[str, Chosen]) -> None:
        self.document = document
        self.chosen = chosen
        self.marks: dict[Path, Mark] = {}
        self.key_marks: dict[Path, Mark] = {}
        self.problems: list[Problem] = []

    def walk(self, value: object, old: Path, new: Path) -> object:
        """Copy a value from its old path to its new one, which is shorter below a chosen reading."""
        if old in self.document.marks:
            self.marks.setdefault(new, self.document.marks[old])
        if old in self.document.key_marks:
            self.key_marks.setdefault(new, self.document.key_marks[old])
        if isinstance(value, dict):
            if KEY in value:
                return self._chosen(value, old, new)
            return {key: self.walk(inner, (*old, key), (*new, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.walk(inner, (*old, at), (*new, at)) for at, inner in enumerate(value)]
        return value

    def _chosen(self, value: Mapping[str, object], old: Path, new: Path) -> object:
        name = str(value[KEY])
        reading = self.chosen.get(name)
        if reading is None:
            self._problem(
                (*old, KEY), f"lezing '{name}' staat niet onder 'lezingen'.", "Zet haar daar met haar opties."
            )
            return None
        if reading.option not in value:
            options = ", ".join(sorted(reading.options & set(value))) or "geen"
            self._problem(old, f"lezing {name} heeft hier geen optie '{reading.option}'.", f"Er staan: {options}.")
            return None
        taken = self.walk(value[reading.option], (*old, reading.option), new)
        beside = {
            key: self.walk(inner, (*old, key), (*new, key))
            for key, inner in value.items()
            if key != KEY and key not in reading.options
        }
        if not beside:
            return taken
        if not isinstance(taken, dict):
            self._problem(
                (*old, reading.option), f"optie '{reading.option}' van lezing {name} is hier geen groep sleutels."
            )
            return beside
        return {**beside, **taken}

    def _problem(self, path: Path, what: str, remedy: str = "") -> None:
        self.problems.append(Problem(what, self.document.place(path), remedy))
