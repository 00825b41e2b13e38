"""Until when an agreement runs, in words: its days, the options used and left, tacit renewals and notice."""

from __future__ import annotations

from collections.abc import Iterator

from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.running_term import RunningTerm, TermRule
from zorginkoop.kernel.terms import Period


def period_words(period: Period, language: Language) -> str:
    """Write the days of a term: from its first up to and including its last."""
    end = write_date(period.end, language) if period.end else "open"
    return f"{write_date(period.start, language)} - {end}"


def term_words(rule: TermRule, term: RunningTerm, language: Language) -> Iterator[str]:
    """Say what made the end of a term, and what can still change it, a sentence each."""
    if rule.extension is not None:
        yield _extension(rule.extension.months, term, language)
    for name in term.too_late:
        words = name.replace("_", " ")
        yield (
            f"{words} kwam na het einde en verlengt niets"
            if language == "nl"
            else f"{words} came after the end and extends nothing"
        )
    if rule.tacit is not None:
        yield _tacit(rule.tacit.months, term, language)


def _extension(months: int, term: RunningTerm, language: Language) -> str:
    used, left = len(term.used), term.left
    if language == "nl":
        done = f"{used} keer verlengd met {months} maanden" if used else "nog niet verlengd"
        return f"{done}; {f'nog {left} keer mogelijk, met {months} maanden' if left else 'geen verlenging meer over'}"
    done = f"extended {used} {'time' if used == 1 else 'times'} by {months} months" if used else "not extended yet"
    more = f"possible {left} more {'time' if left == 1 else 'times'}, by {months} months"
    return f"{done}; {more if left else 'no extension left'}"


def _tacit(months: int, term: RunningTerm, language: Language) -> str:
    count = term.renewals
    if language == "nl":
        done = f"{count} keer stilzwijgend verlengd met {months} maanden" if count else "nog niet stilzwijgend verlengd"
        by = f"daarna telkens {months} maanden erbij, tenzij uiterlijk {{}} is opgezegd"
    else:
        times = f"{count} {'time' if count == 1 else 'times'}"
        done = f"tacitly renewed {times} by {months} months" if count else "not tacitly renewed yet"
        by = f"{months} months more each time, unless notice is given no later than {{}}"
    if term.notice_by is None:
        return f"{done}; {'eindigt door opzegging' if language == 'nl' else 'ends by notice'}"
    return f"{done}; {by.format(write_date(term.notice_by, language))}"
