"""A deadline in a condition ends when its rule says, also after the rule was kept as text in the tree."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.dated import at, rule
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.due import due_date, ends_of
from zorginkoop.kernel.facts import Value

NEVER = ""
GOOD_FRIDAY_OFF = WorkCalendar(goede_vrijdag_vrij=True)


def end(plain: dict[str, object], calendar: WorkCalendar = WorkCalendar(), **events: Value | None) -> object:  # noqa: B008 - a constant
    """Give the first moment after a deadline, by what is known of its events."""
    found = ends_of(due_date("termijn", rule(plain), calendar))(events)
    return found.isoformat(timespec="hours") if isinstance(found, datetime) else found


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ({"uiterlijk": "2025-11-07"}, "2025-11-08T00+01:00"),
        ({"voor": "2025-11-07"}, "2025-11-07T00+01:00"),
        ({"op": "2025-11-07"}, "2025-11-08T00+01:00"),
        ({"venster": {"van": "2025-09-11", "tot_en_met": "2025-09-20"}}, "2025-09-21T00+02:00"),
        ({"uiterlijk": "2025-11-07", "respijt_dagen": "3"}, "2025-11-11T00+01:00"),
        ({"binnen_dagen": "28", "na": "aanbod"}, "2025-04-26T00+02:00"),
        ({"binnen_werkdagen": "1", "na": "aanbod"}, "2025-04-01T00+02:00"),  # a Monday after a Friday
        ({"binnen_maanden": "1", "na": "aanbod"}, "2025-04-29T00+02:00"),
        ({"binnen_uren": "72", "na": "aanbod"}, "2025-03-31T13+02:00"),  # the clock went forward in between
        ({"eerste_van_volgende_maand_na": "aanbod"}, "2025-04-02T00+02:00"),
        ({"binnen_dagen": "28", "na": "aanbod", "niet_eerder_dan": "2025-06-01"}, "2025-06-02T00+02:00"),
    ],
)
def test_every_rule_has_its_end(plain: dict[str, object], expected: str) -> None:
    assert end(plain, aanbod=at("2025-03-28T12:00")) == expected


def test_the_first_event_of_a_list_that_happened_counts() -> None:
    rules: list[dict[str, object]] = [
        {"binnen_dagen": "1", "na": ["compleet", "aanvraag"]},
        {"eerste_van_volgende_maand_na": ["compleet", "aanvraag"]},
    ]
    early, late = at("2025-01-10"), at("2025-02-20")
    for plain, by_early, by_late in zip(rules, ("2025-01-12", "2025-02-02"), ("2025-02-22", "2025-03-02"), strict=True):
        assert str(end(plain, compleet=early, aanvraag=late)).startswith(by_early)
        assert str(end(plain, compleet=NEVER, aanvraag=late)).startswith(by_late)
        assert end(plain, compleet=None, aanvraag=late) is None  # nobody knows whether the first one happened
        assert str(end(plain, compleet=late, aanvraag=None)).startswith(by_late)  # the second is then not asked
        assert not end(plain, compleet=NEVER, aanvraag=NEVER)
        assert end(plain, compleet=NEVER, aanvraag=NEVER) is not None  # that nothing runs is known


def test_an_event_that_is_a_day_counts_from_that_day() -> None:
    assert end({"binnen_dagen": "1", "na": "aanbod"}, aanbod=date(2025, 1, 31)) == "2025-02-02T00+01:00"


def test_each_decision_about_a_later_day_may_move_the_end() -> None:
    plain: dict[str, object] = {"uiterlijk": "2025-11-07", "verlengd_tot": ["eerst", "later"]}
    assert end(plain, eerst=NEVER, later=NEVER) == "2025-11-08T00+01:00"
    assert end(plain, eerst=at("2025-11-10"), later=at("2025-11-20")) == "2025-11-21T00+01:00"
    assert end(plain, eerst=at("2025-11-10"), later=None) is None
    assert end(plain, eerst=None, later=NEVER) is None


def test_working_days_are_those_of_the_calendar_that_the_installation_set() -> None:
    plain: dict[str, object] = {"binnen_werkdagen": "1", "na": "aanbod"}
    thursday = at("2025-04-17")  # the day before Good Friday; Easter Monday is off for everyone
    assert end(plain, aanbod=thursday) == "2025-04-19T00+02:00"
    assert end(plain, GOOD_FRIDAY_OFF, aanbod=thursday) == "2025-04-23T00+02:00"


def test_a_calendar_that_changes_nothing_is_no_part_of_the_deadline() -> None:
    plain = rule({"binnen_dagen": "1", "na": "aanbod"})
    assert due_date("termijn", plain, GOOD_FRIDAY_OFF) == due_date("termijn", plain, WorkCalendar())
