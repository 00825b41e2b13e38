"""A worked formula as sentences for a person, and as data for a program: the same numbers, exact in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.formula import Amount, Quantity, Step, Worked
from zorginkoop.kernel.number_words import write_exactly, write_money, write_share
from zorginkoop.kernel.scalars import write_decimal, write_percentage, write_yes_no

CALCULATED = "berekend"
WAITING = "wacht"
_SIGNS = str.maketrans({"*": "\N{MULTIPLICATION SIGN}", "/": "\N{DIVISION SIGN}", "-": "\N{MINUS SIGN}"})


def spoken(amount: Amount, language: Language) -> str:
    """Write an amount as a person reads it: all of its decimals, or said to be rounded."""
    match amount.quantity:
        case Quantity.MONEY if amount.value.denominator == 1:
            return write_money(amount.value, language)
        case Quantity.MONEY:
            return f"€ {write_exactly(amount.value / 100, language)}"
        case Quantity.SHARE if amount.near is not None:
            return write_share(amount.value, language, amount.near)
        case Quantity.SHARE:
            return f"{write_exactly(amount.value * 100, language)}{' %' if language == 'nl' else '%'}"
        case Quantity.VERDICT:
            yes, no = ("ja", "nee") if language == "nl" else ("yes", "no")
            return yes if amount.value else no
    unit = f" {amount.unit}" if amount.unit and language == "nl" else ""
    return f"{write_exactly(amount.value, language)}{unit}"


def written(amount: Amount) -> str:
    """Write an amount as data: euro with a point, a percentage, or a fraction where no decimal is exact."""
    value = amount.value / 100 if amount.quantity is Quantity.MONEY else amount.value
    if amount.quantity is Quantity.VERDICT:
        return write_yes_no(bool(value))
    if not _finite(value):
        return f"{value.numerator}/{value.denominator}"
    if amount.quantity is Quantity.SHARE:
        return write_percentage(value)
    if amount.quantity is Quantity.MONEY and value * 100 == int(value * 100):
        return f"{'-' if value < 0 else ''}{abs(int(value * 100)) // 100}.{abs(int(value * 100)) % 100:02d}"
    return write_decimal(value)


def _finite(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def step_line(step: Step, language: Language) -> str:
    """Write a step with its numbers filled in, and what it comes to."""
    form = step.form.in_language(language).translate(_SIGNS)
    filled = form.format(*(_operand(operand, language) for operand in step.operands))
    joint = "" if step.value.quantity is Quantity.VERDICT else " ="
    return f"{filled}{joint} {spoken(step.value, language)}"


def _operand(amount: Amount, language: Language) -> str:
    """Write a number inside a form; a negative one stands between brackets."""
    text = spoken(amount, language)
    return f"({text})" if amount.value < 0 else text


def lines(worked: Worked, language: Language) -> Iterator[tuple[int, str]]:
    """Write a worked formula, each line with how deep it stands: steps, then results, then what is waited for.

    A step names its place in the source where that is another than the one before; the first is that of the formula.
    """
    dutch = language == "nl"
    before = worked.formula.citation.places
    for step in worked.steps:
        places = f" [{', '.join(step.citation.places)}]" if step.citation.places != before else ""
        before = step.citation.places
        yield 1, f"{step.phrase.in_language(language)}{places}"
        yield 2, step_line(step, language)
    if worked.results:
        yield 0, "Uitkomst" if dutch else "Outcome"
    for _, phrase, amount in worked.results:
        yield 1, f"{phrase.in_language(language)}: {spoken(amount, language)}"
    if worked.waiting:
        yield 0, "Nog niet bekend; niets wordt geschat" if dutch else "Not known yet; nothing is guessed"
    for one in worked.waiting:
        setter = one.setter.in_language(language)
        who = f"dit stelt vast: {setter}" if dutch else f"this is set by: {setter}"
        yield 1, f"{one.path}: {one.phrase.in_language(language)}; {who}"


def plain(worked: Worked) -> dict[str, object]:
    """Give a worked formula as data, in nothing but text, whole numbers, lists and objects."""
    formula = worked.formula
    return {
        "uitgave": formula.edition,
        "uitgave_hash": formula.edition_hash,
        "waarden_hash": formula.values_hash,
        "codering": formula.coding,
        "lezingen": list(formula.readings),
        "formule": formula.name,
        "plaatsen": list(formula.citation.places),
        "posten": list(formula.citation.items),
        "staat": state_of(worked),
        "stappen": [
            {
                "id": step.id,
                "som": step.form.nl.format(*(written(operand) for operand in step.operands)),
                "waarde": written(step.value),
                "plaatsen": list(step.citation.places),
            }
            for step in worked.steps
        ],
        "uitkomst": dict(results_of(worked)),
        "wacht_op": [
            {"gegeven": one.path, "tekst": {"nl": one.phrase.nl, "en": one.phrase.en}, "zetter": one.setter.nl}
            for one in worked.waiting
        ],
    }


def state_of(worked: Worked) -> str:
    """Name the state of a worked formula."""
    return CALCULATED if worked.complete else WAITING


def results_of(worked: Worked) -> Mapping[str, str]:
    """Give the results as data, by name."""
    return {name: written(amount) for name, _, amount in worked.results}
