"""Sentences from a witness: what was found, in numbers and names, and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zorginkoop.kernel.facts import REFERENCE_DATE
from zorginkoop.kernel.leaf_words import comparison_words, others, ratio_lines
from zorginkoop.kernel.row_words import row_lines
from zorginkoop.kernel.speech import Speaker, sentence
from zorginkoop.kernel.states import MET
from zorginkoop.kernel.witness import Compared, Ground, RatioFound, Referred, RowsFound, Witness, by_fact, grounds

Referring = Callable[[str], Sequence[str]]  # the findings of another condition, by its id


def findings(speaker: Speaker, found: Witness, referring: Referring = lambda _: ()) -> tuple[str, ...]:
    """Say what was found: a sentence for each thing that made the state what it is."""
    given = by_fact(grounds(found))
    telling = [same for same in given if not _is_reference_date(same)] or given
    told = (line for same in telling for line in _lines(speaker, same, referring))
    return tuple(dict.fromkeys(sentence(line) for line in told))


def _is_reference_date(same: Sequence[Ground]) -> bool:
    """Tell whether a ground is only the day that is judged on, which needs no telling beside another."""
    found = same[0].witness
    return isinstance(found, Compared) and found.fact.key == REFERENCE_DATE


def _lines(speaker: Speaker, same: Sequence[Ground], referring: Referring) -> Iterator[str]:
    found = same[0].witness
    if isinstance(found, Compared):
        compared = [(one.witness, one.negated) for one in same if isinstance(one.witness, Compared)]
        yield comparison_words(speaker, compared)
        yield from others(speaker, [one for one, _ in compared])
    elif isinstance(found, RowsFound):
        yield from row_lines(speaker, found)
    elif isinstance(found, RatioFound):
        yield from ratio_lines(speaker, found)
    else:
        requirement = speaker.requirement(speaker.criterion(found.criterion))
        yield f"{requirement}: {speaker.state(found.state)}"
        yield from () if found.state == MET else referring(found.criterion)


def route_findings(speaker: Speaker, found: Witness, referring: Referring) -> tuple[str, ...]:
    """Say why a route fits: what was found for the conditions it refers to, and for its own test."""
    told: list[str] = []
    for ground in grounds(found):
        one = ground.witness
        told += referring(one.criterion) if isinstance(one, Referred) else findings(speaker, one, referring)
    return tuple(dict.fromkeys(told))
