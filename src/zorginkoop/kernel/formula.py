"""A formula, ready to be worked out, and what it came to: each step with its numbers, the results, what it waits for.

Every number is an exact fraction: money in cents, a percentage as a share. Only a result that is money is rounded, half
up to the cent, and only once, where it is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from zorginkoop.kernel.formula_source import AnyFormula
from zorginkoop.kernel.tree import Citation, Phrase


class Quantity(StrEnum):
    """What a number of a formula is."""

    MONEY = "geld"
    SHARE = "percentage"
    NUMBER = "getal"
    VERDICT = "ja_nee"


@dataclass(frozen=True, slots=True)
class Amount:
    """One exact number with what it is: cents, a share, a count with its unit, or a yes (1) or no (0)."""

    value: Fraction
    quantity: Quantity
    unit: str = ""
    near: Fraction | None = None  # a limit beside which it must not be rounded to the other side


def money(cents: Fraction) -> Amount:
    """Give an amount of money; it may hold parts of a cent."""
    return Amount(cents, Quantity.MONEY)


def share(value: Fraction) -> Amount:
    """Give a share or a rate."""
    return Amount(value, Quantity.SHARE)


def share_of_rows(value: Fraction, limit: Fraction | None) -> Amount:
    """Give a share of a count, to be read beside its limit."""
    return Amount(value, Quantity.SHARE, near=Fraction(1) if limit is None else limit)


def number(value: Fraction | int, unit: str = "") -> Amount:
    """Give a plain number."""
    return Amount(Fraction(value), Quantity.NUMBER, unit)


def verdict(*, met: bool) -> Amount:
    """Give a yes or a no."""
    return Amount(Fraction(met), Quantity.VERDICT)


def reported(amount: Amount) -> Amount:
    """Round what is reported: money half up to the cent, everything else not at all."""
    if amount.quantity is not Quantity.MONEY:
        return amount
    return Amount(Fraction((2 * amount.value + 1) // 2), Quantity.MONEY, amount.unit)


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of a condition that a formula shows; without a value its setter has still to supply it."""

    condition: str
    operator: str
    value: Fraction | None
    citation: Citation
    value_name: str = ""
    setter: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula of an edition, checked, with its limit looked up."""

    edition: str
    coding: int
    edition_hash: str
    values_hash: str
    readings: tuple[str, ...]
    name: str
    contract_year: int
    source: AnyFormula
    phrase: Phrase
    citation: Citation
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is worked out, the form with its numbers filled in at {0}, {1} …, and its exact value."""

    id: str
    phrase: Phrase
    form: Phrase
    operands: tuple[Amount, ...]
    value: Amount
    citation: Citation


@dataclass(frozen=True, slots=True)
class Waiting:
    """An input that is not known yet: where it goes in the input file, what it is, and who sets it."""

    path: str
    phrase: Phrase
    setter: Phrase


@dataclass(frozen=True, slots=True)
class Worked:
    """What working a formula out came to."""

    formula: Formula
    steps: tuple[Step, ...]
    results: tuple[tuple[str, Phrase, Amount], ...]
    waiting: tuple[Waiting, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is waited for."""
        return not self.waiting

    def result(self, name: str) -> Amount:
        """Give one result by its name; a KeyError when it was not reached."""
        return {key: amount for key, _, amount in self.results}[name]


@dataclass(slots=True)
class Sheet:
    """The sheet a formula is worked out on: steps are written down, unknown inputs noted, nothing is guessed."""

    formula: Formula
    steps: list[Step] = field(default_factory=list)
    results: list[tuple[str, Phrase, Amount]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    def step(  # noqa: PLR0913 - the parts of one written step, each by name
        self,
        name: str,
        phrase: Phrase,
        form: Phrase | str,
        operands: tuple[Amount, ...],
        value: Amount,
        *,
        citation: Citation | None = None,
    ) -> Amount:
        """Write one step down and give its exact value."""
        written = form if isinstance(form, Phrase) else Phrase(form, form)
        self.steps.append(Step(name, phrase, written, operands, value, citation or self.formula.citation))
        return value

    def report(self, name: str, phrase: Phrase, amount: Amount) -> None:
        """Report a result; here, and only here, money is rounded."""
        self.results.append((name, phrase, reported(amount)))

    def wait(self, path: str, phrase: Phrase) -> None:
        """Note an input that is not known yet, with who sets it."""
        words = self.formula.source.zetters[path.partition(".")[0]]
        self.waiting.append(Waiting(path, phrase, Phrase(words.nl, words.en)))

    def worked(self) -> Worked:
        """Give what the sheet came to."""
        return Worked(self.formula, tuple(self.steps), tuple(self.results), tuple(self.waiting))


def unknown_in(given: object, path: str = "") -> Iterator[str]:
    """Walk the paths of the inputs that are not known, at any depth of nested mappings."""
    if given is None:
        yield path
    elif isinstance(given, dict):
        for key, inner in given.items():
            yield from unknown_in(inner, f"{path}.{key}" if path else str(key))
