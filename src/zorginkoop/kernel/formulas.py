"""Work a formula out on an input file: read it by the model of its kind, and tell everything that is wrong with it."""

from __future__ import annotations

from pydantic import ValidationError

from zorginkoop.kernel import formula_indexing, formula_share, formula_sums
from zorginkoop.kernel.errors import FactsWrong, Problem
from zorginkoop.kernel.formula import Formula, Worked
from zorginkoop.kernel.formula_inputs import Given, Impossible
from zorginkoop.kernel.formula_source import ComparisonSource, IndexingSource, ProRataSource, ShareSource
from zorginkoop.kernel.marked import Document, problems_from_validation


def work_out(formula: Formula, document: Document) -> Worked:
    """Work a formula out; FactsWrong with every problem of the input, each at its place.

    What is not known yet (`onbekend`) is no problem: the outcome then says what it waits for, and who sets it.
    """
    model = _model(formula)
    problems = [Problem(what, document.place(path), remedy) for path, what, remedy in _impossible(formula, document)]
    try:
        given = model.model_validate(document.plain)
    except ValidationError as error:
        problems += problems_from_validation(document, error, model)
        raise FactsWrong(sorted(problems, key=_order)) from None
    if problems:
        raise FactsWrong(problems)
    return _worked(formula, given)


def _order(problem: Problem) -> tuple[int, int]:
    return problem.where.line or 0, problem.where.column or 0


def _model(formula: Formula) -> type[Given]:
    match formula.source:
        case IndexingSource():
            return formula_indexing.inputs_of(formula, formula.source)
        case ShareSource():
            return formula_share.inputs_of(formula, formula.source)
        case ProRataSource():
            return formula_sums.pro_rata_inputs(formula, formula.source)
        case ComparisonSource():
            return formula_sums.comparison_inputs(formula, formula.source)
    raise _unforeseen(formula)


def _impossible(formula: Formula, document: Document) -> Impossible:
    match formula.source:
        case ShareSource():
            yield from formula_share.impossible_in(formula.source, document.plain)
        case ProRataSource():
            yield from formula_sums.pro_rata_impossible(document.plain)
        case ComparisonSource():
            yield from formula_sums.comparison_impossible(formula.source, document.plain)


def _worked(formula: Formula, given: Given) -> Worked:
    match formula.source:
        case IndexingSource():
            return formula_indexing.work_out(formula, formula.source, given)
        case ShareSource():
            return formula_share.work_out(formula, formula.source, given)
        case ProRataSource():
            return formula_sums.pro_rata(formula, formula.source, given)
        case ComparisonSource():
            return formula_sums.comparison(formula, formula.source, given)
    raise _unforeseen(formula)


def _unforeseen(formula: Formula) -> TypeError:
    return TypeError(f"formule van een onbekende soort: {type(formula.source).__name__}")
