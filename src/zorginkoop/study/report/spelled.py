"""A test spelled out as a nested list, so that a long condition reads line by line instead of as one long sentence."""

from __future__ import annotations

from dataclasses import dataclass

from zorginkoop.kernel.condition_words import day_words, described
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import Join, Negation, OnlyIf, Reference, Rows, Test, Unless

_JOINS = {
    "alle": ("alles hiervan", "all of these"),
    "minstens_een": ("ten minste een hiervan", "at least one of these"),
    "geen": ("niets hiervan", "none of these"),
}
_ROWS = {
    "een_rij": ("een {row} waarvoor geldt", "one {row} with"),
    "geen_rij": ("geen enkele {row} waarvoor geldt", "not one {row} with"),
    "elke_rij": ("elke {row} voldoet hieraan", "every {row} meets this"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a condition: its words, the condition it refers to, and the lines below it."""

    words: str
    criterion: str = ""
    below: tuple[Line, ...] = ()


def spelled(speaker: Speaker, kind: str, test: Test) -> Line:
    """Spell a test out for a kind of subject."""
    match test:
        case Join():
            return Line(speaker.say(*_JOINS[test.how]), "", tuple(spelled(speaker, kind, part) for part in test.tests))
        case Reference():
            return Line(described(speaker, kind, test), test.criterion)
        case Negation():
            return _negated(speaker, kind, test)
        case Unless():
            parts = (spelled(speaker, kind, test.test), spelled(speaker, kind, test.exception))
            return Line(speaker.say("ten minste een hiervan", "at least one of these"), "", parts)
        case OnlyIf():
            return _guarded(speaker, kind, test)
        case Rows() if test.how in _ROWS and test.population is None and isinstance(test.where, Join):
            return _rows(speaker, kind, test)
    return Line(described(speaker, kind, test))


def _negated(speaker: Speaker, kind: str, test: Negation) -> Line:
    inner = spelled(speaker, kind, test.test)
    if inner.below:
        return Line(speaker.say("dit geldt niet", "this does not hold"), "", (inner,))
    if inner.criterion:
        return Line(speaker.say(f"niet voldaan aan: {inner.words}", f"not met: {inner.words}"), inner.criterion)
    return Line(speaker.say(f"niet: {inner.words}", f"not: {inner.words}"))


def _guarded(speaker: Speaker, kind: str, test: OnlyIf) -> Line:
    guard, inner = spelled(speaker, kind, test.guard), spelled(speaker, kind, test.test)
    head = speaker.say("dit geldt alleen als", "this applies only if")
    then = speaker.say("dan geldt", "then")
    return Line(
        speaker.say("alleen in een bepaald geval", "in one case only"),
        "",
        (Line(head, "", (guard,)), Line(then, "", (inner,))),
    )


def _rows(speaker: Speaker, kind: str, test: Rows) -> Line:
    dutch, english = _ROWS[test.how]
    row = speaker.rows(kind, test.relation, 1)
    inner = spelled(speaker, speaker.row_kind(kind, test.relation), test.where)
    words = speaker.say(dutch.format(row=row), english.format(row=row))
    return Line(f"{words}{day_words(speaker, kind, test)}", "", (inner,))
