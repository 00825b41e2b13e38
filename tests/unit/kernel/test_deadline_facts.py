"""A day that is a deadline counts to its end, also when the deadline is itself a fact."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from support.random_trees import ON, names_of
from zorginkoop.kernel.evaluate import comparison, day_bounds
from zorginkoop.kernel.facts import Subject, Value
from zorginkoop.kernel.states import MET, NOT_MET
from zorginkoop.kernel.tree import Compare, OtherFact

EVENT, DEADLINE = names_of("moment")[0], names_of("datum")[0]
START, AFTER = day_bounds(ON)
STEP = timedelta(microseconds=1)


def state(operator: str, event: datetime, deadline: date) -> int:
    values: dict[str, Value | None] = {EVENT: event, DEADLINE: deadline}
    subject = Subject("aanbieder", "een", "", ON, {}, values, {})
    return comparison(Compare(EVENT, "moment", "1", operator, OtherFact(DEADLINE)))(subject, [])


@pytest.mark.parametrize(
    ("operator", "event", "expected"),
    [
        ("uiterlijk", AFTER - STEP, MET),
        ("uiterlijk", AFTER, NOT_MET),
        ("voor", START - STEP, MET),
        ("voor", START, NOT_MET),
        ("vanaf", START, MET),
        ("vanaf", START - STEP, NOT_MET),
    ],
)
def test_an_event_is_held_to_the_whole_day_of_the_deadline(operator: str, event: datetime, expected: int) -> None:
    assert state(operator, event, ON) == expected
