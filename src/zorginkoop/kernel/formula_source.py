"""What a policy officer can write of a formula: one of four named kinds, its parameters, and worked examples beside it.

There are no free expressions: a kind fixes the order of the arithmetic, the data fill it in.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from zorginkoop.kernel.scalars import IsoDate, Percentage
from zorginkoop.kernel.source_form import Identifier, Node, Source, Words

ScenarioId = Annotated[str, StringConstraints(pattern=r"^(GPF|ZC)-\d{2}$")]
Correction: TypeAlias = Literal["verschil", "verhouding"]


class ExpectedSource(Source):
    """What a worked example must come to; what is not named is not compared."""

    staat: Literal["berekend", "wacht"] | None = None
    uitkomst: dict[Identifier, str] = Field(default_factory=dict)
    stappen: dict[Identifier, str] = Field(default_factory=dict)
    wacht_op: tuple[str, ...] | None = None
    geweigerd: tuple[str, ...] = ()


class FormulaExampleSource(Source):
    """One worked example: the input as in an input file, and what must follow."""

    naam: str
    scenario: ScenarioId | None = None
    lezingen: dict[str, str] = Field(default_factory=dict)
    invoer: Any
    verwacht: ExpectedSource


class AnyFormula(Node):
    """What every formula says: who sets each input that may be unknown, and at least one worked example."""

    tekst: Words
    zetters: dict[Identifier, Words]
    voorbeelden: Annotated[tuple[FormulaExampleSource, ...], Field(min_length=1)]


def _whole_together(weights: dict[str, Any]) -> dict[str, Any]:
    if sum(weights.values()) != 1 or any(weight <= 0 for weight in weights.values()):
        message = "de gewichten zijn elk meer dan 0 % en samen 100 %."
        raise ValueError(message)
    return weights


class PaidPartSource(Node):
    """The part of the indexed budget that the insurers pay, and no more."""

    deel: Identifier


class IndexingSource(AnyFormula):
    """A budget carried to the next year by weighted provisional indexes, corrected for the final ones of last year."""

    soort: Literal["indexering"]
    gewichten: Annotated[dict[Identifier, Percentage], AfterValidator(_whole_together)]
    correctie: Correction
    vergoed: PaidPartSource


class ProRataSource(AnyFormula):
    """The share of the purchaser in an amount, on a basis that a person recorded; there is no basis by default."""

    soort: Literal["naar_rato"]


class LimitSource(Source):
    """The limit of a condition of this edition: the formula shows it, so that the two cannot differ."""

    voorwaarde: Identifier
    overeenkomst: Identifier | None = None


class MeasuredSource(Source):
    """When the numbers are counted: on one day, or over days within the contract year."""

    op: IsoDate | None = None
    over: Literal["contractjaar"] | None = None


class ShareSource(AnyFormula):
    """How many of how many, against the limit of a condition: the share, and how many it takes."""

    soort: Literal["aandeel"]
    teller: Words
    noemer: Words
    eenheid: str
    grens: LimitSource
    gemeten: MeasuredSource | None = None


class SideSource(Source):
    """One of the two amounts that are compared."""

    naam: Identifier
    tekst: Words


class ComparisonSource(AnyFormula):
    """One amount that may be at most another, where both are about the same."""

    soort: Literal["vergelijking"]
    bedrag: SideSource
    ten_hoogste: SideSource
    eenheid: str
    zelfde: tuple[Identifier, ...]


FormulaSource = Annotated[IndexingSource | ProRataSource | ShareSource | ComparisonSource, Field(discriminator="soort")]
