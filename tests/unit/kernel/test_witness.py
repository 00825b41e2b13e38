"""What two bits cannot say: the missing element, the failing row, the number beside its limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from support.small_policy import judged, people
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import Always, Compare, Join, Literal, Negation, OnlyIf, Unless
from zorginkoop.kernel.witness import (
    Compared,
    Excepted,
    Guarded,
    Holding,
    Joined,
    Missing,
    Negated,
    RatioFound,
    Referred,
    RowsFound,
    by_fact,
    grounds,
    witness,
)

YES = Compare("bereikbaar", "ja_nee", "1", "is", Literal(("ja",)))
OTHER = Compare("netwerk", "ja_nee", "1", "is", Literal(("ja",)))


def drawn(name: str, **changes: str) -> object:
    return explain(judged(**changes)).condition(name).witness


def rows(name: str, **changes: str) -> RowsFound:
    found = drawn(name, **changes)
    assert isinstance(found, RowsFound)
    return found


def test_a_set_names_what_is_missing_and_what_asks_for_it() -> None:
    found = drawn("kringen", postcodes='["1011", "1012"]')
    assert isinstance(found, Compared)
    assert found.missing == (Missing("kring_haven", ("1012",)),)
    assert found.state == NOT_MET


def test_an_element_asked_for_twice_names_both() -> None:
    found = drawn("kringen", postcodes='["1011", "1012"]', kringen="[]")
    assert isinstance(found, Compared)
    assert found.missing == (Missing("kring_haven", ("1012",)), Missing("kring_noord", ("1011", "1012")))


def test_a_code_that_the_map_does_not_know_is_named() -> None:
    found = drawn("kringen", postcodes='["1011", "9999"]')
    assert isinstance(found, Compared)
    assert (found.state, found.missing, found.unmapped) == (UNKNOWN, (), ("9999",))


def test_nothing_is_missing_while_a_set_is_unknown() -> None:
    found = drawn("kringen", postcodes="onbekend")
    assert isinstance(found, Compared)
    assert (found.state, found.missing) == (UNKNOWN, ())


def test_every_row_tells_the_failing_person_and_the_failing_inner_fact() -> None:
    text = "[{id: p1, naam: Ada, registraties: [{register: rood}]}, {id: p2, registraties: [{register: groen}]}]"
    found = rows("registers", personen=text)
    assert found.state == NOT_MET
    assert [row.subject.id for row in found.counted(NOT_MET)] == ["p2"]
    (failing,) = found.counted(NOT_MET)
    assert isinstance(failing.inner, RowsFound)
    assert [row.subject.values["register"] for row in failing.inner.counted(NOT_MET)] == ["groen"]


def test_rows_that_are_unknown_as_a_whole_are_no_empty_rows() -> None:
    assert rows("registers", personen="").rows is None
    assert rows("registers", personen="[]").rows == ()
    assert rows("registers", personen="[]").state == NOT_APPLICABLE


def test_a_share_gives_part_and_whole_and_who_counts() -> None:
    found = rows("gespecialiseerd", personen=people("24", "30", "20"))
    assert found.bounds == ((2, 3), (2, 3))
    assert [row.subject.id for row in found.counted(MET)] == ["p1", "p2"]
    assert [row.subject.id for row in found.counted(NOT_MET)] == ["p3"]


def test_a_share_with_an_unknown_row_gives_bounds() -> None:
    found = rows("gespecialiseerd", personen=people("20", "x", "20"))
    assert found.bounds == ((0, 3), (1, 3))
    assert found.state == UNKNOWN


def test_whoever_is_outside_the_population_is_not_asked_about() -> None:
    text = "[{id: p1, beroep: fysiotherapeut, uren: 30}, {id: p2, beroep: assistent, uren: 30}]"
    found = rows("gespecialiseerd", personen=text)
    assert [row.subject.id for row in found.asked] == ["p1"]
    assert found.bounds == ((1, 1), (1, 1))


def test_a_row_that_may_belong_to_the_whole_stays_open() -> None:
    found = rows("gespecialiseerd", personen="[{id: p1, uren: 30}, {id: p2, beroep: fysiotherapeut, uren: 10}]")
    assert [row.counted for row in found.rows or ()] == [UNKNOWN, NOT_MET]
    assert found.bounds == ((0, 1), (1, 2))


def test_a_count_gives_its_bounds() -> None:
    found = rows("zelfstandig", personen="[{id: p1, zzp: ja}, {id: p2}, {id: p3, zzp: nee}]")
    assert found.bounds == ((1, 3), (2, 3))


def test_a_ratio_gives_both_numbers_in_their_own_units() -> None:
    found = drawn("scholing", scholing="999.99")
    assert isinstance(found, RatioFound)
    assert (found.part, found.whole) == (Fraction("999.99"), Fraction(50_000))
    assert [fact.key for fact in found.facts] == ["scholing", "omzet"]


def test_a_ratio_names_who_lacks_a_number() -> None:
    found = drawn("scholing", scholing="")
    assert isinstance(found, RatioFound)
    assert [subject.id for subject in found.unknown] == ["04000009"]


def test_a_comparison_gives_the_value_and_its_limit() -> None:
    found = drawn("tevreden", tevreden="84.99 %")
    assert isinstance(found, Compared)
    assert (found.fact.text, found.test.operand) == ("84.99 %", Literal(("85 %",)))


CHANGES: list[dict[str, str]] = [
    {},
    {"personen": ""},
    {"personen": "[]"},
    {"personen": people("24", "x", "20")},
    {"index": "{2024: 151}"},
    {"index": "", "tevreden": "", "scholing": "", "omzet": "0"},
    {"postcodes": '["1012"]', "bevestigd_op": "2025-11-01", "netwerk": "nee"},
    {"index": "{2024: 151}", "uitzondering": "{2026: ja}"},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_a_witness_carries_the_state_that_was_judged(changes: dict[str, str]) -> None:
    for condition in explain(judged(**changes)).conditions:
        assert condition.witness.state == condition.state, condition.id


def of(test: Compare | Join | Negation | OnlyIf | Unless | Always, **changes: str) -> object:
    outcome: Outcome = judged(**changes)
    return witness(test, outcome.subject, outcome.agreement, [result.state for result in outcome.conditions])


def test_a_join_that_fails_rests_on_its_failing_parts() -> None:
    found = of(Join("alle", (YES, OTHER)), netwerk="nee")
    assert isinstance(found, Joined)
    assert [(part.witness.state, part.negated) for part in grounds(found)] == [(NOT_MET, 0)]


def test_a_choice_that_fails_rests_on_all_its_parts() -> None:
    found = of(Join("minstens_een", (YES, OTHER)), netwerk="nee", bereikbaar="nee")
    assert isinstance(found, Joined)
    assert len(grounds(found)) == 2


def test_none_of_several_fails_by_the_one_that_holds() -> None:
    found = of(Join("geen", (YES, OTHER)), netwerk="nee")
    assert isinstance(found, Joined)
    (ground,) = grounds(found)
    assert (ground.witness.state, ground.negated) == (MET, 1)


def test_a_negation_turns_its_ground() -> None:
    found = of(Negation(Negation(YES)))
    assert isinstance(found, Negated)
    assert [ground.negated for ground in grounds(found)] == [0]


def test_a_guard_that_does_not_hold_is_why_a_test_does_not_apply() -> None:
    found = of(OnlyIf(OTHER, YES), netwerk="nee")
    assert isinstance(found, Guarded)
    (ground,) = grounds(found)
    assert isinstance(ground.witness, Compared)
    assert (found.state, ground.witness.fact.key) == (NOT_APPLICABLE, "netwerk")


def test_an_unknown_guard_is_told_beside_the_test() -> None:
    found = of(OnlyIf(OTHER, YES), netwerk="", bereikbaar="nee")
    assert isinstance(found, Guarded)
    assert len(grounds(found)) == 2


def test_an_exception_is_told_only_where_the_test_fails() -> None:
    held, lifted = of(Unless(YES, OTHER)), of(Unless(YES, OTHER), bereikbaar="nee")
    assert isinstance(held, Excepted)
    assert isinstance(lifted, Excepted)
    assert (len(grounds(held)), len(grounds(lifted))) == (1, 2)
    assert lifted.state == MET


def test_a_test_that_always_holds_has_no_grounds() -> None:
    found = of(Always())
    assert isinstance(found, Holding)
    assert grounds(found) == ()


def test_a_reference_gives_the_state_of_the_other_condition() -> None:
    found = drawn("taak_index_beoordelen", index="{2024: 151}")
    assert isinstance(found, Negated)
    assert found.inner == Referred("index", NOT_MET)


def test_the_comparisons_of_one_fact_stand_together() -> None:
    no = Compare("bereikbaar", "ja_nee", "1", "is", Literal(("nee",)))
    found = of(Join("minstens_een", (no, OTHER, no)), netwerk="nee")
    assert isinstance(found, Joined)
    assert [len(same) for same in by_fact(grounds(found))] == [2, 1]
