"""Indexing a budget: weighted provisional indexes, corrected for what the final ones of last year turned out to be.

index(T) = provisional(T) corrected by the difference between final and provisional of T-1; without the final index of
T-1 there is no result, not even one with a correction of nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from zorginkoop.kernel.formula import Amount, Formula, Sheet, Worked, money, share, unknown_in
from zorginkoop.kernel.formula_inputs import (
    Answer,
    Given,
    Money,
    Rate,
    Share,
    as_given,
    exactly,
    mapping,
    whole_mapping,
)
from zorginkoop.kernel.formula_source import IndexingSource
from zorginkoop.kernel.scalars import Whole, write_percentage
from zorginkoop.kernel.source_form import Identifier
from zorginkoop.kernel.tree import Citation, Phrase

INPUTS: Final = ("begroting", "voorlopig", "definitief", "verdeling")
_KINDS: Final = {"voorlopig": "provisional", "definitief": "final"}


def inputs_of(formula: Formula, source: IndexingSource) -> type[Given]:
    """Give the model of the input: the contract year, a budget of the year before, indexes, and its parts."""
    year = formula.contract_year
    rates = whole_mapping(mapping("Indexen", dict.fromkeys(source.gewichten, Rate)))
    provisional = mapping("Voorlopig", {str(year): rates, str(year - 1): rates})
    final = mapping("Definitief", {str(year - 1): rates}, frozenset({str(year - 1)}))
    refused = (
        f"hier hoort alleen de definitieve index van {year - 1}; een andere corrigeert de begroting van {year} niet."
    )
    fields = {
        "jaar": Annotated[Whole, AfterValidator(_this_year(year))],
        "begroting": _budget(year),
        "voorlopig": provisional,
        "definitief": Annotated[whole_mapping(final), BeforeValidator(_only({str(year - 1)}, refused))],
        "verdeling": Annotated[dict[Identifier, Share], AfterValidator(_parts(source.vergoed.deel))],
    }
    return mapping("Indexering", fields, frozenset({"definitief"}))


def _budget(year: int) -> type[Given]:
    return mapping(
        "Begroting",
        {
            "bedrag": Money,
            "prijspeil": Annotated[Whole, AfterValidator(_year_before(year))],
            "geindexeerd_met": exactly("voorlopig", lambda _: _NOT_PROVISIONAL),
            "goedgekeurd": Annotated[Answer, AfterValidator(_approved)],
        },
    )


_NOT_PROVISIONAL = (
    "de begroting moet met de voorlopige indexen van haar jaar op peil zijn gebracht; anders telt de correctie dubbel."
)


def _this_year(year: int) -> Any:  # noqa: ANN401 - a check that pydantic calls
    def check(given: int) -> int:
        if given != year:
            message = f"deze uitgave gaat over {year}, niet over {given}."
            raise ValueError(message)
        return given

    return check


def _year_before(year: int) -> Any:  # noqa: ANN401 - a check that pydantic calls
    def check(given: int) -> int:
        if given == year:
            message = f"deze begroting is al op prijspeil {year}; zij wordt niet nog eens geïndexeerd."
            raise ValueError(message)
        if given != year - 1:
            message = f"prijspeil {given} past niet: de begroting van {year} begint bij die van {year - 1}."
            raise ValueError(message)
        return given

    return check


def _approved(given: bool | None) -> bool | None:  # noqa: FBT001 - the answer itself is the subject
    if given is False:
        message = "alleen een goedgekeurde begroting wordt geïndexeerd."
        raise ValueError(message)
    return given


def _only(keys: set[str], refusal: str) -> Any:  # noqa: ANN401 - a check that pydantic calls
    def check(given: object) -> object:
        if isinstance(given, dict) and any(str(key).isdigit() and key not in keys for key in given):
            raise ValueError(refusal)
        return given

    return check


def _parts(paid: str) -> Any:  # noqa: ANN401 - a check that pydantic calls
    def check(given: dict[str, Fraction | None]) -> dict[str, Fraction | None]:
        if paid not in given:
            message = f"het deel '{paid}' ontbreekt: alleen dat wordt vergoed."
            raise ValueError(message)
        together = sum((part for part in given.values() if part is not None), Fraction(0))
        if together > 1 or (None not in given.values() and together != 1):
            message = f"de delen zijn samen {write_percentage(together)}, en horen samen 100 % te zijn."
            raise ValueError(message)
        return given

    return check


def work_out(formula: Formula, source: IndexingSource, model: Given) -> Worked:
    """Work the budget of the contract year out, as far as what is known allows."""
    given, year, sheet = as_given(model), formula.contract_year, Sheet(formula)
    rates = {
        (kind, at): _weighted(sheet, source, kind, at, (given[kind] or {}).get(str(at)))
        for kind, at in (("voorlopig", year), ("voorlopig", year - 1), ("definitief", year - 1))
    }
    index = _index(sheet, source, *rates.values())
    start, paid = _start(sheet, given["begroting"]), _paid(sheet, source, given["verdeling"])
    if index is None or start is None:
        return sheet.worked()
    budget = sheet.step(
        "begroting",
        Phrase(f"de begroting van {year}", f"the budget of {year}"),
        "{0} * (1 + {1})",
        (start, index),
        money(start.value * (1 + index.value)),
    )
    sheet.report("begroting", Phrase(f"begroting {year}", f"budget {year}"), budget)
    if paid is not None:
        _pay(sheet, source, budget, paid)
    return sheet.worked()


def _weighted(
    sheet: Sheet, source: IndexingSource, kind: str, year: int, rates: Mapping[str, Fraction | None] | None
) -> Amount | None:
    english = _KINDS[kind]
    missing = list(unknown_in(rates, f"{kind}.{year}"))
    if rates is None or missing:
        for path in missing:
            part = path.split(".")[2:]
            of = f" ({part[0]})" if part else ""
            dutch = "definitieve" if kind == "definitief" else "voorlopige"
            sheet.wait(path, Phrase(f"de {dutch} index van {year}{of}", f"the {english} index of {year}{of}"))
        return None
    operands = tuple(
        share(value) for part, weight in source.gewichten.items() for value in (weight, rates[part] or Fraction(0))
    )
    form = " + ".join(f"{{{at}}} * {{{at + 1}}}" for at in range(0, len(operands), 2))
    value = sum((weight * (rates[part] or 0) for part, weight in source.gewichten.items()), Fraction(0))
    dutch = "definitieve" if kind == "definitief" else "voorlopige"
    phrase = Phrase(f"de gewogen {dutch} index van {year}", f"the weighted {english} index of {year}")
    return sheet.step(f"{kind}_{year}", phrase, form, operands, share(value))


def _index(
    sheet: Sheet, source: IndexingSource, now: Amount | None, before: Amount | None, final: Amount | None
) -> Amount | None:
    if now is None or before is None or final is None:
        return None
    year = sheet.formula.contract_year
    about = Phrase(f"de correctie over {year - 1}", f"the correction over {year - 1}")
    whole = Phrase(f"de index van {year}", f"the index of {year}")
    if source.correctie == "verschil":
        gap = sheet.step("correctie", about, "{0} - {1}", (final, before), share(final.value - before.value))
        index = sheet.step("index", whole, "{0} + {1}", (now, gap), share(now.value + gap.value))
    else:
        ratio = (1 + final.value) / (1 + before.value) - 1
        gap = sheet.step("correctie", about, "(1 + {0}) / (1 + {1}) - 1", (final, before), share(ratio))
        index = sheet.step(
            "index", whole, "(1 + {0}) * (1 + {1}) - 1", (now, gap), share((1 + now.value) * (1 + ratio) - 1)
        )
    sheet.report("index", Phrase(f"index {year}", f"index {year}"), index)
    return index


def _start(sheet: Sheet, budget: Mapping[str, Any]) -> Amount | None:
    year = budget["prijspeil"]
    if budget["bedrag"] is None:
        sheet.wait("begroting.bedrag", Phrase(f"de begroting op prijspeil {year}", f"the budget at price level {year}"))
    if budget["goedgekeurd"] is None:
        sheet.wait("begroting.goedgekeurd", Phrase("de goedkeuring van de begroting", "the approval of the budget"))
    known = budget["bedrag"] is not None and budget["goedgekeurd"] is not None
    return money(budget["bedrag"]) if known else None


def _paid(sheet: Sheet, source: IndexingSource, parts: Mapping[str, Fraction | None]) -> Amount | None:
    """Give the share that is paid; what other financiers bear need not be known."""
    name = source.vergoed.deel
    value = parts[name]
    if value is None:
        sheet.wait(f"verdeling.{name}", Phrase(f"het deel {name} van de begroting", f"the part {name} of the budget"))
        return None
    return share(value)


def _pay(sheet: Sheet, source: IndexingSource, budget: Amount, paid: Amount) -> None:
    place = Citation(source.vergoed.bij, source.vergoed.posten)
    name = source.vergoed.deel
    phrase = Phrase(f"het deel {name}, en alleen dat", f"the part {name}, and only that")
    amount = sheet.step(
        "vergoeding", phrase, "{0} * {1}", (budget, paid), money(budget.value * paid.value), citation=place
    )
    sheet.report("vergoeding", Phrase(f"vergoed door de verzekeraars ({name})", f"paid by insurers ({name})"), amount)
