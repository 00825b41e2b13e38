"""The values that a test lets through are exactly those of which the kernel says that the test holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.kernel.evaluate import literal_test
from zorginkoop.kernel.tree import Compare, Join, Literal, Negation, Test
from zorginkoop.study.prove.value_sets import Codes, Ordered, ValueSet, inside, values_of

OPERATORS = ("ten_minste", "ten_hoogste", "meer_dan", "minder_dan", "is")
CODES = ("a", "b", "c", "d")


def _numbers() -> st.SearchStrategy[Test]:
    limits = st.integers(0, 20).map(lambda tenth: f"{tenth // 10}.{tenth % 10}")
    return st.builds(
        lambda operator, limit: Compare("omvang", "getal", "0.1", operator, Literal((limit,))),
        st.sampled_from(OPERATORS),
        limits,
    )


def _codes() -> st.SearchStrategy[Test]:
    return st.sets(st.sampled_from(CODES), min_size=1).map(
        lambda codes: Compare("soort", "code", "1", "een_van", Literal(tuple(sorted(codes))))
    )


def _joined(simple: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            inner.map(Negation),
            st.builds(
                lambda how, tests: Join(how, tuple(tests)),
                st.sampled_from(("alle", "minstens_een", "geen")),
                st.lists(inner, min_size=1, max_size=3),
            ),
        ),
        max_leaves=5,
    )


def _holds(test: Test, value: object) -> bool:
    if isinstance(test, Negation):
        return not _holds(test.test, value)
    if isinstance(test, Join):
        parts = [_holds(part, value) for part in test.tests]
        return {"alle": all(parts), "minstens_een": any(parts), "geen": not any(parts)}[test.how]
    assert isinstance(test, Compare)
    assert isinstance(test.operand, Literal)
    return bool(literal_test(test, test.operand)(value))


def _has(values: ValueSet, value: int | str) -> bool:
    if isinstance(values, Codes):
        return (value in values.codes) != values.others
    return any(first <= int(value) <= last for first, last in values.intervals)


@given(_joined(_numbers()))
def test_numbers(test: Test) -> None:
    read = values_of(test)
    assert read is not None
    assert [_has(read[1], value) for value in range(-3, 25)] == [_holds(test, value) for value in range(-3, 25)]


@given(_joined(_codes()))
def test_codes(test: Test) -> None:
    read = values_of(test)
    assert read is not None
    assert [_has(read[1], code) for code in (*CODES, "e")] == [_holds(test, code) for code in (*CODES, "e")]


@given(_joined(_numbers()), _joined(_numbers()))
def test_one_set_lies_inside_another_where_no_value_is_in_the_first_alone(one: Test, other: Test) -> None:
    first, second = values_of(one), values_of(other)
    assert first is not None
    assert second is not None
    alone = [value for value in range(-3, 25) if _has(first[1], value) and not _has(second[1], value)]
    assert inside(first[1], second[1]) == (not alone)


def test_between_are_the_values_with_some_on_both_sides() -> None:
    assert Ordered(((0, 9), (11, 49), (60, 70))).between() == Ordered(((10, 10), (50, 59)))
    assert Ordered(()).between() == Ordered(())
