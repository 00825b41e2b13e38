"""Lay a source beside its coverage file: which sentence changed, is gone, is new, or has moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from zorginkoop.kernel.errors import Place, Problem
from zorginkoop.policies.coverage.anchors import sections_by_names
from zorginkoop.policies.coverage.ledger import Ledger
from zorginkoop.policies.coverage.paragraphs import paragraphs_of
from zorginkoop.policies.coverage.sentences import Sentence

_REFRESH = "Lees haar na, en werk de dekking bij met --draft."

Stored = tuple[str, str]  # anchor and fingerprint
Found = tuple[str, Sentence]


@dataclass(frozen=True)
class Compared:
    """What differs between a source and its coverage file, and the text of every sentence that is in both."""

    problems: tuple[Problem, ...] = ()
    texts: dict[str, Sentence] = field(default_factory=dict)


def compare(ledger: Ledger, lines: Sequence[str], file: Path) -> Compared:
    """Compare fingerprints sentence by sentence, in order."""
    sections, missing = sections_by_names(paragraphs_of(lines), ledger.source.koppen)
    found: list[Found] = [pair for section in sections for pair in section.sentences()]
    stored: list[Stored] = [(anchor, entry.vinger) for anchor, entry in ledger.source.zinnen.items()]
    comparing = _Comparing(ledger, file, stored, found)
    problems = [_heading_gone(ledger, name) for name in missing]
    problems += comparing.problems()
    return Compared(tuple(problems), comparing.texts)


def _heading_gone(ledger: Ledger, name: str) -> Problem:
    what = f"kop {name} staat niet meer zo in de bron."
    return Problem(what, ledger.document.key_place(("koppen", name)), "Zet regels en naam recht, of haal haar weg.")


class _Comparing:
    def __init__(self, ledger: Ledger, file: Path, stored: list[Stored], found: list[Found]) -> None:
        self.ledger = ledger
        self.file = file
        self.stored = stored
        self.found = found
        self.texts: dict[str, Sentence] = {}
        self.moved: list[tuple[str, str]] = []

    def problems(self) -> list[Problem]:
        """Tell every difference in the order of the source."""
        matcher = SequenceMatcher(
            None, [print_ for _, print_ in self.stored], [each.fingerprint for _, each in self.found], autojunk=False
        )
        problems: list[Problem] = []
        for tag, before, until, start, end in matcher.get_opcodes():
            if tag == "equal":
                self._same(before, start, end - start)
            else:
                problems += self._different(self.stored[before:until], self.found[start:end], before)
        return [*problems, *self._moves()]

    def _same(self, before: int, start: int, count: int) -> None:
        for step in range(count):
            old, (new, sentence) = self.stored[before + step][0], self.found[start + step]
            self.texts[old] = sentence
            if old != new:
                self.moved.append((old, new))

    def _different(self, gone: Sequence[Stored], come: Sequence[Found], at: int) -> Iterator[Problem]:
        """Pair what is gone with what came in its place; what is over is gone or new."""
        nearest = self.stored[at - 1][0] if at else None
        for old, new in zip_longest(gone, come):
            if old and new:
                what = f"de zin van {old[0]} is gewijzigd."
                yield Problem(what, self._line(new[1]), _REFRESH)
            elif old:
                yield Problem(f"de zin van {old[0]} is uit de bron verdwenen.", self.ledger.place(old[0]), _REFRESH)
            else:
                after = f", na {nearest}" if nearest else ", nog voor alle andere"
                yield Problem(f"hier staat een nieuwe zin{after}.", self._line(new[1]), _REFRESH)
            nearest = old[0] if old else nearest

    def _line(self, sentence: Sentence) -> Place:
        return Place(str(self.file), sentence.first, 1)

    def _moves(self) -> Iterator[Problem]:
        """Tell once that anchors moved: a paragraph before them came or went, or a heading was named otherwise."""
        if self.moved:
            old, new = self.moved[0]
            count = "1 zin heeft" if len(self.moved) == 1 else f"{len(self.moved)} zinnen hebben"
            what = f"{count} een ander anker gekregen; de eerste is nu {new}."
            yield Problem(what, self.ledger.place(old), "Werk de dekking bij met --draft.")
