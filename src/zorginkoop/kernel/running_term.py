"""Until when an agreement runs: its cycle, the options that were used, tacit renewals, and notice given in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.terms import Period, end_after_months
from zorginkoop.kernel.tree import Citation, Phrase

_LAST_YEAR = 2999  # nobody counts renewals further


@dataclass(frozen=True, slots=True)
class Extension:
    """The right to extend a term by so many months; each time it is used rests on a decision of its own."""

    months: int
    decisions: tuple[str, ...]
    phrase: Phrase
    citation: Citation


@dataclass(frozen=True, slots=True)
class Tacit:
    """A term that goes on by so many months, unless notice was given so long before its end."""

    months: int
    notice: str
    ahead_months: int
    ahead_days: int
    phrase: Phrase
    citation: Citation

    def notice_by(self, end: date) -> date:
        """Give the last day on which notice still ends the term on this day."""
        return end_after_months(end, -self.ahead_months) - timedelta(days=self.ahead_days)


@dataclass(frozen=True, slots=True)
class TermRule:
    """The term that a policy names, and what may follow its last day."""

    cycle: Period
    extension: Extension | None = None
    tacit: Tacit | None = None


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """The days that one agreement covers, as far as is known, and what can still change its end.

    `too_late` names decisions taken after the term they would extend had ended: those extend nothing. `renewals` counts
    the tacit ones; `notice_by` is the last day on which notice ends the agreement with this term, None where the end is
    settled or open.
    """

    period: Period
    used: tuple[str, ...] = ()
    left: int = 0
    too_late: tuple[str, ...] = ()
    renewals: int = 0
    notice_by: date | None = None
    ended_by_notice: bool = False


def running_term(
    rule: TermRule, start: date, events: Mapping[str, datetime], on: date | None = None
) -> RunningTerm | None:
    """Give the term of an agreement that starts on a day, by the decisions and the notice so far.

    Who joins late ends with the cycle (AMB-20). Tacit renewals are counted up to `on`; without it, only as far as a
    notice shows. None when the agreement would start after its end.
    """
    if rule.cycle.end is None:
        return RunningTerm(Period.of(max(start, rule.cycle.start)))
    end, used, late = _extended(rule.extension, rule.cycle.end, events)
    renewals, ended = _renewed(rule.tacit, end, events, on)
    last = end_after_months(end, rule.tacit.months * renewals) if rule.tacit else end
    first = max(start, rule.cycle.start)
    if last < first:
        return None
    return RunningTerm(
        period=Period.of(first, last),
        used=used,
        left=len(rule.extension.decisions) - len(used) if rule.extension else 0,
        too_late=late,
        renewals=renewals,
        notice_by=rule.tacit.notice_by(last) if rule.tacit and not ended else None,
        ended_by_notice=ended,
    )


def _extended(
    extension: Extension | None, first_end: date, events: Mapping[str, datetime]
) -> tuple[date, tuple[str, ...], tuple[str, ...]]:
    """Move the end by every option that was used before the end it moves, always counted from the first end."""
    end, used, late = first_end, [], []
    taken = [name for name in (extension.decisions if extension else ()) if name in events]
    for name in sorted(taken, key=lambda name: events[name]):
        if extension is None or _day(events[name]) > end:
            late.append(name)
            continue
        used.append(name)
        end = end_after_months(first_end, extension.months * len(used))
    return end, tuple(used), tuple(late)


def _renewed(tacit: Tacit | None, end: date, events: Mapping[str, datetime], on: date | None) -> tuple[int, bool]:
    """Count the tacit renewals, and tell whether notice ended them."""
    if tacit is None:
        return 0, False
    noticed, count = events.get(tacit.notice), 0
    while True:
        last = end_after_months(end, tacit.months * count)
        if noticed is not None and _day(noticed) <= tacit.notice_by(last):
            return count, True
        if (noticed is None and (on is None or on <= last)) or last.year >= _LAST_YEAR:
            return count, False
        count += 1


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()
