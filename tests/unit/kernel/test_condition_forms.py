"""Every form of a condition, at its limit and one step beside it, unknown, and where it does not apply."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from support.condition_cases import CASES, MET, NOT, ON, name_of, policy, subject_of
from zorginkoop.kernel.assess import Judge
from zorginkoop.kernel.states import NAMES


@cache
def judge() -> Judge:
    return Judge(policy()[1])


def state(condition: str, facts: str, on: date = ON) -> str:
    names = [criterion.id for criterion in judge().agreement.criteria]
    return NAMES[judge().states(subject_of(facts, on))[names.index(name_of(condition))]]


@pytest.mark.parametrize(("condition", "facts", "expected"), CASES)
def test_a_condition_has_the_state_that_its_facts_give_it(condition: str, facts: str, expected: str) -> None:
    assert state(condition, facts) == expected


@pytest.mark.parametrize(
    ("on", "facts", "expected"),
    [
        (date(2024, 2, 29), "dag: 2023-02-28", MET),  # a year before a leap day starts on the 28th
        (date(2024, 2, 29), "dag: 2023-02-27", NOT),
        (date(2025, 2, 28), "dag: 2024-02-29", MET),
        (date(2025, 2, 28), "dag: 2024-02-27", NOT),
    ],
)
def test_a_look_back_counts_calendar_years(on: date, facts: str, expected: str) -> None:
    assert state("feit: dag, overlapt: {terug: {jaren: 1}}", facts, on) == expected
