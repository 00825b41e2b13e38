"""The four states join as strong Kleene logic does, and what does not apply is left out."""

from __future__ import annotations

from itertools import product

import pytest

from zorginkoop.kernel.states import (
    MET,
    NAMES,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    UnknownReads,
    all_of,
    any_of,
    count_met,
    first_that_fits,
    negation,
    only_if,
    read_as,
    unless,
)

ALL = (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)
TRIPLES = tuple(product(ALL, repeat=3))


def kleene_and(states: tuple[int, ...]) -> int:
    applicable = [state for state in states if state != NOT_APPLICABLE]
    if not applicable:
        return NOT_APPLICABLE
    if NOT_MET in applicable:
        return NOT_MET
    return UNKNOWN if UNKNOWN in applicable else MET


@pytest.mark.parametrize("states", TRIPLES)
def test_all_of_is_kleene_and_without_what_does_not_apply(states: tuple[int, ...]) -> None:
    assert all_of(states) == kleene_and(states)


@pytest.mark.parametrize("states", TRIPLES)
def test_any_of_is_the_dual_of_all_of(states: tuple[int, ...]) -> None:
    assert any_of(states) == negation(all_of([negation(state) for state in states]))


@pytest.mark.parametrize(("one", "two", "three"), TRIPLES)
def test_joins_may_be_taken_two_by_two(one: int, two: int, three: int) -> None:
    assert all_of((all_of((one, two)), three)) == all_of((one, two, three))
    assert any_of((any_of((one, two)), three)) == any_of((one, two, three))


@pytest.mark.parametrize(
    ("guard", "state", "expected"),
    [
        (MET, MET, MET),
        (MET, NOT_MET, NOT_MET),
        (MET, UNKNOWN, UNKNOWN),
        (MET, NOT_APPLICABLE, NOT_APPLICABLE),
        *((NOT_MET, state, NOT_APPLICABLE) for state in ALL),
        *((NOT_APPLICABLE, state, NOT_APPLICABLE) for state in ALL),
        (UNKNOWN, MET, MET),  # met, or not asked: it cannot fail
        (UNKNOWN, NOT_MET, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, NOT_APPLICABLE, NOT_APPLICABLE),
    ],
)
def test_a_condition_applies_only_where_its_guard_holds(guard: int, state: int, expected: int) -> None:
    assert only_if(guard, state) == expected


@pytest.mark.parametrize(
    ("state", "exception", "expected"),
    [
        *((state, NOT_MET, state) for state in ALL),
        *((state, NOT_APPLICABLE, state) for state in ALL),
        *((state, MET, MET) for state in (MET, NOT_MET, UNKNOWN)),
        (NOT_APPLICABLE, MET, NOT_APPLICABLE),
        (MET, UNKNOWN, MET),
        (NOT_MET, UNKNOWN, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_a_condition_yields_where_its_exception_holds(state: int, exception: int, expected: int) -> None:
    assert unless(state, exception) == expected


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (UnknownReads.NO_OBJECTION, MET),
        (UnknownReads.DECLARED_AT_SIGNING, MET),
        (UnknownReads.DOES_NOT_COUNT, NOT_MET),
        (UnknownReads.UNDECIDED, UNKNOWN),
    ],
)
def test_a_reading_changes_unknown_and_nothing_else(reading: UnknownReads, expected: int) -> None:
    assert read_as(UNKNOWN, reading) == expected
    assert [read_as(state, reading) for state in (NOT_APPLICABLE, MET, NOT_MET)] == [NOT_APPLICABLE, MET, NOT_MET]


@pytest.mark.parametrize("states", TRIPLES)
def test_the_first_that_fits_stops_at_an_unknown(states: tuple[int, ...]) -> None:
    expected = (0, 0)
    for number, state in enumerate(states, start=1):
        if state == MET:
            expected = (number, 0)
            break
        if state == UNKNOWN:
            expected = (0, number)
            break
    assert first_that_fits(states) == expected


def test_only_what_is_met_for_certain_is_counted() -> None:
    assert count_met(ALL) == 1
    assert count_met((MET, MET, UNKNOWN)) == 2


def test_a_state_and_a_reading_are_called_what_an_officer_reads_and_writes() -> None:
    assert NAMES == {
        NOT_APPLICABLE: "niet_van_toepassing", MET: "voldaan", NOT_MET: "niet_voldaan", UNKNOWN: "onbekend",
    }  # fmt: skip
    assert {str(reading) for reading in UnknownReads} == {
        "geen_bezwaar", "niet_beslist", "telt_niet", "verklaring_bij_ondertekening",
    }  # fmt: skip
