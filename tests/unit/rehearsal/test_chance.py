"""Shares are kept exactly, rare ones occur, and dates follow the Dutch clock."""

from __future__ import annotations

import numpy as np
import pytest

from zorginkoop.rehearsal.chance import Chance, day, day_of, moment

CHANCE = Chance(1, 2, "test")


def test_shares_are_kept_to_within_one() -> None:
    drawn = np.bincount(CHANCE.quota({"a": 0.7, "b": 0.29, "c": 0.01}, 1_000), minlength=3)
    assert drawn.tolist() == [700, 290, 10]


def test_a_share_too_small_for_one_still_occurs() -> None:
    assert np.bincount(CHANCE.quota({"a": 0.999, "b": 0.001}, 40)).tolist() == [39, 1]


@pytest.mark.parametrize("among", [0, 1, 5])
def test_among_a_few_nothing_is_promised_but_the_number(among: int) -> None:
    assert len(CHANCE.quota({"a": 0.5, "b": 0.5}, among)) == among


def test_parts_draw_apart() -> None:
    assert CHANCE.quota({"a": 0.5, "b": 0.5}, 50).tolist() != Chance(1, 2, "other").below(2, 50).tolist()


def test_some_of_flags_only_among_the_flagged() -> None:
    flags = np.arange(100) % 2 == 0
    chosen = CHANCE.some_of(0.2, flags)
    assert chosen.sum() == 10
    assert not (chosen & ~flags).any()


@pytest.mark.parametrize("text", ["2025-01-15", "2025-07-15"])
def test_moments_of_a_day_are_of_that_day(text: str) -> None:
    moments = CHANCE.moments(text, text, 500)
    assert moments.min() >= moment(text)
    assert set(day_of(moments).tolist()) <= {day(text), day(text) + 1}
