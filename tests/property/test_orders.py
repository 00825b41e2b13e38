"""An order of events is found exactly where trying every day of a small calendar finds one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.study.prove.orders import Demand, Follows, Happens, Orders

FIRST = date(2026, 1, 1)
DAYS = 14
EVENTS = ("a", "b", "c")
CALENDAR = WorkCalendar()

days = st.integers(0, DAYS - 1).map(lambda number: (FIRST + timedelta(days=number)).isoformat())
others = st.sampled_from(EVENTS)


def _rules() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.fixed_dictionaries({"uiterlijk": days}),
        st.fixed_dictionaries({"voor": days}),
        st.fixed_dictionaries({"vanaf": days}),
        st.fixed_dictionaries({"na": others}),
        st.fixed_dictionaries({"binnen_dagen": st.integers(1, 6), "na": others}),
        st.fixed_dictionaries({"binnen_werkdagen": st.integers(1, 4), "na": others}),
    )


@given(st.lists(st.tuples(others, _rules(), st.lists(others, max_size=1)), min_size=1, max_size=5))
def test_an_order_is_found_where_there_is_one(planned: list[tuple[str, dict[str, Any], list[str]]]) -> None:
    deadlines = [(event, DateRule.model_validate(rule), after) for event, rule, after in planned]
    orders = Orders({}, CALENDAR)
    frame: list[Demand] = [orders.in_time(event, DateRule.model_validate(WINDOW)) for event in EVENTS]
    demands: list[Demand] = [*frame]
    for event, rule, after in deadlines:
        demands += [orders.in_time(event, rule), *(Happens(name) for name in after)]
        demands += [Follows(event, name, int) for name in after]
    found = orders.earliest(demands)
    tried = next((moments for moments in _every_order() if _all_in_time(deadlines, moments)), None)
    assert (found is None) == (tried is None)
    if found is not None:
        assert _all_in_time(deadlines, {event: _moment(day) for event, day in found.items()})


WINDOW = {"venster": {"van": FIRST.isoformat(), "tot_en_met": (FIRST + timedelta(days=DAYS - 1)).isoformat()}}


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


MOMENTS = tuple(_moment(FIRST + timedelta(days=number)) for number in range(DAYS))


def _every_order() -> Any:  # noqa: ANN401 - an iterator of mappings
    return (dict(zip(EVENTS, moments, strict=True)) for moments in product(MOMENTS, repeat=len(EVENTS)))


def _all_in_time(deadlines: list[tuple[str, DateRule, list[str]]], moments: dict[str, datetime]) -> bool:
    for event, rule, after in deadlines:
        if any(moments[event] < moments[name] for name in after):
            return False
        limits = resolve(rule, moments, CALENDAR)
        if limits.first is not None and moments[event] < limits.first:
            return False
        if limits.before is not None and moments[event] >= limits.before:
            return False
    return True
