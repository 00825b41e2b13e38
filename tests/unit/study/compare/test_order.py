"""What is stricter by its form is so for every subject: tried for all values of a small vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product

import pytest

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.evaluate import evaluation
from zorginkoop.kernel.facts import KnownFact, Subject, Value
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Citation,
    Compare,
    Criterion,
    FactDeclaration,
    Join,
    Ladder,
    Literal,
    Negation,
    OnlyIf,
    Phrase,
    Reference,
    RelationDeclaration,
    Route,
    Rows,
    Test,
    Unless,
)
from zorginkoop.study.compare.meaning import Direction, Verdict, compare_meaning
from zorginkoop.study.compare.order import Order, Ordering
from zorginkoop.study.logic.prover import Example

ON = date(2026, 1, 1)
CAN_HOLD, CAN_FAIL = {MET, UNKNOWN}, {NOT_MET, UNKNOWN}
KINDS = {"index": "getal", "vlag": "ja_nee", "soort": "code", "labels": "codes", "dag": "datum"}
FLAG = Compare("vlag", "ja_nee", "1", "is", Literal(("ja",)))


def agreement(*criteria: Criterion) -> Agreement:
    """Give an agreement of one subject with rows of the same facts."""
    facts = tuple(
        FactDeclaration(name, subject, kind, Phrase(), "register")
        for subject in ("aanbieder", "persoon")
        for name, kind in KINDS.items()
    )
    relations = (RelationDeclaration("aanbieder", "personen", "persoon"),)
    return Agreement(
        "proef/2026-1", 1, "", "", (), "proef", "proef", "aanbieder", 2026, Phrase(), Citation(), facts, relations,
        criteria, (), (), "niet_beslist", (), None, (), (),
    )  # fmt: skip


def named(name: str, test: Test, reading: str = "") -> Criterion:
    return Criterion(name, test, Phrase(), Citation(), "eis", reading, ())


def subject(kind: str, values: Mapping[str, Value | None], rows: tuple[Subject, ...] | None = ()) -> Subject:
    given: dict[str, Value | None] = {**dict.fromkeys(KINDS), **values}
    facts = {name: KnownFact(name, value, "") for name, value in given.items()}
    return Subject(kind, "", "", ON, facts, given, {"personen": rows} if kind == "aanbieder" else {})


@cache
def everybody() -> tuple[Subject, ...]:
    """Give subjects with every value beside the limits that are tried, known or not, and every few rows of them."""
    values: dict[str, tuple[Value | None, ...]] = {
        "index": (None, 0, 1, 2, 3),
        "soort": (None, "a", "b", "c"),
        "labels": (None, frozenset(), frozenset("a"), frozenset("ab"), frozenset("bc")),
        "dag": (None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)),
    }
    alone = [
        subject("aanbieder", {"vlag": flag, name: value})
        for flag in (None, 0, 1)
        for name, those in values.items()
        for value in those
    ]
    people = [subject("persoon", {"index": value, "vlag": flag}) for value in (None, 1, 2) for flag in (None, 0, 1)]
    with_rows = [subject("aanbieder", {}, rows) for number in range(3) for rows in product(people, repeat=number)]
    return (*alone, *with_rows, subject("aanbieder", {}, None))


def atoms() -> Iterator[tuple[Test, Test]]:
    """Give pairs of comparisons about the same thing, of which the form may tell an order."""
    numbers = [
        Compare("index", "getal", "1", operator, Literal((limit,)))
        for operator in ("ten_minste", "meer_dan", "ten_hoogste", "minder_dan", "is")
        for limit in ("1", "2")
    ]
    days = [
        Compare("dag", "datum", "1", operator, Literal((limit,)))
        for operator in ("uiterlijk", "voor", "vanaf", "is")
        for limit in ("2026-01-01", "2026-01-02")
    ]
    codes = [Compare("soort", "code", "1", "een_van", Literal(tuple(those))) for those in ("a", "ab", "bc", "abc")]
    sets = [
        Compare("labels", "codes", "1", operator, Literal(tuple(those)))
        for operator in ("omvat", "overlapt")
        for those in ("a", "ab", "b")
    ]
    for group in (numbers, days, codes, sets):
        yield from product(group, repeat=2)


def rows() -> Iterator[tuple[Test, Test]]:
    """Give pairs of tests over rows that differ in their limit, or in what a row must meet."""
    where = [Compare("index", "getal", "1", "ten_minste", Literal((limit,))) for limit in ("1", "2")]
    counted = [
        Rows(how, "personen", inner, population, operator, limit)
        for how, limits in (("aantal", ("1", "2")), ("aandeel", ("1/2", "1")))
        for operator in ("ten_minste", "meer_dan", "ten_hoogste", "minder_dan")
        for limit in limits
        for inner in where
        for population in (None, FLAG)
    ]
    plain = [Rows(how, "personen", inner) for how in ("een_rij", "elke_rij", "geen_rij") for inner in where]
    for group in (counted, plain):
        yield from product(group, repeat=2)


def around(test: Test) -> Iterator[Test]:
    """Put a test in every form that can hold one."""
    yield test
    yield Negation(test)
    yield from (Join(how, (test, FLAG)) for how in ("alle", "minstens_een", "geen"))
    yield OnlyIf(FLAG, test)
    yield Unless(test, FLAG)
    yield Unless(FLAG, test)


def check(old: Agreement, new: Agreement, name: str) -> Order | None:
    """Hold the order of a condition against everybody; gives the order."""
    order = Ordering(old, new).criteria[name]
    at = [one.id for one in new.criteria].index(name)
    judges = [[evaluation(one.test, side) for one in side.criteria] for side in (old, new)]
    for one in everybody() if order is not None else ():
        found = []
        for tests in judges:
            states: list[int] = []
            for evaluate in tests:
                states.append(evaluate(one, states))
            found.append(states[at])
        was, now = found if order is not Order.LOOSER else found[::-1]  # looser: the older is the stricter
        assert (now in CAN_HOLD) <= (was in CAN_HOLD), (old, new, one)
        assert (was in CAN_FAIL) <= (now in CAN_FAIL), (old, new, one)
        assert order is not Order.SAME or was == now
    return order


def test_every_comparison_in_every_form_keeps_the_order_that_is_told() -> None:
    told = [
        check(agreement(named("x", was)), agreement(named("x", now)), "x")
        for old, new in atoms()
        for was, now in zip(around(old), around(new), strict=True)
    ]
    assert {order for order in told if order is not None} == set(Order)


def test_every_test_over_rows_keeps_the_order_that_is_told() -> None:
    told = [check(agreement(named("x", old)), agreement(named("x", new)), "x") for old, new in rows()]
    assert {order for order in told if order is not None} == set(Order)


@pytest.mark.parametrize("reading", ["", "geen_bezwaar", "telt_niet"])
def test_the_order_passes_through_a_reference_whatever_it_reads_unknown_as(reading: str) -> None:
    sides = [
        agreement(
            named("eerst", Compare("index", "getal", "1", "ten_hoogste", Literal((limit,))), reading),
            named("dan", Negation(Reference("eerst"))),
        )
        for limit in ("2", "1")
    ]
    assert check(sides[0], sides[1], "eerst") is Order.STRICTER
    assert check(sides[0], sides[1], "dan") is Order.LOOSER


def test_one_more_in_a_join_tells_nothing_for_it_may_apply_where_the_rest_does_not() -> None:
    old, new = Join("alle", (OnlyIf(FLAG, FLAG),)), Join("alle", (OnlyIf(FLAG, FLAG), FLAG))
    assert check(agreement(named("x", old)), agreement(named("x", new)), "x") is None


def test_two_changes_that_go_against_each_other_tell_nothing() -> None:
    bounds = [Compare("index", "getal", "1", "ten_minste", Literal((limit,))) for limit in ("1", "2")]
    tops = [Compare("index", "getal", "1", "ten_hoogste", Literal((limit,))) for limit in ("2", "3")]
    old, new = Join("alle", (bounds[0], tops[0])), Join("alle", (bounds[1], tops[1]))
    assert check(agreement(named("x", old)), agreement(named("x", new)), "x") is None


def test_base_conditions_and_factors_order_what_somebody_gets() -> None:
    old, new = (
        replace(agreement(named("x", Compare("index", "getal", "1", "ten_hoogste", Literal((limit,))))), gate=("x",))
        for limit in ("2", "1")
    )
    assert Ordering(old, new).outcome() is Order.STRICTER
    assert Ordering(new, old).outcome() is Order.LOOSER
    assert Ordering(old, replace(new, gate=())).outcome() is None


@pytest.mark.parametrize(
    ("variants", "order"), [(("basis", "plus", "plus"), Order.STRICTER), (("plus", "basis", "plus"), None)]
)
def test_more_factors_are_only_better_where_no_variant_returns(variants: tuple[str, ...], order: Order | None) -> None:
    old, new = (
        replace(
            agreement(named("x", Compare("index", "getal", "1", "ten_minste", Literal((limit,)))), named("y", FLAG)),
            factors=("x", "y"),
            ladder=Ladder(variants, Citation()),
        )
        for limit in ("1", "2")
    )
    assert Ordering(old, new).outcome() is order


def test_where_a_variant_returns_nothing_is_proven_of_who_wins_or_loses() -> None:
    offer = Route("aanbod", Always(), (), "niet_beslist", "aanbod", Phrase(), Citation())
    old, new = (
        replace(
            agreement(named("x", Compare("index", "getal", "1", "ten_minste", Literal((limit,)))), named("y", FLAG)),
            routes=(offer,),
            factors=("x", "y"),
            ladder=Ladder(("plus", "basis", "plus"), Citation()),
        )
        for limit in ("1", "2")
    )
    meaning = compare_meaning(old, new, (ON, ON), ContractKey("", "", "", 2026))
    assert meaning.verdict is Verdict.DIFFERS
    assert meaning.sides is not None
    assert meaning.sides.direction is Direction.UNCERTAIN
    assert isinstance(meaning.answer, Example)
    assert {outcome.variant for outcome in meaning.answer.outcomes} == {"basis", "plus"}
