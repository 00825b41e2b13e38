"""Two small formulas: a share of an amount on a recorded basis, and one amount that may be at most another."""

from __future__ import annotations

from typing import Any, Final

from zorginkoop.kernel.formula import Amount, Formula, Sheet, Worked, money, number, share, verdict
from zorginkoop.kernel.formula_inputs import (
    Day,
    Given,
    Impossible,
    Money,
    Number,
    Said,
    Share,
    Text,
    as_given,
    exactly,
    mapping,
    read_number,
    read_text,
    readable,
)
from zorginkoop.kernel.formula_source import ComparisonSource, ProRataSource
from zorginkoop.kernel.tree import Phrase

PRO_RATA_INPUTS: Final = ("bedrag", "toegekend_op", "grondslag", "aandeel")
_FORMS: Final = ({"aandeel"}, {"deel", "geheel"})


def pro_rata_inputs(formula: Formula, source: ProRataSource) -> type[Given]:  # noqa: ARG001 - all kinds are asked alike
    """Give the model of the input: the amount, when it was awarded, the basis with who recorded it, and the share."""
    basis = mapping("Grondslag", {"naam": Text, "vastgelegd_door": Said, "vastgelegd_op": Day})
    fields = {
        "bedrag": Money,
        "toegekend_op": Day,
        "grondslag": basis,
        "aandeel": Share,
        "deel": Number,
        "geheel": Number,
    }
    return mapping("NaarRato", fields, frozenset({"aandeel", "deel", "geheel"}))


def pro_rata_impossible(plain: object) -> Impossible:
    """Tell of a share that was written twice, half or not at all, and of a part larger than its whole."""
    written = set(plain) & {"aandeel", "deel", "geheel"} if isinstance(plain, dict) else set()
    part, whole = readable(plain, read_number, "deel"), readable(plain, read_number, "geheel")
    if written not in _FORMS:
        remedy = "Schrijf aandeel: onbekend als niemand het weet."
        yield (), "geef 'aandeel', of 'deel' en 'geheel', en niet allebei.", remedy
    elif whole == 0:
        yield ("geheel",), "het geheel is 0; daarvan bestaat geen deel.", ""
    elif part is not None and whole is not None and part > whole:
        yield ("deel",), "het deel is meer dan het geheel.", ""


def pro_rata(formula: Formula, source: ProRataSource, model: Given) -> Worked:  # noqa: ARG001 - all kinds are asked alike
    """Work out the contribution: amount times share, on the recorded basis."""
    given, sheet = as_given(model), Sheet(formula)
    basis = given["grondslag"]["naam"]
    if given["bedrag"] is None:
        sheet.wait("bedrag", Phrase("het bedrag", "the amount"))
    if given["toegekend_op"] is None:
        sheet.wait("toegekend_op", Phrase("de dag waarop het is toegekend", "the day on which it was awarded"))
    if basis is None:
        sheet.wait("grondslag.naam", Phrase("waarnaar wordt verdeeld", "by what it is shared"))
    if given["grondslag"]["vastgelegd_op"] is None:
        sheet.wait(
            "grondslag.vastgelegd_op", Phrase("wanneer de grondslag is vastgelegd", "when the basis was recorded")
        )
    part = _part(sheet, given)
    if sheet.waiting or part is None:
        return sheet.worked()
    amount = money(given["bedrag"])
    words = Phrase(f"de bijdrage, verdeeld naar {basis}", f"the contribution, shared by {basis}")
    due = sheet.step("bijdrage", words, "{0} * {1}", (amount, part), money(amount.value * part.value))
    sheet.report("aandeel", Phrase("aandeel", "share"), part)
    sheet.report("bijdrage", Phrase("bijdrage", "contribution"), due)
    return sheet.worked()


def _part(sheet: Sheet, given: dict[str, Any]) -> Amount | None:
    if given["aandeel"] is not None:
        return share(given["aandeel"])
    if given["deel"] is None or given["geheel"] is None:
        sheet.wait("aandeel", Phrase("het eigen aandeel op die grondslag", "the own share on that basis"))
        return None
    words = Phrase("het eigen aandeel", "the own share")
    operands = (number(given["deel"]), number(given["geheel"]))
    return sheet.step("aandeel", words, "{0} / {1}", operands, share(given["deel"] / given["geheel"]))


def comparison_inputs(formula: Formula, source: ComparisonSource) -> type[Given]:  # noqa: ARG001 - all kinds are asked alike
    """Give the model of the input: two amounts in the same unit, each with what must be the same of both."""
    unit = source.eenheid
    said = exactly(unit, lambda given: f"eenheid '{given}' past niet; vergeleken wordt in {unit}.")
    side = mapping("Kant", {"bedrag": Money, "eenheid": said, **dict.fromkeys(source.zelfde, Said)})
    return mapping("Vergelijking", {source.bedrag.naam: side, source.ten_hoogste.naam: side})


def comparison_impossible(source: ComparisonSource, plain: object) -> Impossible:
    """Tell where the two are not about the same."""
    left, right = source.bedrag.naam, source.ten_hoogste.naam
    for name in source.zelfde:
        here, there = readable(plain, read_text, left, name), readable(plain, read_text, right, name)
        if here is not None and there is not None and here != there:
            what = f"{name} is hier '{there}' en bij {left} '{here}'."
            yield (right, name), what, "Vergelijk alleen wat over hetzelfde gaat."


def comparison(formula: Formula, source: ComparisonSource, model: Given) -> Worked:
    """Work out whether the first amount is at most the second; as much is allowed."""
    given, sheet = as_given(model), Sheet(formula)
    amounts: list[Amount] = []
    for side in (source.bedrag, source.ten_hoogste):
        cents = given[side.naam]["bedrag"]
        if cents is None:
            sheet.wait(f"{side.naam}.bedrag", Phrase(side.tekst.nl, side.tekst.en))
        else:
            amounts.append(money(cents))
    if sheet.waiting:
        return sheet.worked()
    left, right = amounts
    words = Phrase(
        f"{source.bedrag.tekst.nl}, min {source.ten_hoogste.tekst.nl}",
        f"{source.bedrag.tekst.en}, minus {source.ten_hoogste.tekst.en}",
    )
    gap = sheet.step("verschil", words, "{0} - {1}", (left, right), money(left.value - right.value))
    sheet.report("verschil", Phrase("verschil", "difference"), gap)
    meets = Phrase("ten hoogste zo veel", "at most as much")
    met = sheet.step("voldoet", meets, "{0} ≤ {1}?", (left, right), verdict(met=left.value <= right.value))
    sheet.report("voldoet", meets, met)
    return sheet.worked()
