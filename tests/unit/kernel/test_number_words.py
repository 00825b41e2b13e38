"""Numbers as people write them, and percentages that never contradict a verdict."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zorginkoop.kernel.number_words import write_list, write_money, write_number, write_share
from zorginkoop.kernel.subject_words import profession


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (Fraction("150.1"), "150,1", "150.1"),
        (Fraction(150), "150", "150"),
        (Fraction(1250), "1.250", "1,250"),
        (Fraction("1234567.5"), "1.234.567,5", "1,234,567.5"),
        (Fraction("-0.5"), "-0,5", "-0.5"),
        (Fraction(1, 3), "afgerond 0,33", "about 0.33"),
    ],
)
def test_a_number(value: Fraction, dutch: str, english: str) -> None:
    assert (write_number(value, "nl"), write_number(value, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [(125000, "€ 1.250,00", "€ 1,250.00"), (5, "€ 0,05", "€ 0.05"), (-150, "-€ 1,50", "-€ 1.50")],
)
def test_an_amount(cents: int, dutch: str, english: str) -> None:
    assert (write_money(cents, "nl"), write_money(cents, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [
        (Fraction(3, 10), "30 %", "30%"),
        (Fraction(8, 27), "afgerond 29,6 %", "about 29.6%"),
        (Fraction(9875, 100000), "9,875 %", "9.875%"),
        (Fraction(0), "0 %", "0%"),
    ],
)
def test_a_share(share: Fraction, dutch: str, english: str) -> None:
    assert (write_share(share, "nl"), write_share(share, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("share", "limit", "dutch"),
    [
        (Fraction(2999, 10001), Fraction(3, 10), "afgerond 29,99 %"),
        (Fraction(29_999_999, 100_000_001), Fraction(3, 10), "afgerond 29,999999 %"),
        (Fraction(3001, 10001), Fraction(3, 10), "afgerond 30,01 %"),
        (Fraction(80, 801), Fraction(1, 10), "afgerond 9,99 %"),
    ],
)
def test_a_rounded_share_stays_on_its_side_of_the_limit(share: Fraction, limit: Fraction, dutch: str) -> None:
    assert write_share(share, "nl", limit) == dutch


def test_a_list() -> None:
    assert [write_list(parts, "of") for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a of b", "a, b of c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("fysiotherapeut", "fysiotherapeuten"), ("oefentherapeut", "oefentherapeuten"), ("logopedist", "logopedisten"),
        ("diëtist", "diëtisten"), ("ergotherapeut", "ergotherapeuten"), ("podotherapeut", "podotherapeuten"),
        ("pedicure", "pedicures"), ("kraamverzorgende", "kraamverzorgenden"), ("verloskundige", "verloskundigen"),
        ("apotheker", "apothekers"), ("arts", "artsen"), ("leefstijlcoach", "leefstijlcoaches"),
        ("psycholoog", "psychologen"), ("chauffeur", "chauffeurs"), ("medisch_specialist", "medisch specialisten"),
        ("specialist_ouderengeneeskunde", "specialisten ouderengeneeskunde"), ("medicus", "medici"),
    ],
)  # fmt: skip
def test_a_profession_has_a_plural(code: str, more: str) -> None:
    assert profession(code, 27) == more
    assert profession(code, 1) == code.replace("_", " ")
