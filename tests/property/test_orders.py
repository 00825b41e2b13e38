"""An order of events is found exactly where trying every day of a small calendar finds one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.evaluate import evaluation
from zorginkoop.kernel.facts import Subject, Value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.states import MET, NOT_MET
from zorginkoop.kernel.tree import Agreement, Compare, Join, Literal, Negation, OtherFact, Test, Unless
from zorginkoop.study.prove.orders import Asked, Demand, Follows, Happens, OneOf, Orders

FIRST = date(2026, 1, 1)
DAYS = 14
EVENTS = ("a", "b", "c")
CALENDAR = WorkCalendar()

days = st.integers(0, DAYS - 1).map(lambda number: (FIRST + timedelta(days=number)).isoformat())
others = st.sampled_from(EVENTS)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


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


FEW = tuple(_moment(FIRST + timedelta(days=number)) for number in range(5))
PAIR = ("a", "b")


def _compared() -> st.SearchStrategy[Test]:
    written = st.integers(0, 4).map(lambda number: Literal(((FIRST + timedelta(days=number)).isoformat(),)))
    other = st.sampled_from(PAIR).map(OtherFact)
    return st.one_of(
        st.builds(
            lambda event, operator, operand: Compare(event, "moment", "1", operator, operand),
            st.sampled_from(PAIR),
            st.sampled_from(("uiterlijk", "voor", "vanaf")),
            st.one_of(written, other),
        ),
        st.builds(
            lambda event, known: Compare(event, "moment", "1", "bekend", Literal((known,))),
            st.sampled_from(PAIR),
            st.sampled_from(("ja", "nee")),
        ),
    )


def _tests() -> st.SearchStrategy[Test]:
    def wider(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        joined = st.builds(Join, st.sampled_from(("alle", "minstens_een", "geen")), several)
        return st.one_of(inner.map(Negation), joined, st.builds(Unless, inner, inner))

    return st.recursive(_compared(), wider, max_leaves=6)


@given(_tests(), st.booleans())
def test_a_test_on_events_holds_in_some_order_where_the_kernel_says_it_can(test: Test, so: bool) -> None:  # noqa: FBT001 - drawn
    orders = Orders({}, CALENDAR)
    days_of_frame: list[Demand] = [
        OneOf(((Happens(event, so=False),), (orders.in_time(event, DateRule.model_validate(FIVE)),))) for event in PAIR
    ]
    found = orders.earliest([*days_of_frame, Asked(test, so=so)])
    judge = evaluation(test, cast("Agreement", SimpleNamespace(criteria=())))
    away_or_some_day: tuple[datetime | str, ...] = ("", *FEW)
    moments = product(away_or_some_day, repeat=len(PAIR))
    states = [judge(_subject(dict(zip(PAIR, pair, strict=True))), []) for pair in moments]
    assert (found is not None) == ((MET if so else NOT_MET) in states)


FIVE = {"venster": {"van": FIRST.isoformat(), "tot_en_met": (FIRST + timedelta(days=4)).isoformat()}}


def _subject(moments: dict[str, datetime | str]) -> Subject:
    values: dict[str, Value | None] = {**moments}
    return Subject("aanbieder", "", "", FIRST, {}, values, {})


WINDOW = {"venster": {"van": FIRST.isoformat(), "tot_en_met": (FIRST + timedelta(days=DAYS - 1)).isoformat()}}


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
