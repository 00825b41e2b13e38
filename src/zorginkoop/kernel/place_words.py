"""The place in the source that a condition rests on, in words a reader can follow in the policy document."""

from __future__ import annotations

from typing import Protocol

from zorginkoop.kernel.tree import Citation

_YEAR = 4  # digits: a heading in a change log is a year, and no document counts a thousand paragraphs under one heading


class Says(Protocol):
    """Whoever speaks Dutch or English."""

    def say(self, dutch: str, english: str) -> str:
        """Take the words in the language spoken."""


def places(speaker: Says, citation: Citation) -> str:
    """Name every place of a citation."""
    return "; ".join(place(speaker, one) for one in citation.places)


def place(speaker: Says, anchor: str) -> str:
    """Name one place: 2.3/gedifferentieerd/4 reads as paragraaf 2.3, onder 'gedifferentieerd', alinea 4."""
    first, *rest = (part.replace("_", " ") for part in anchor.split("/"))
    words = [_head(speaker, first)]
    for part in rest:
        if part.isdigit() and len(part) < _YEAR:
            words.append(speaker.say(f"alinea {part}", f"paragraph {part}"))
        else:
            words.append(speaker.say(f"onder '{part}'", f"under '{part}'"))
    return ", ".join(words)


def _head(speaker: Says, part: str) -> str:
    if not part[:1].isdigit():
        return f"'{part}'"
    if "." in part:
        return speaker.say(f"paragraaf {part}", f"section {part}")
    return speaker.say(f"hoofdstuk {part}", f"chapter {part}")
