"""The end of a deadline as something to compare with: worked out from the events that its rule counts from.

The rule stands in the tree as lines of text, so that it travels with an outcome and gives the same end years later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.facts import Value
from zorginkoop.kernel.scalars import read_moment
from zorginkoop.kernel.tree import DueDate

NOT_RUNNING = ""  # the end of a deadline whose event has not happened: as with an event, nothing is late or in time
Ends = Callable[[Mapping[str, Value | None]], datetime | str | None]

_CALENDAR = "kalender."
_WINDOW = "venster."


def due_date(name: str, rule: DateRule, calendar: WorkCalendar) -> DueDate:
    """Write the rule of a deadline as an operand of the tree."""
    plain = rule.model_dump(by_alias=True, exclude_none=True)
    window = plain.pop("venster", {})
    lines = [f"{key}={' '.join(value) if isinstance(value, list) else value}" for key, value in plain.items()]
    lines += [f"{_WINDOW}{key}={value}" for key, value in window.items()]
    if rule.working_days is not None:
        lines += [f"{_CALENDAR}{key}={value}" for key, value in calendar.model_dump(by_alias=True).items()]
    return DueDate(name, tuple(sorted(lines)), rule.names)


@lru_cache(maxsize=1024)
def read_due(operand: DueDate) -> tuple[DateRule, WorkCalendar]:
    """Read the rule of a deadline back from the tree, with the calendar it counts in."""
    plain: dict[str, object] = {}
    nested: dict[str, dict[str, str]] = {_WINDOW: {}, _CALENDAR: {}}
    for line in operand.rule:
        key, _, value = line.partition("=")
        prefix = next((prefix for prefix in nested if key.startswith(prefix)), "")
        if prefix:
            nested[prefix][key.removeprefix(prefix)] = value
        else:
            plain[key] = value.split() if key in {"na", "eerste_van_volgende_maand_na", "verlengd_tot"} else value
    if nested[_WINDOW]:
        plain["venster"] = nested[_WINDOW]
    return DateRule.model_validate(plain), WorkCalendar.model_validate(nested[_CALENDAR])


def ends_of(operand: DueDate) -> Ends:
    """Give the function from values of facts to the first moment after a deadline.

    It gives None while an event is unknown, and NOT_RUNNING when none of the events has happened.
    """
    rule, calendar = read_due(operand)

    def ends(values: Mapping[str, Value | None]) -> datetime | str | None:
        events: dict[str, datetime] = {}
        for name in rule.events:
            value = values[name]
            if value is None:
                return None
            if isinstance(value, date):
                events[name] = read_moment(value)
                break
        if rule.events and not events:
            return NOT_RUNNING
        for name in rule.extended_to or ():
            value = values[name]
            if value is None:
                return None
            if isinstance(value, date):
                events[name] = read_moment(value)
        return resolve(rule, events, calendar).before

    return ends
