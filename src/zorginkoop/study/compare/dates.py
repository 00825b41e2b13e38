"""Whether a date means another day: a fixed day, or what counts from an event over years of days of that event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.date_words import Language, write_date
from zorginkoop.kernel.dates import DateRule, Resolved, resolve
from zorginkoop.kernel.planning import Deadline, StartRule
from zorginkoop.kernel.scalars import AMSTERDAM

TERM = "looptijd"


@dataclass(frozen=True, slots=True)
class DatedCase:
    """Days on which both rules were worked out and differ: the event and its day, if any, and what each comes to."""

    event: str
    day: date | None
    old: Resolved
    new: Resolved

    def say(self, language: Language) -> tuple[str, str, str]:
        """Say the day of the event, what the older comes to, and what the newer."""
        day = write_date(self.day, language) if self.day else ""
        return day, self.old.say(language), self.new.say(language)


@dataclass(frozen=True, slots=True)
class DateMeaning:
    """One date that reads otherwise: a day on which it differs, or on how many days it came to the same.

    `case` is None where every day that was tried comes to the same.
    """

    agreement: str
    name: str
    tried: int
    case: DatedCase | None = None


Dated = Deadline | StartRule


def date_meanings(old: CompiledAgreement, new: CompiledAgreement, days: tuple[date, date]) -> Iterator[DateMeaning]:
    """Compare every date that stands in both and reads otherwise."""
    before, after = dict(_dated(old)), dict(_dated(new))
    calendars = old.planning.calendar, new.planning.calendar
    for name, entry in after.items():
        was = before.get(name)
        if was is not None and _bare(was.rule) != _bare(entry.rule):
            tried, case = _compared(was.rule, entry.rule, days, calendars)
            yield DateMeaning(new.agreement.agreement, name, tried, case)


def _dated(compiled: CompiledAgreement) -> Iterator[tuple[str, Dated]]:
    planning = compiled.planning
    yield from ((entry.id, entry) for entry in planning.deadlines)
    yield from ((f"ingang {entry.id}", entry) for entry in planning.starts)
    yield from ((f"wijziging {entry.id}", entry) for entry in planning.changes)


def _bare(rule: DateRule) -> Mapping[str, object]:
    """Give a rule without the source's own words, which date nothing."""
    return rule.model_dump(by_alias=True, exclude_none=True, exclude={"words", "about"})


def _compared(
    old: DateRule, new: DateRule, days: tuple[date, date], calendars: tuple[WorkCalendar, WorkCalendar]
) -> tuple[int, DatedCase | None]:
    tried = 0
    for event, day, events in _cases((*old.names, *new.names), days):
        tried += 1
        one, other = resolve(old, events, calendars[0]), resolve(new, events, calendars[1])
        if _comes_to(one) != _comes_to(other):
            return tried, DatedCase(event, day, one, other)
    return tried, None


def _cases(
    names: tuple[str, ...], days: tuple[date, date]
) -> Iterator[tuple[str, date | None, Mapping[str, datetime]]]:
    """Give the case in which nothing happened, and each event on each day: at noon, and on the last minute of it."""
    yield "", None, {}
    for name in dict.fromkeys(names):
        for number in range((days[1] - days[0]).days + 1):
            day = days[0] + timedelta(days=number)
            for clock in (time(12), time(23, 59)):
                yield name, day, {name: datetime.combine(day, clock, AMSTERDAM)}


def _comes_to(dates: Resolved) -> tuple[object, ...]:
    return dates.first, dates.before, dates.due, dates.waiting_for, dates.occurrences
