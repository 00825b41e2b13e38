"""Numbers, money, shares and lists as Dutch and English people write them; exact, or said to be rounded."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.scalars import write_decimal

_MARKS = {"nl": (".", ","), "en": (",", ".")}  # between thousands, and before the decimals
_EXACT = 4  # decimals that a person still reads as one number
_LONGEST, _SIXTH = 12, 6  # decimals that are written out whole, and those of a number that never ends


def write_number(value: Fraction | int, language: Language, limit: Fraction | None = None) -> str:
    """Write a number: 1.250,5 or 1,250.5; a rounded one says so and stays on its own side of the limit."""
    value = Fraction(value)
    if has_short_form(value):
        return _grouped(write_decimal(value), language)
    return _rounded(_grouped(_on_its_side(value, limit, 2), language), language)


def write_money(cents: Fraction | int, language: Language) -> str:
    """Write an amount of cents: € 1.250,00 or € 1,250.00."""
    sign = "-" if cents < 0 else ""
    return f"{sign}€ {_grouped(_fixed(abs(Fraction(cents)) / 100, 2), language)}"


def write_share(share: Fraction, language: Language, limit: Fraction | None = None) -> str:
    """Write a share as a percentage: 30 % or 30%; a rounded one says so and stays on its own side of the limit."""
    percent = share * 100
    sign = " %" if language == "nl" else "%"
    if has_short_form(percent):
        return f"{_grouped(write_decimal(percent), language)}{sign}"
    text = _on_its_side(percent, None if limit is None else limit * 100, 1)
    return _rounded(f"{_grouped(text, language)}{sign}", language)


def write_exactly(value: Fraction | int, language: Language) -> str:
    """Write every decimal of a number; one without an end is rounded to six decimals and says so."""
    value = Fraction(value)
    if (value * 10**_LONGEST).denominator == 1:
        return _grouped(write_decimal(value), language)
    return _rounded(_grouped(_fixed(value, _SIXTH), language), language)


def has_short_form(value: Fraction) -> bool:
    """Tell whether a number can be written exactly in a few decimals."""
    return bool((value * 10**_EXACT).denominator == 1)


def write_list(parts: Sequence[str], word: str) -> str:
    """Join parts with commas and a last word: a, b of c."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _on_its_side(value: Fraction, limit: Fraction | None, decimals: int) -> str:
    """Round to so many decimals, or to more until the number lies to the limit as the exact one does."""
    text = _fixed(value, decimals)
    while limit is not None and _side(Fraction(text), limit) != _side(value, limit):
        decimals += 1
        text = _fixed(value, decimals)
    return text


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)


def _fixed(value: Fraction, decimals: int) -> str:
    """Write a number with a fixed number of decimals, rounded half up."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    figures = str(whole).rjust(decimals + 1, "0")
    return f"{sign}{figures[:-decimals]}.{figures[-decimals:]}" if decimals else f"{sign}{figures}"


def _grouped(text: str, language: Language) -> str:
    """Put the marks of a language in a number with a point."""
    thousands, point = _MARKS[language]
    sign = "-" if text.startswith("-") else ""
    whole, dot, decimals = text.removeprefix("-").partition(".")
    return sign + f"{int(whole):,}".replace(",", thousands) + (point + decimals if dot else "")


def _rounded(text: str, language: Language) -> str:
    return f"afgerond {text}" if language == "nl" else f"about {text}"
