"""How many of how many, against the limit of a condition; the comparison is by cross-multiplication, never rounded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from zorginkoop.kernel.formula import (
    Amount,
    Formula,
    Limit,
    Sheet,
    Waiting,
    Worked,
    number,
    share,
    share_of_rows,
    verdict,
)
from zorginkoop.kernel.formula_inputs import Count, Given, Impossible, as_given, exactly, mapping, read_count, readable
from zorginkoop.kernel.formula_source import MeasuredSource, ShareSource
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.tree import Phrase

INPUTS: Final = ("teller", "noemer")
UPWARDS: Final = frozenset({"ten_minste", "meer_dan"})
_SIGNS: Final = {"ten_minste": "≥", "meer_dan": ">", "ten_hoogste": "≤", "minder_dan": "<"}


def inputs_of(formula: Formula, source: ShareSource) -> type[Given]:
    """Give the model of the input: two counts in the unit of the formula, and when they were counted."""
    unit = source.eenheid
    fields: dict[str, Any] = {
        "teller": Count,
        "noemer": Count,
        "eenheid": exactly(unit, lambda given: f"eenheid '{given}' past niet; hier wordt in {unit} geteld."),
    }
    if source.gemeten is not None:
        fields["gemeten"] = Annotated[str, BeforeValidator(_measured(source.gemeten, formula.contract_year))]
    return mapping("Aandeel", fields)


def _measured(asked: MeasuredSource, year: int) -> Any:  # noqa: ANN401 - a check that pydantic calls
    def check(text: object) -> str:
        if asked.op is not None:
            if read_date(text) != asked.op:
                message = f"geteld op {text}; het gaat om de stand op {asked.op.isoformat()}."
                raise ValueError(message)
            return str(text)
        first, slash, last = str(text).partition("/")
        days = (read_date(first), read_date(last if slash else first))
        if days[0] > days[1] or not date(year, 1, 1) <= days[0] <= days[1] <= date(year, 12, 31):
            message = f"'{text}' ligt niet binnen contractjaar {year}; schrijf bijvoorbeeld {year}-01-01/{year}-06-30."
            raise ValueError(message)
        return str(text)

    return check


def impossible_in(source: ShareSource, plain: object) -> Impossible:
    """Tell of counts that cannot be: a part larger than its whole."""
    part, whole = readable(plain, read_count, "teller"), readable(plain, read_count, "noemer")
    if part is not None and whole is not None and part > whole:
        yield ("teller",), f"{part} is meer dan het geheel van {whole} {source.eenheid}.", "Tel ieder een keer."


def work_out(formula: Formula, source: ShareSource, model: Given) -> Worked:
    """Work out the share, how many it takes, and whether the limit is met."""
    given, sheet = as_given(model), Sheet(formula)
    for name, words in (("teller", source.teller), ("noemer", source.noemer)):
        if given[name] is None:
            sheet.wait(name, Phrase(words.nl, words.en))
    if sheet.waiting:
        return sheet.worked()
    part, whole = number(given["teller"], source.eenheid), number(given["noemer"], source.eenheid)
    limit = formula.limit
    found = _share(sheet, source, part, whole)
    if limit is None or limit.value is None:
        _wait_for_limit(sheet, limit)
        return sheet.worked()
    _judge(sheet, limit, part, whole, found)
    return sheet.worked()


def _share(sheet: Sheet, source: ShareSource, part: Amount, whole: Amount) -> Amount | None:
    limit = sheet.formula.limit.value if sheet.formula.limit else None
    if not whole.value:
        return None
    of = Phrase(f"{source.teller.nl}, van {source.noemer.nl}", f"{source.teller.en}, of {source.noemer.en}")
    found = sheet.step("aandeel", of, "{0} / {1}", (part, whole), share_of_rows(part.value / whole.value, limit))
    sheet.report("aandeel", Phrase("aandeel", "share"), found)
    return found


def _wait_for_limit(sheet: Sheet, limit: Limit | None) -> None:
    if limit is not None:
        words = Phrase("de norm; het beleid noemt er geen", "the norm; the policy names none")
        sheet.waiting.append(Waiting(f"--values {limit.value_name}", words, Phrase(limit.setter, limit.setter)))


def _judge(sheet: Sheet, limit: Limit, part: Amount, whole: Amount, found: Amount | None) -> None:
    unit, bound = whole.unit, limit.value or Fraction(0)
    upwards = limit.operator in UPWARDS
    exact = bound * whole.value
    count = number(_count(limit.operator, exact), unit)
    words = Phrase("zoveel zijn er ten minste nodig", "so many are needed at least")
    if not upwards:
        words = Phrase("zoveel mogen het er ten hoogste zijn", "so many there may be at most")
    operands = (share(bound), whole, number(exact, unit))
    name = "nodig" if upwards else "hoogstens"
    rounded = Phrase("{0} * {1} = {2}, in hele", "{0} * {1} = {2}, in whole")
    sheet.step(name, words, rounded, operands, count, citation=limit.citation)
    sheet.report(name, words, count)
    met = found is not None and (part.value >= count.value if upwards else part.value <= count.value)
    sign = _SIGNS[limit.operator]
    shown = () if found is None else (found, share(bound))
    form = Phrase("van niemand is er geen aandeel", "of nobody there is no share")
    if found is not None:
        form = Phrase(f"{{0}} {sign} {{1}}?", f"{{0}} {sign} {{1}}?")
    meets = Phrase(f"voldoet aan '{limit.condition}'", f"meets '{limit.condition}'")
    sheet.report("voldoet", meets, sheet.step("voldoet", meets, form, shown, verdict(met=met), citation=limit.citation))


def _count(operator: str, exact: Fraction) -> int:
    """Give the smallest count that meets a lower limit, or the largest that meets an upper one."""
    if operator == "ten_minste":
        return ceil(exact)
    if operator == "meer_dan":
        return floor(exact) + 1
    return floor(exact) if operator == "ten_hoogste" else ceil(exact) - 1
