"""A draw gives what its seed says: as many as asked, from the population alone, whatever the order it is written in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zorginkoop.portal.agreements.drawing import Unit, Wish, drawn, population_hash, seed_of

SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)
POPULATIONS = st.dictionaries(st.uuids().map(str), st.sampled_from(["", "A", "B", "C"]), max_size=40)
WISHES = st.builds(Wish, st.integers(0, 120), st.sampled_from(Unit), st.booleans())


@given(SEEDS, POPULATIONS, WISHES)
def test_nobody_outside_the_population_is_drawn_and_nobody_twice(seed: str, people: dict[str, str], wish: Wish) -> None:
    found = drawn(seed, people.items(), wish)
    assert set(found) <= set(people)
    assert len(set(found)) == len(found)


@given(SEEDS, POPULATIONS, WISHES, st.randoms(use_true_random=False))
def test_the_order_of_the_population_changes_nothing(
    seed: str, people: dict[str, str], wish: Wish, chance: st.DataObject
) -> None:
    other = list(people.items())
    chance.shuffle(other)  # type: ignore[attr-defined]  # a Random
    assert drawn(seed, other, wish) == drawn(seed, people.items(), wish)
    assert population_hash(other) == population_hash(people.items())


@given(SEEDS, POPULATIONS, WISHES)
def test_as_many_are_drawn_as_asked_of_everybody_or_of_each_variant(
    seed: str, people: dict[str, str], wish: Wish
) -> None:
    found = drawn(seed, people.items(), wish)
    groups = set(people.values()) if wish.per_variant else {None}
    for group in groups:
        there = [one for one, variant in people.items() if group in {None, variant}]
        assert len([one for one in found if one in there]) == wish.size(len(there)) <= len(there)


@given(SEEDS, POPULATIONS, st.integers(0, 40))
def test_asking_more_keeps_whoever_was_drawn_with_fewer(seed: str, people: dict[str, str], number: int) -> None:
    assert set(drawn(seed, people.items(), Wish(number))) <= set(drawn(seed, people.items(), Wish(number + 1)))


@given(POPULATIONS, st.uuids().map(str))
def test_another_population_has_another_hash(people: dict[str, str], one_more: str) -> None:
    assert population_hash(people.items()) != population_hash([*people.items(), (f"{one_more}-", "A")])


@given(st.integers(1, 10**6), st.integers(1, 500))
def test_the_seed_is_another_for_another_draw(agreement: int, number: int) -> None:
    assert seed_of("sha256:0", agreement, number) != seed_of("sha256:0", agreement, number + 1)
