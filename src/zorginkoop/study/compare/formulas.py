"""Whether a formula comes to something else: both worked out on every worked example of either edition."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.formula import Formula
from zorginkoop.kernel.formula_compile import compile_formula
from zorginkoop.kernel.formula_source import AnyFormula, ShareSource
from zorginkoop.kernel.formula_words import results_of, state_of
from zorginkoop.kernel.formulas import work_out
from zorginkoop.kernel.marked import Document

REFUSED = "geweigerd"


@dataclass(frozen=True, slots=True)
class FormulaCase:
    """A worked example on which the two differ, with what each comes to."""

    example: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormulaMeaning:
    """One formula that reads otherwise: an example on which it differs, or on how many it came to the same.

    Examples show a difference and prove no equality; `reason` says why nothing could be worked out.
    """

    name: str
    tried: int
    case: FormulaCase | None = None
    reason: str = ""


def formula_meanings(
    old: LoadedEdition, new: LoadedEdition, installation: Installation, changed: AbstractSet[str]
) -> Iterator[FormulaMeaning]:
    """Compare every formula that stands in both and reads otherwise, its words and examples aside.

    A formula that shows the limit of a condition reads otherwise too when that is one of the `changed`.
    """
    before, after = old.vocabulary.formules, new.vocabulary.formules
    for name, formula in after.items():
        shows = isinstance(formula, ShareSource) and formula.grens.voorwaarde in changed
        if name not in before or (_own(before[name]) == _own(formula) and not shows):
            continue
        try:
            pair = compile_formula(old, name, installation), compile_formula(new, name, installation)
        except InputWrong as wrong:
            yield FormulaMeaning(name, 0, reason=str(wrong.problems[0].what))
            continue
        if _bare(pair[0]) != _bare(pair[1]):
            yield _compared(name, *pair)


def _bare(formula: Formula) -> tuple[object, ...]:
    limit = formula.limit
    return _own(formula.source), (limit.operator, limit.value) if limit else None


def _own(source: AnyFormula) -> dict[str, object]:
    return source.model_dump(by_alias=True, exclude={"bij", "posten", "tekst", "voorbeelden", "zetters"})


def _compared(name: str, old: Formula, new: Formula) -> FormulaMeaning:
    examples = {example.naam: example for side in (old, new) for example in side.source.voorbeelden}
    for tried, example in enumerate(examples.values(), start=1):
        results = _result(old, example.invoer), _result(new, example.invoer)
        if results[0] != results[1]:
            return FormulaMeaning(name, tried, FormulaCase(example.naam, *results))
    return FormulaMeaning(name, len(examples))


def _result(formula: Formula, given: object) -> tuple[str, ...]:
    """Say what a formula comes to on an input, or that it refuses it."""
    try:
        worked = work_out(formula, Document("", given))
    except InputWrong as wrong:
        return (REFUSED, *(problem.where.field for problem in wrong.problems))
    return (state_of(worked), *(f"{key} {value}" for key, value in results_of(worked).items()))
