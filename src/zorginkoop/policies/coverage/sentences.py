"""Cut a paragraph into sentences, and give each a fingerprint that survives another layout of the same text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_LENGTH = 10  # forty bits: no two sentences of one policy meet, and a line stays readable
_QUOTES = "\u2018\u2019"  # single, as printed; the double ones cannot be taken for something else
_DASHES = "\u2010\u2011\u2013\u2014"
_SOFT_HYPHEN = "\u00ad"
_SAME = str.maketrans(
    {**dict.fromkeys(_QUOTES, "'"), **dict.fromkeys("“”", '"'), **dict.fromkeys(_DASHES, "-"), _SOFT_HYPHEN: None}
)
_END = re.compile(rf"[.?!]+[)\]\"'”{_QUOTES}]*\s+(?=[^\W_a-zà-ÿ]|[\"'“{_QUOTES}(\[])")
_SHORT = frozenset({
    "a.d.h.v", "art", "bijv", "blz", "bv", "c.q", "ca", "d.w.z", "dr", "e.d", "evt", "excl",
    "i.c.m", "i.v.m", "incl",
    "jl", "m.b.t", "m.u.v", "max", "min", "mr", "n.a.v", "n.b", "n.v.t", "nr", "o.a", "o.b.v", "prof", "resp", "t.a.v",
    "t.b.v", "t.g.v", "t.o.v", "z.s.m",
})  # fmt: skip
_GLUED = ("www.", "@")  # an address that was broken at the end of a line


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source with its number, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Sentence:
    """One sentence, with the lines of the source it stands on."""

    text: str
    first: int
    last: int

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of its words."""
        return fingerprint(self.text)

    @property
    def lines(self) -> str:
        """The lines as people write them: 12 or 12-14."""
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"


def fingerprint(text: str) -> str:
    """Give a short hash of a text: white space, soft hyphens and the form of quotes and dashes do not count."""
    plain = unicodedata.normalize("NFKC", text).translate(_SAME)
    return hashlib.sha256("".join(plain.split()).encode()).hexdigest()[:_LENGTH]


def sentences_of(lines: Iterable[Line]) -> tuple[Sentence, ...]:
    """Cut the lines of one paragraph into sentences; a full stop of an abbreviation ends none."""
    text, starts = _joined(lines)
    cuts = [0, *(found.end() for found in _END.finditer(text) if not _is_short(text[: found.start()])), len(text)]
    return tuple(
        Sentence(piece, _line_at(starts, start), _line_at(starts, start + len(piece) - 1))
        for start, end in pairwise(cuts)
        if (piece := text[start:end].rstrip())
    )


def _joined(lines: Iterable[Line]) -> tuple[str, list[tuple[int, int]]]:
    """Write the lines after each other, and remember at which character each begins."""
    text = ""
    starts: list[tuple[int, int]] = []
    for line in lines:
        piece = " ".join(line.text.replace(_SOFT_HYPHEN, "").split())
        if text and not text.endswith(_GLUED):
            text += " "
        starts.append((len(text), line.number))
        text += piece
    return text, starts


def _is_short(before: str) -> bool:
    """Tell whether the word before a full stop is an abbreviation, or the number of an item."""
    word = re.split(r"[\s(]", before)[-1].lower()
    return word in _SHORT or (word.isdigit() and word == before)


def _line_at(starts: list[tuple[int, int]], at: int) -> int:
    return max((start, number) for start, number in starts if start <= at)[1]
