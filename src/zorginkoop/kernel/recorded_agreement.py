"""Which days one recorded agreement covers: its term, the options used, tacit renewals, notice and last day.

An option is counted from the first end. A tacit renewal goes on for as long as nobody gave notice; notice ends the
agreement with the first renewal that still leaves the whole notice period. What is not known leaves days open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from zorginkoop.kernel.dates import start_of
from zorginkoop.kernel.errors import FactsWrong, InputWrong, Place, Problem
from zorginkoop.kernel.facts import FOREVER, KnownFact, Span, Subject
from zorginkoop.kernel.running_term import Tacit, TermRule, running_term
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.kernel.terms import ExtensionOption, Period
from zorginkoop.kernel.tree import Citation, Phrase

ROWS = "overeenkomsten"  # the relation that recorded agreements stand in
FACTS = (
    "looptijd", "gesloten_op", "variant", "verzekeraar", "labels", "polisvormen", "vestigingen", "ingekocht",
    "optie_maanden", "optie_keren", "opties_gebruikt", "stilzwijgend_maanden", "opzegtermijn_maanden", "opgezegd_op",
    "laatste_dag", "overgenomen_van",
)  # fmt: skip

_NOTICE = "opgezegd_op"


@dataclass(frozen=True, slots=True)
class Covered:
    """The days that an agreement covers for certain, until when it may run at most, and the facts that say so."""

    certain: Span | None
    open_from: date | None  # from this day on it is not known whether it is in force
    open_until: date
    facts: tuple[KnownFact, ...]
    deciding: tuple[KnownFact, ...] = ()  # the unknown facts that would decide the open days

    def state(self, on: date) -> int:
        """Say whether the agreement is in force on a day."""
        if self.certain is not None and self.certain.first <= on <= self.certain.last:
            return MET
        if self.open_from is not None and self.open_from <= on <= self.open_until:
            return UNKNOWN
        return NOT_MET

    def edges(self) -> tuple[date, ...]:
        """Give the first days on which its state may differ from the day before."""
        starts = [self.certain.first, day_after(self.certain.last)] if self.certain else []
        if self.open_from is not None:
            starts += [self.open_from, day_after(self.open_until)]
        return tuple(day for day in starts if day is not None)


def day_after(day: date) -> date | None:
    """Give the next day, or None after the last there is."""
    return None if day >= FOREVER else date.fromordinal(day.toordinal() + 1)


def covered(row: Subject) -> Covered:
    """Work out which days a recorded agreement covers.

    Raises FactsWrong when what was recorded of it cannot be: an option used more often than it exists.
    """
    try:
        return _Reading(row).covered()
    except InputWrong as wrong:
        where = Place(field=f"overeenkomst {row.id}")
        raise FactsWrong([replace(problem, where=where) for problem in wrong.problems]) from None
    except ValueError:  # a length below one, or a day beyond the last there is
        what = "de looptijd laat zich niet uitrekenen uit opties, verlenging en opzegging."
        where = Place(field=f"overeenkomst {row.id}")
        raise FactsWrong(Problem(what, where, "Kijk de getallen en de dagen na.")) from None


class _Reading:
    def __init__(self, row: Subject) -> None:
        self.row = row
        self.used: list[KnownFact] = []

    def covered(self) -> Covered:
        term = self._fact("looptijd")
        if term is None or not isinstance(term.value, Span):
            unknown = (term,) if term else ()
            return Covered(None, date.min, FOREVER, (), unknown)
        self.used.append(term)
        signed = self._fact("gesloten_op")
        if signed is not None and is_left_open(signed):
            return Covered(None, term.value.first, FOREVER, tuple(self.used), (signed,))
        if signed is not None and signed.value is not None:
            self.used.append(signed)
        return self._ended(term.value)

    def _ended(self, term: Span) -> Covered:
        """Take the last day that was recorded, else what options, renewals and notice make of the term."""
        last = self._fact("laatste_dag")
        if last is not None and isinstance(last.value, date):
            self.used.append(last)
            return self._closed(term.first, last.value)
        if last is not None and is_left_open(last):
            return Covered(None, term.first, FOREVER, tuple(self.used), (last,))
        extended = self._extended(term)
        if isinstance(extended, KnownFact):
            return self._open_after(term, FOREVER, (extended,))
        return self._renewed(extended)

    def _extended(self, term: Span) -> Span | KnownFact:
        """Give the term with the options used, or the fact that is not known."""
        used = self._fact("opties_gebruikt")
        if used is None or term.last == FOREVER:
            return term
        if not isinstance(used.value, int):
            return used
        if used.value == 0:
            return term
        months, times = self._fact("optie_maanden"), self._fact("optie_keren")
        if months is None or not isinstance(months.value, int):
            return months or used
        self.used += [used, months]
        option = ExtensionOption(
            maanden=months.value, keren=times.value if times and isinstance(times.value, int) else 1
        )
        end = option.extend(Period.of(term.first, term.last), used.value).end
        return Span(term.first, end or FOREVER)

    def _renewed(self, term: Span) -> Covered:
        months = self._fact("stilzwijgend_maanden")
        if months is None or term.last == FOREVER or _absent(months):
            return self._closed(term.first, term.last)
        notice = self._fact("opgezegd_op")
        if not isinstance(months.value, int) or (notice is not None and is_left_open(notice)):
            deciding = months if not isinstance(months.value, int) else notice
            return self._open_after(term, FOREVER, (deciding,) if deciding else ())
        if months.value < 1:
            message = "verlengen met 0 maanden is niet verlengen; laat stilzwijgend_maanden dan weg."
            raise FactsWrong(message)
        self.used.append(months)
        if notice is None or not isinstance(notice.value, date):
            return self._closed(term.first, FOREVER)
        self.used.append(notice)
        return self._noticed(term, months.value, notice.value)

    def _noticed(self, term: Span, months: int, notice: date) -> Covered:
        """End with the first renewal that leaves the notice period; without one known, only the next end is certain."""
        period, first = self._fact("opzegtermijn_maanden"), Period.of(term.first, term.last)
        running = _end_with(first, months, 0, notice)
        if period is None or not isinstance(period.value, int):
            certain = Span(term.first, running)
            return Covered(certain, day_after(running), FOREVER, tuple(self.used), (period,) if period else ())
        self.used.append(period)
        return self._closed(term.first, _end_with(first, months, period.value, notice))

    def _open_after(self, term: Span, until: date, deciding: tuple[KnownFact, ...]) -> Covered:
        """Cover the term itself, and leave open what comes after it."""
        return Covered(term, day_after(term.last), until, tuple(self.used), deciding)

    def _closed(self, first: date, last: date) -> Covered:
        """Cover the days from the first up to and including the last; a last day before the first covers none."""
        return Covered(Span(first, last) if first <= last else None, None, FOREVER, tuple(self.used))

    def _fact(self, name: str) -> KnownFact | None:
        """Give a fact of the agreement, or None where the edition knows no such fact or nothing was recorded."""
        fact = self.row.facts.get(name)
        return None if fact is None or (name not in _ALWAYS and _absent(fact)) else fact


_ALWAYS = frozenset({"looptijd", "opzegtermijn_maanden", "optie_maanden"})  # asked for, these are missed when absent


def is_left_open(fact: KnownFact) -> bool:
    """Tell whether somebody said expressly that a fact is not known."""
    return fact.value is None and not _absent(fact)


def _absent(fact: KnownFact) -> bool:
    """Tell whether nothing at all was recorded."""
    return fact.value is None and not fact.source


def _end_with(term: Period, months: int, ahead: int, notice: date) -> date:
    """Give the last day of an agreement of which notice was received, so many months ahead of an end."""
    rule = TermRule(term, tacit=Tacit(months, _NOTICE, ahead, 0, Phrase(), Citation()))
    running = running_term(rule, term.start, {_NOTICE: start_of(notice)})
    return running.period.end or FOREVER if running else FOREVER
