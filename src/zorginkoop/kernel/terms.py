"""Terms: closed periods of whole days, counted in calendar months.

A period names its first and its last day, both in force, because that is how people write and read agreements.
Months are counted as months and never as numbers of days; a day that does not exist becomes the last of its month.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from zorginkoop.kernel.errors import QuestionWrong
from zorginkoop.kernel.scalars import IsoDate, Whole, read_date

_DAY = timedelta(days=1)
_MONTHS = 12
_OPEN = "open"


def add_months(day: date, months: int) -> date:
    """Move a day by whole months, back when negative; a shorter month clamps (31 January + 1 = 28 February)."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_of_month(day: date) -> date:
    """Give the last day of the month that the day is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def first_of_next_month(day: date) -> date:
    """Give the first day of the month after the month of the day, also for the first of a month (GZ-121)."""
    return last_of_month(day) + _DAY


def end_after_months(end: date, months: int) -> date:
    """Move the last day of a period by whole months; a month end stays a month end (28 February + 1 = 31 March)."""
    moved = add_months(end, months)
    return last_of_month(moved) if end == last_of_month(end) else moved


def _read_end(text: object) -> date | None:
    """Read the last day of a period, or None for 'open'."""
    if text is None or text == _OPEN:
        return None
    end = read_date(text)
    if end == date.max:
        message = f"'{end}' staat voor 'zonder einde'; schrijf tot_en_met: open."
        raise ValueError(message)
    return end


def _write_end(end: date | None) -> str:
    """Write the last day of a period, or 'open'."""
    return _OPEN if end is None else end.isoformat()


_End = Annotated[
    date | None,
    BeforeValidator(_read_end),
    PlainSerializer(_write_end, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"const": _OPEN}]}),
]


class Period(BaseModel):
    """A term: every day from `start` up to and including `end`; no end means that it runs until somebody ends it.

    In YAML `{van: 2026-01-01, tot_en_met: 2027-12-31}` or `tot_en_met: open`; in Python also `Period.of(start, end)`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    start: IsoDate = Field(alias="van")
    end: _End = Field(alias="tot_en_met")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """Refuse a period that ends before it starts."""
        if self.end is not None and self.end < self.start:
            message = f"De periode eindigt ({self.end}) voordat zij begint ({self.start}); verwissel van en tot_en_met."
            raise ValueError(message)
        return self

    @classmethod
    def of(cls, start: date, end: date | None = None) -> Self:
        """Make a period from its first and last day; without a last day it is open."""
        return cls(van=start, tot_en_met=end)

    @property
    def before(self) -> date | None:
        """The first day that no longer belongs to the period (half-open end), or None when it is open."""
        return None if self.end is None else self.end + _DAY

    def contains(self, day: date) -> bool:
        """Say whether the day lies in the period."""
        return self.start <= day and (self.end is None or day <= self.end)

    def covers(self, other: Period) -> bool:
        """Say whether every day of the other period lies in this one (omvat)."""
        if other.end is None:
            return self.end is None and self.start <= other.start
        return self.contains(other.start) and self.contains(other.end)

    def overlap(self, other: Period) -> Period | None:
        """Give the days that both periods share, or None when they share none."""
        ends = [end for end in (self.end, other.end) if end is not None]
        start, end = max(self.start, other.start), min(ends, default=None)
        return None if end is not None and end < start else Period.of(start, end)

    def overlaps(self, other: Period) -> bool:
        """Say whether the periods share at least one day."""
        return self.overlap(other) is not None

    def touches(self, other: Period) -> bool:
        """Say whether one period starts on the day after the other ends: no gap and no shared day."""
        return self.before == other.start or other.before == self.start


def calendar_year(year: int) -> Period:
    """Give the period of one contract year."""
    return Period.of(date(year, 1, 1), date(year, 12, 31))


def _at_least_one(number: int) -> None:
    """Refuse a length or a count below one."""
    if number < 1:
        message = f"'{number}' is te klein; geef 1 of meer."
        raise ValueError(message)


class ExtensionOption(BaseModel):
    """The right to extend a term by a number of months, a counted number of times (ZV-74); once when not said.

    In YAML `{maanden: 24, keren: 1}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    months: Whole = Field(alias="maanden")
    times: Whole = Field(default=1, alias="keren")

    @model_validator(mode="after")
    def _positive(self) -> Self:
        """Refuse an option that extends nothing."""
        _at_least_one(self.months)
        _at_least_one(self.times)
        return self

    def left(self, used: int) -> int:
        """Count how many times the option can still be used after `used` times."""
        return max(self.times - used, 0)

    def extend(self, term: Period, used: int) -> Period:
        """Give the term after the option was used `used` times.

        Counted from the first end, so that a short month never shortens what follows. Raises QuestionWrong when the
        option does not exist that often, or when the term is open.
        """
        if used < 0 or used > self.times:
            message = f"De verlenging is {used} keer gebruikt, maar de overeenkomst kent haar {self.times} keer."
            raise QuestionWrong(message)
        return Period.of(term.start, end_after_months(_closed(term), self.months * used))


def tacit_renewals(term: Period, months: int, until: date, ended_on: date | None = None) -> tuple[Period, ...]:
    """Give the term and its tacit renewals of `months` each, up to and including the one with `until` in it (PM-82).

    `ended_on` is the last day when somebody gave notice in time: nothing runs beyond it, and the term that it falls in
    ends on it. Raises QuestionWrong when the term is open or the notice precedes it.
    """
    _at_least_one(months)
    if ended_on is not None and ended_on < term.start:
        message = f"De overeenkomst is opgezegd per {ended_on}, voordat zij begon ({term.start})."
        raise QuestionWrong(message)
    first_end, terms = _closed(term), [term]
    while (last := _closed(terms[-1])) < until and (ended_on is None or last < ended_on):
        terms.append(Period.of(last + _DAY, end_after_months(first_end, months * len(terms))))
    if ended_on is not None and terms[-1].contains(ended_on):
        terms[-1] = Period.of(terms[-1].start, ended_on)
    return tuple(terms)


def join_cycle(cycle: Period, start: date) -> Period:
    """Give the term of a provider that joins a cycle of several years: it ends together with the cycle (AMB-20).

    Raises QuestionWrong when the start lies outside the cycle: that start belongs to another cycle's edition.
    """
    if not cycle.contains(start):
        message = f"{start} valt buiten de cyclus {cycle.start} tot en met {_write_end(cycle.end)}."
        raise QuestionWrong(message)
    return Period.of(start, cycle.end)


def lead_day(term: Period, months: int) -> date:
    """Give the day that lies `months` before the end of the term, to warn that nothing follows yet (ZV-77).

    Raises QuestionWrong when the term is open.
    """
    return end_after_months(_closed(term), -months)


def _closed(term: Period) -> date:
    """Give the last day of a term that must have one."""
    if term.end is None:
        message = f"De looptijd vanaf {term.start} is open; verlengen en aftellen kan alleen met een einddatum."
        raise QuestionWrong(message)
    return term.end
