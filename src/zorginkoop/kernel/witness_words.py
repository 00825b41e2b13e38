"""Sentences from a witness: what was found, in numbers and names, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.leaf_words import comparison_lines, ratio_lines
from zorginkoop.kernel.row_words import row_lines
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.witness import Compared, Ground, RatioFound, RowsFound, Witness, grounds


def findings(speaker: Speaker, found: Witness) -> tuple[str, ...]:
    """Say what was found: a sentence for each thing that made the state what it is."""
    told = (line for ground in grounds(found) for line in _lines(speaker, ground))
    return tuple(dict.fromkeys(sentence(line) for line in told))


def _lines(speaker: Speaker, ground: Ground) -> Iterator[str]:
    found = ground.witness
    if isinstance(found, Compared):
        yield from comparison_lines(speaker, found, ground.negated)
    elif isinstance(found, RowsFound):
        yield from row_lines(speaker, found)
    elif isinstance(found, RatioFound):
        yield from ratio_lines(speaker, found)
    else:
        requirement = speaker.requirement(speaker.criterion(found.criterion))
        yield f"{requirement}: {speaker.state(found.state)}"
