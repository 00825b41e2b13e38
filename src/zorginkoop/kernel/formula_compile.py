"""From what an officer wrote to a formula that can be worked out: its limit found, its setters complete."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import BaseModel

from zorginkoop.kernel import formula_indexing, formula_share, formula_sums
from zorginkoop.kernel.compile import Installation, LoadedEdition, Path, citation_of, phrase_of
from zorginkoop.kernel.errors import Place, PolicyWrong, Problem, QuestionWrong
from zorginkoop.kernel.formula import Formula, Limit
from zorginkoop.kernel.formula_source import (
    AnyFormula,
    ComparisonSource,
    IndexingSource,
    LimitSource,
    ProRataSource,
    ShareSource,
)
from zorginkoop.kernel.language import ConditionSource
from zorginkoop.kernel.scalars import read_percentage

_NONE = "Deze uitgave heeft geen formules."
_LIMITS = ("ten_minste", "ten_hoogste", "meer_dan", "minder_dan")


def formula_of(edition: LoadedEdition, name: str) -> AnyFormula:
    """Find a formula of an edition; QuestionWrong with a suggestion when it has none of that name."""
    known = edition.vocabulary.formules
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    remedy = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(known)}." if known else _NONE
    raise QuestionWrong(Problem(f"formule '{name}' bestaat niet in {edition.name}.", Place(field="FORMULE"), remedy))


def compile_formula(edition: LoadedEdition, name: str, installation: Installation) -> Formula:
    """Make a formula ready; PolicyWrong with every problem found, each at its place."""
    source = formula_of(edition, name)
    path: Path = ("formules", name)
    problems = [Problem(what, edition.where((*path, *at)), remedy) for at, what, remedy in _wrong_in(source)]
    limit = None
    if isinstance(source, ShareSource):
        try:
            limit = _limit(edition, source.grens, installation, path)
        except PolicyWrong as wrong:
            problems += wrong.problems
    if problems:
        raise PolicyWrong(problems)
    head = edition.source.uitgave
    chosen = {name: reading.kies for name, reading in edition.vocabulary.lezingen.items()}
    taken = {**chosen, **{name: to for name, to in installation.readings.items() if name in chosen}}
    return Formula(
        edition=edition.name,
        coding=head.codering,
        edition_hash=edition.content_hash,
        values_hash=installation.content_hash,
        readings=tuple(f"{reading}={option}" for reading, option in sorted(taken.items())),
        name=name,
        contract_year=head.contractjaar,
        source=source,
        phrase=phrase_of(source.tekst),
        citation=citation_of(source),
        limit=limit,
    )


def _wrong_in(source: AnyFormula) -> Iterator[tuple[Path, str, str]]:
    """Tell what is missing or too much among the setters, and what the parameters of a kind cannot be."""
    asked = _inputs(source)
    for name in asked:
        if name not in source.zetters:
            yield ("zetters",), f"wie '{name}' vaststelt, staat er niet.", "Noem bij elk gegeven wie het zet."
    for name in source.zetters:
        if name not in asked:
            yield ("zetters", name), f"'{name}' is geen gegeven van deze formule.", f"Dat zijn: {', '.join(asked)}."
    if isinstance(source, ComparisonSource) and source.bedrag.naam == source.ten_hoogste.naam:
        yield ("ten_hoogste", "naam"), "de twee bedragen heten hetzelfde.", "Geef elk een eigen naam."
    measured = source.gemeten if isinstance(source, ShareSource) else None
    if measured is not None and (measured.op is None) == (measured.over is None):
        yield ("gemeten",), "geef hier 'op' of 'over'.", ""


def _inputs(source: AnyFormula) -> tuple[str, ...]:
    match source:
        case IndexingSource():
            return formula_indexing.INPUTS
        case ShareSource():
            return formula_share.INPUTS
        case ProRataSource():
            return formula_sums.PRO_RATA_INPUTS
        case ComparisonSource():
            return source.bedrag.naam, source.ten_hoogste.naam
    message = f"onbekende soort formule: {type(source).__name__}"
    raise TypeError(message)


def _limit(edition: LoadedEdition, asked: LimitSource, installation: Installation, path: Path) -> Limit:
    """Look the limit up in the condition that it belongs to."""
    place = edition.where((*path, "grens"))
    found = list(_conditions(edition, asked))
    if not found:
        raise PolicyWrong(Problem(f"voorwaarde '{asked.voorwaarde}' bestaat niet.", place, "Noem haar zoals zij heet."))
    limits = {(name, text, value) for one in found for name, text, value in _limits_of(one)}
    if len(limits) != 1:
        what = f"voorwaarde '{asked.voorwaarde}' heeft hier {len(limits) or 'geen'} grenzen, en een is er nodig."
        remedy = "Noem de overeenkomst erbij." if limits else "Noem een voorwaarde met een aandeel of verhouding."
        raise PolicyWrong(Problem(what, place, remedy))
    ((operator, text, value_name),) = limits
    setter = ""
    if value_name:
        declared = edition.vocabulary.waarden.get(value_name)
        setter = declared.zetter if declared else ""
        text = _supplied(edition, value_name, installation, place)
    try:
        value = read_percentage(text) if text else None
    except ValueError as error:
        raise PolicyWrong(Problem(str(error), place)) from None
    return Limit(asked.voorwaarde, operator, value, citation_of(found[0]), value_name, setter)


def _supplied(edition: LoadedEdition, name: str, installation: Installation, place: Place) -> str:
    """Give the text of a supplied value, or nothing where it still has to come; refused when it is of another year."""
    value, year = installation.values.get(name), edition.source.uitgave.contractjaar
    if value is None:
        return ""
    if not value.holds_in(year):
        what = f"de waarde '{name}' geldt niet in contractjaar {year}."
        raise PolicyWrong(Problem(what, installation.places.get(name) or place, f"Geef haar voor {year}."))
    return str(value.waarde)


def _limits_of(condition: ConditionSource) -> Iterator[tuple[str, str, str]]:
    for name in _LIMITS:
        operand = getattr(condition, name)
        if operand is not None:
            yield name, operand.tekst or "", operand.waarde or ""


def _conditions(edition: LoadedEdition, asked: LimitSource) -> Iterator[ConditionSource]:
    """Walk the conditions of the edition that have the name asked for."""
    agreements = edition.source.overeenkomsten
    if asked.overeenkomst is None:
        yield from _named(edition.vocabulary.voorwaarden, asked.voorwaarde)
        yield from _named(tuple(agreements.values()), asked.voorwaarde)
    elif asked.overeenkomst in agreements:
        yield from _named(agreements[asked.overeenkomst], asked.voorwaarde)


def _named(source: object, name: str) -> Iterator[ConditionSource]:
    if isinstance(source, ConditionSource) and source.id == name:
        yield source
    inner: object = [value for _, value in source] if isinstance(source, BaseModel) else source
    if isinstance(inner, list | tuple):
        for part in inner:
            yield from _named(part, name)
