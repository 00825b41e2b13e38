"""What waiting brings: the days on which a comparison may come out otherwise, and a subject as it is on such a day.

Waiting is no change that somebody makes, so it is never part of a way; but what only has to be waited for is not
impossible either. A subject on a later day is what is known now, with a later reference date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from zorginkoop.kernel.due import ends_of
from zorginkoop.kernel.evaluate import read_span
from zorginkoop.kernel.facts import FOREVER, REFERENCE_DATE, KnownFact, Span, Subject, Value
from zorginkoop.kernel.scalars import AMSTERDAM, read_date
from zorginkoop.kernel.terms import add_months
from zorginkoop.kernel.tree import Compare, DueDate, Literal, OtherFact, YearsBack

_DATED = frozenset({"datum", "moment", "periode"})
_LOOK_BACK = 2  # days after a look-back of years that may differ: a year that starts on 29 February needs one more


def days_ahead(test: Compare, subject: Subject) -> tuple[date, ...]:
    """Give the days after the reference date on which a comparison may come out otherwise than on the day before."""
    if test.kind not in _DATED:
        return ()
    days = {near for day in _turning(test, subject) for near in _around(day)}
    return tuple(sorted(day for day in days if subject.on < day < FOREVER))


def _turning(test: Compare, subject: Subject) -> Iterator[date]:
    operand, own = test.operand, subject.values[test.fact]
    if isinstance(operand, Literal):
        for text in operand.texts if test.operator != "bekend" else ():
            span = "/" in text
            yield from _days_of(read_span(text) if span else read_date(text))
    elif isinstance(operand, OtherFact):
        yield from _days_of(own)
        yield from _days_of(subject.values[operand.fact])
    elif isinstance(operand, YearsBack):
        for day in _days_of(own):
            if day.year + operand.years < FOREVER.year:
                fallen = add_months(day, 12 * operand.years)
                yield from (date.fromordinal(fallen.toordinal() + more) for more in range(_LOOK_BACK))
                yield day
    elif isinstance(operand, DueDate):
        yield from _days_of(own)
        end = ends_of(operand)(subject.values)
        yield from _days_of(end if isinstance(end, datetime) else None)


def _days_of(value: Value | None) -> Iterator[date]:
    if isinstance(value, datetime):
        yield value.astimezone(AMSTERDAM).date()
    elif isinstance(value, date):
        yield value
    elif isinstance(value, Span):
        yield from (value.first, value.last)


def _around(day: date) -> Iterator[date]:
    yield day
    if day < FOREVER:
        yield day + timedelta(days=1)


def on_day(subject: Subject, day: date) -> Subject:
    """Give a subject, with what is known now, on a later day; rows of an earlier day stay those of that day."""

    def moved(one: Subject) -> Subject:
        if one.on != subject.on:
            return one
        facts, values = one.facts, one.values
        if REFERENCE_DATE in values:
            told = KnownFact(REFERENCE_DATE, day, day.isoformat(), source=facts[REFERENCE_DATE].source)
            facts, values = {**facts, REFERENCE_DATE: told}, {**values, REFERENCE_DATE: day}
        relations = {
            name: None if rows is None else tuple(moved(row) for row in rows) for name, rows in one.relations.items()
        }
        return replace(one, on=day, facts=facts, values=values, relations=relations)

    return moved(subject)
