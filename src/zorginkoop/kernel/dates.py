"""What a date rule comes to once events are known.

Pure: the caller brings the moments of the events and the calendar. Nothing is ever shifted because of a weekend
(AMB-15), days are days in Europe/Amsterdam, and hours are counted in absolute time (ZV-67).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.date_words import Language, write_date, write_date_dutch, write_date_english, write_moment
from zorginkoop.kernel.repeats import Per, Repeat, turn_name
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.supplied import written
from zorginkoop.kernel.terms import add_months, first_of_next_month
from zorginkoop.kernel.timing import Form, Limits, Occurrence, Resolved, Timing, end_of, start_of, to_utc

__all__ = [
    "DateRule",
    "Form",
    "Language",
    "Limits",
    "Occurrence",
    "Per",
    "Repeat",
    "Resolved",
    "Timing",
    "end_of",
    "resolve",
    "start_of",
    "to_utc",
    "write_date",
    "write_date_dutch",
    "write_date_english",
    "write_moment",
]


def resolve(rule: DateRule, events: Mapping[str, datetime], calendar: WorkCalendar) -> Resolved:
    """Fill in a date rule with the events known so far (aware moments by event name; a missing name is not known yet).

    A naive moment raises ValueError.
    """
    known = [events[name] for name in rule.events if name in events]
    turns = _turns(rule)
    if turns:
        span = Limits(first=turns[0].first, before=turns[-1].before)
    elif known:
        span = _from_event(rule, to_utc(known[0]).astimezone(AMSTERDAM), calendar)
    else:
        span = _floor(rule) if rule.events else _fixed(rule)
    due, before = span.last_day, _moved(rule, span.before, events)
    return Resolved(
        first=span.first,
        before=before,
        due=due if before != span.before else None,
        form=rule.form,
        waiting_for=() if known else rule.events,
        approximate=rule.approximate,
        words=rule.words or "",
        occurrences=turns,
    )


def _moved(rule: DateRule, before: datetime | None, events: Mapping[str, datetime]) -> datetime | None:
    """Move the end of a term by its grace, and to the day of a decision about a later one."""
    if before is None:
        return None
    grace = written(rule.grace)
    ends = [start_of(before.date() + timedelta(days=grace)) if grace else before]
    ends += [end_of(events[name].astimezone(AMSTERDAM).date()) for name in rule.extended_to or () if name in events]
    return max(ends, key=to_utc)


def _fixed(rule: DateRule) -> Limits:
    """Give the moments of a form that names its own dates."""
    if rule.before is not None:
        return Limits(before=start_of(_day(rule.before)))
    window = rule.window
    on = None if rule.on is None else _day(rule.on)
    since, by = (None if day is None else _day(day) for day in (rule.since, rule.by))
    start = on or since or (None if window is None else window.start)
    end = on or by or (None if window is None else window.end)
    return Limits(first=None if start is None else start_of(start), before=None if end is None else end_of(end))


def _floor(rule: DateRule) -> Limits:
    """Give what is certain before the event is known: a computed first day never lies before niet_eerder_dan."""
    if rule.not_before is None or rule.form not in {Form.AFTER, Form.FIRST_OF_NEXT_MONTH}:
        return Limits()
    return Limits(first=start_of(_day(rule.not_before)))


def _from_event(rule: DateRule, anchor: datetime, calendar: WorkCalendar) -> Limits:
    """Count from the event, a moment on the Amsterdam clock."""
    form, day = rule.form, anchor.date()
    if form in {Form.WITHIN_HOURS, Form.AT_ONCE}:
        return _by_the_clock(anchor, written(rule.hours))
    if form is Form.AFTER:
        floor = anchor if rule.not_before is None else start_of(_day(rule.not_before))
        return Limits(first=max(anchor, floor, key=to_utc))
    if form is Form.FIRST_OF_NEXT_MONTH:
        start = _not_before(rule, first_of_next_month(day))
        return Limits(first=start_of(start), before=end_of(start))
    # The whole day of the event is open: an answer known only by its date must not come out as too early.
    return Limits(first=start_of(day), before=end_of(_not_before(rule, _last_day(rule, day, calendar))))


def _by_the_clock(anchor: datetime, hours: int) -> Limits:
    """Count elapsed hours, whatever the clock on the wall does; exactly that many later is still in time (ZC-06)."""
    last = to_utc(anchor) + timedelta(hours=hours)
    return Limits(first=anchor, before=(last + datetime.resolution).astimezone(AMSTERDAM))


def _last_day(rule: DateRule, day: date, calendar: WorkCalendar) -> date:
    """Give the last day of a term in days, working days or months; the day of the event is day 0."""
    if rule.working_days is not None:
        return calendar.add_working_days(day, written(rule.working_days))
    if rule.months is not None:
        return add_months(day, written(rule.months))
    return day + timedelta(days=written(rule.days))


def _not_before(rule: DateRule, day: date) -> date:
    """Lift a computed day to niet_eerder_dan."""
    return day if rule.not_before is None else max(day, _day(rule.not_before))


def _day(day: date | str) -> date:
    """Give a day of a filled rule; one that lacks its year is a mistake of the caller."""
    if isinstance(day, str):
        message = f"de dag {day} heeft nog geen jaar."
        raise TypeError(message)
    return day


def _turns(rule: DateRule) -> tuple[Occurrence, ...]:
    """Give every turn of a repeating duty; it may come from the start of its period, and is due after its end."""
    if rule.repeats is None:
        return ()
    return tuple(
        Occurrence(
            period=period,
            name=turn_name(rule.repeats.per, period.start),
            first=start_of(period.start),
            before=end_of(rule.repeats.due(end)),
        )
        for period in rule.repeats.periods()
        if (end := period.end)
    )
