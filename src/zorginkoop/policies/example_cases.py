"""What a file of worked examples can hold: the cases of one agreement, and the facts they start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints, ValidationError, model_validator

from zorginkoop.kernel.errors import InputWrong, Place, PolicyWrong, Problem
from zorginkoop.kernel.language import Identifier, Source
from zorginkoop.kernel.layer_words import LayerStatus
from zorginkoop.kernel.marked import Document, Path, problems_from_validation
from zorginkoop.kernel.scalars import IsoDate, Moment, Whole, YesNo
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.policies.strict_yaml import read_yaml

FOLDER = "voorbeelden"

ScenarioId = Annotated[str, StringConstraints(pattern=r"^(GPF|ZC)-\d{2}$")]
StateName = Annotated[str, StringConstraints(pattern="^(voldaan|niet_voldaan|onbekend|niet_van_toepassing)$")]
Verdict = Annotated[str, StringConstraints(pattern="^(op_tijd|te_laat|te_vroeg|open|verstreken)$")]
Day = IsoDate | Annotated[str, StringConstraints(pattern="^onbekend$")]


class Expected(Source):
    """What judging a case must come to; what is not named is not compared."""

    route: str | None = None
    uitkomst: str | None = None
    variant: str | None = None
    voorwaarden: dict[Identifier, StateName] = Field(default_factory=dict)
    onderdelen: dict[Identifier, StateName] = Field(default_factory=dict)
    plaatsen: tuple[str, ...] = ()
    ontbreekt: tuple[str, ...] | None = None
    taken: tuple[Identifier, ...] | None = None


class ExpectedDeadline(Source):
    """What one deadline must come to."""

    uiterlijk: Day | None = None
    vanaf: Day | None = None
    oordeel: Verdict | None = None
    wacht_op: tuple[Identifier, ...] | None = None
    beurten: dict[str, Verdict] = Field(default_factory=dict)


class ExpectedDates(Source):
    """What the dates of a case must come to; every other key is the id of a deadline."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[
        str, ExpectedDeadline | Annotated[str, StringConstraints(pattern="^geldt_niet$")]
    ] = Field(init=False)  # fmt: skip

    ingang: Day | None = None
    besluit_nodig: YesNo | None = None
    contractjaar: Whole | None = None
    wijziging: dict[Identifier, Day] = Field(default_factory=dict)
    einde: Day | None = None
    verlengingen_over: Whole | None = None
    stilzwijgend_verlengd: Whole | None = None
    opzeggen_uiterlijk: Day | None = None
    overbrugd_tot_en_met: Day | None = None


class ExpectedStatus(Source):
    """What the contract status of some care must be on a day; without a care that of the agreement itself."""

    op: IsoDate
    zorg: Identifier | None = None
    vestiging: str | None = None
    rijen: dict[Identifier, str] = Field(default_factory=dict)
    status: LayerStatus
    plaatsen: tuple[str, ...] = ()


class Case(Source):
    """One case: a sentence that says what it shows, what is the case, and what must follow."""

    naam: str
    scenario: ScenarioId | None = None
    op: IsoDate | None = None
    bekend_op: Moment | None = None
    jaar: Whole | None = None
    lezingen: dict[str, str] = Field(default_factory=dict)
    feiten: dict[Identifier, Any] = Field(default_factory=dict)
    zonder: tuple[Identifier, ...] = ()
    verwacht: Expected | None = None
    gebeurtenissen: dict[Identifier, Moment | dict[str, Moment]] = Field(default_factory=dict)
    route: str | None = None
    verwacht_data: ExpectedDates | None = None
    verwacht_status: tuple[ExpectedStatus, ...] = ()

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if self.verwacht is None and self.verwacht_data is None and not self.verwacht_status:
            message = "dit geval verwacht niets; geef 'verwacht', 'verwacht_data' of 'verwacht_status'."
            raise ValueError(message)
        if self.verwacht is not None and self.op is None:
            message = "bij 'verwacht' hoort een peildatum; geef 'op'."
            raise ValueError(message)
        return self


class Basis(Source):
    """The facts that every case of a file starts from, written as in a facts file."""

    sleutel: dict[str, str] = Field(default_factory=dict)
    onderwerp: dict[str, str] = Field(default_factory=dict)
    standaard: dict[str, str] = Field(default_factory=dict)
    feiten: dict[Identifier, Any] = Field(default_factory=dict)


class ExamplesSource(Source):
    """One file of worked examples."""

    overeenkomst: Identifier
    basis: Basis = Basis()
    gevallen: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One case as it stands in a file."""

    edition: EditionFolder
    document: Document
    source: ExamplesSource
    number: int

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.source.gevallen[self.number]

    @property
    def path(self) -> Path:
        """Where the case stands in its document."""
        return ("gevallen", self.number)

    @property
    def label(self) -> str:
        """Name the case by its scenario, if it shows one, and its sentence."""
        return f"{self.case.scenario} {self.case.naam}" if self.case.scenario else self.case.naam

    @property
    def where(self) -> Place:
        """Say where the case stands."""
        return self.document.place(self.path)


def find_examples(edition: EditionFolder) -> tuple[Example, ...]:
    """Read every case of an edition, in the order of files and cases; PolicyWrong with every problem found."""
    examples: list[Example] = []
    problems: list[Problem] = []
    for file in sorted((edition.folder / FOLDER).glob("*.yaml")):
        try:
            document = read_yaml(file.read_bytes(), str(file))
            source = _validated(document)
        except InputWrong as wrong:
            problems += wrong.problems
            continue
        problems += _same_names(document, source)
        examples += (Example(edition, document, source, number) for number in range(len(source.gevallen)))
    if problems:
        raise PolicyWrong(problems)
    return tuple(examples)


def _validated(document: Document) -> ExamplesSource:
    try:
        return ExamplesSource.model_validate(document.plain)
    except ValidationError as error:
        raise PolicyWrong(problems_from_validation(document, error, ExamplesSource)) from None


def _same_names(document: Document, source: ExamplesSource) -> Iterator[Problem]:
    """Tell cases of one file that have the same name: a reader could not tell them apart."""
    names = [case.naam for case in source.gevallen]
    for number, name in enumerate(names):
        if name in names[:number]:
            place = document.place(("gevallen", number, "naam"))
            yield Problem(f"'{name}' staat er twee keer.", place, "Geef elk geval een eigen zin.")
