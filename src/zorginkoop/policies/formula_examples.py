"""Worked examples of formulas: each is worked out as an input file would be, and held against what it must come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.kernel.formula import Formula, Worked
from zorginkoop.kernel.formula_compile import compile_formula
from zorginkoop.kernel.formula_source import ExpectedSource, FormulaExampleSource
from zorginkoop.kernel.formula_words import results_of, state_of, written
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.marked import Document, Path

Reload = Callable[[Installation], LoadedEdition]


@dataclass(frozen=True, slots=True)
class FormulaExample:
    """One worked example of a formula of an edition."""

    formula: str
    number: int
    source: FormulaExampleSource

    @property
    def path(self) -> Path:
        """Where it stands in the edition."""
        return ("formules", self.formula, "voorbeelden", self.number)

    @property
    def label(self) -> str:
        """Name it for a person: its scenario, and what it shows."""
        scenario = f"{self.source.scenario} " if self.source.scenario else ""
        return f"{self.formula}: {scenario}{self.source.naam}"


def examples_of(edition: LoadedEdition) -> tuple[FormulaExample, ...]:
    """Give every worked example of every formula, in the order of the text."""
    return tuple(
        FormulaExample(name, number, example)
        for name, formula in edition.source.formules.items()
        for number, example in enumerate(formula.voorbeelden)
    )


def problems_of(edition: LoadedEdition, installation: Installation, reload: Reload) -> Iterator[Problem]:
    """Check every formula and run its examples; everything that is wrong is told at its place."""
    for name in edition.source.formules:
        try:
            compile_formula(edition, name, installation)
        except InputWrong as wrong:
            yield from wrong.problems
            continue
        for example in examples_of(edition):
            if example.formula == name:
                yield from run(example, edition, installation, reload)


def run(
    example: FormulaExample, edition: LoadedEdition, installation: Installation, reload: Reload
) -> tuple[Problem, ...]:
    """Run one example; what it does not come to is told, nothing is raised."""
    unknown = tuple(_unknown_readings(example, edition))
    if unknown:
        return unknown
    if example.source.lezingen:
        installation = replace(installation, readings={**installation.readings, **example.source.lezingen})
        edition = reload(installation)
    formula = compile_formula(edition, example.formula, installation)
    return tuple(_differences(example, formula, edition))


def _unknown_readings(example: FormulaExample, edition: LoadedEdition) -> Iterator[Problem]:
    for name, option in example.source.lezingen.items():
        reading = edition.vocabulary.lezingen.get(name)
        if reading is None or option not in reading.opties:
            place = edition.where((*example.path, "lezingen", name))
            known = sorted(reading.opties if reading else edition.vocabulary.lezingen)
            yield Problem(f"lezing {name} met optie '{option}' bestaat niet.", place, f"Kies uit: {', '.join(known)}.")


def _differences(example: FormulaExample, formula: Formula, edition: LoadedEdition) -> Iterator[Problem]:
    expected, at = example.source.verwacht, (*example.path, "verwacht")
    try:
        worked = work_out(formula, Document("", example.source.invoer))
    except InputWrong as wrong:
        refused = [problem.where.field for problem in wrong.problems]
        if sorted(expected.geweigerd) != sorted(refused):
            told = " ".join(str(problem) for problem in wrong.problems).rstrip(".")
            yield _difference(example, edition, (*at, "geweigerd"), ", ".join(expected.geweigerd) or "niets", told)
        return
    if expected.geweigerd:
        yield _difference(example, edition, (*at, "geweigerd"), ", ".join(expected.geweigerd), "niets geweigerd")
    for part, wanted, found in _compared(expected, worked):
        if wanted != found:
            yield _difference(example, edition, (*at, *part), wanted, found)


def _compared(expected: ExpectedSource, worked: Worked) -> Iterator[tuple[Path, str, str]]:
    """Lay what is expected beside what was found; amounts are compared as they are written as data."""
    if expected.staat is not None:
        yield ("staat",), expected.staat, state_of(worked)
    steps = {step.id: written(step.value) for step in worked.steps}
    named: tuple[tuple[str, Mapping[str, str], Mapping[str, str]], ...] = (
        ("uitkomst", expected.uitkomst, results_of(worked)),
        ("stappen", expected.stappen, steps),
    )
    for section, wanted, found in named:
        for name, value in wanted.items():
            yield (section, name), value, found.get(name, "er is geen uitkomst")
    if expected.wacht_op is not None:
        waiting = ", ".join(one.path for one in worked.waiting)
        yield ("wacht_op",), ", ".join(expected.wacht_op) or "niets", waiting or "niets"


def _difference(example: FormulaExample, edition: LoadedEdition, path: Path, wanted: str, found: str) -> Problem:
    what = f"{example.label}: {path[-1]}: verwacht {wanted}, gevonden {found}."
    return Problem(what, edition.where(path), "Pas het voorbeeld of de formule aan.")
