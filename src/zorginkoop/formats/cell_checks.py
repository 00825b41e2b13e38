"""What is asked of one cell, for a whole column at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from zorginkoop.formats.cells import FIRST_YEAR, MOST_DIGITS, tidy, value_of
from zorginkoop.formats.findings import findings, no_findings
from zorginkoop.formats.sheets import ROW
from zorginkoop.tables import Column, Kind, Table

LONGEST: Final = 32_767  # what an Excel cell can hold
INVISIBLE: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\x{FFFE}\x{FFFF}]"
DIGITS: Final = r"^[0-9]+$"

FORM: Final = {
    Kind.DECIMAL: (
        "'{value}' is geen getal.",
        f"Schrijf bijvoorbeeld 150 of 150.1 (met een punt), met ten hoogste {MOST_DIGITS} cijfers.",
    ),
    Kind.DATE: (
        "'{value}' is geen bestaande datum.",
        f"Schrijf jaar-maand-dag, bijvoorbeeld 2026-01-31, vanaf {FIRST_YEAR}.",
    ),
    Kind.MOMENT: (
        "'{value}' is geen bestaand moment.",
        "Schrijf bijvoorbeeld 2025-10-15 of 2025-10-15T23:30.",
    ),
    Kind.YES_NO: ("'{value}' is geen ja of nee.", "Schrijf ja of nee."),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on `text` and `value` (of one column) that is true when the cell is wrong, and what to say then."""

    wrong: pl.Expr
    what: str
    remedy: str


def check_cells(cells: pl.DataFrame, table: Table, file: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read every cell of a table.

    Takes `#rij` and texts; gives the same rows with exact values (empty where the text is no such value), and the
    findings: at most one for each cell, the first that applies.
    """
    texts = cells.select(ROW, *(tidy(column) for column in table.columns))
    values = texts.select(ROW, *(value_of(column) for column in table.columns))
    found = [_check_column(texts, values[column.name], column, file) for column in table.columns]
    return values, pl.concat(found)


def _check_column(texts: pl.DataFrame, values: pl.Series, column: Column, file: str) -> pl.DataFrame:
    asked = pl.lit(column.required)
    if column.required_when:
        asked = pl.col(column.required_when.column).eq_missing(pl.lit(column.required_when.value))
    cells = texts.select(row=ROW, text=column.name, asked=asked).with_columns(values.alias("value"))
    checks = list(_checks(column))
    first = pl.coalesce(pl.when(check.wrong).then(pl.lit(number, pl.UInt8)) for number, check in enumerate(checks))
    wrong = cells.with_columns(check=first).filter(pl.col("check").is_not_null())
    if wrong.is_empty():
        return no_findings()
    groups = wrong.select("check", "row", value="text").partition_by("check", as_dict=True, include_key=False)
    reported = [
        findings(rows, file, column.name, checks[int(number)].what, checks[int(number)].remedy)
        for (number,), rows in groups.items()
    ]
    return pl.concat(reported)


def _checks(column: Column) -> Iterator[Check]:
    text, value = pl.col("text"), pl.col("value")
    yield Check(pl.col("asked") & text.is_null(), _empty(column), "Vul de cel.")
    yield Check(text.str.len_chars() > LONGEST, "'{value}' is te lang.", f"Een cel heeft ten hoogste {LONGEST} tekens.")
    match column.kind:
        case Kind.TEXT:
            remedy = "Haal het weg; dit ontstaat soms bij kopiëren of bij een verkeerde tekenset."
            yield Check(text.str.contains(INVISIBLE), "In '{value}' staat een onzichtbaar teken.", remedy)
        case Kind.CODE:
            yield from _code_checks(column)
        case Kind.CHOICE:
            yield Check(~text.is_in(column.choices), "'{value}' is hier geen keuze.", _one_of(column.choices))
        case Kind.WHOLE:
            yield Check(
                text.is_not_null() & value.is_null(), "'{value}' is geen heel getal.", "Schrijf alleen cijfers."
            )
            yield from _limit_checks(column)
        case _:
            yield Check(text.is_not_null() & value.is_null(), *FORM[column.kind])


def _code_checks(column: Column) -> Iterator[Check]:
    text = pl.col("text")
    if not column.shape:
        remedy = "Schrijf een code zonder spaties, bijvoorbeeld medisch_specialist."
        yield Check(text.str.contains(rf"\s|{INVISIBLE}"), "'{value}' is geen code.", remedy)
        return
    shape = column.shape
    other = ~text.str.contains(f"^(?:{shape.pattern})$")
    form = f"Een {shape.name} is {shape.words}."
    short = other & text.str.contains(DIGITS) & (text.str.len_chars() < shape.digits)
    remedy = f"{form} Heeft Excel de nullen vooraan weggelaten? Maak de kolom dan tekst en vul de code opnieuw in."
    yield Check(short, f"'{{value}}' heeft te weinig cijfers voor een {shape.name}.", remedy)
    yield Check(other, f"'{{value}}' is geen {shape.name}.", form)


def _limit_checks(column: Column) -> Iterator[Check]:
    if column.limits:
        least, most = column.limits
        remedy = f"Schrijf een getal van {least} tot en met {most}."
        yield Check(~pl.col("value").is_between(least, most), "'{value}' kan hier niet.", remedy)


def _empty(column: Column) -> str:
    if column.required_when:
        return f"Deze cel is leeg, maar verplicht bij {column.required_when.column} {column.required_when.value}."
    return "Deze cel is leeg, maar verplicht."


def _one_of(choices: tuple[str, ...]) -> str:
    return f"Kies uit {', '.join(choices)}."
