"""What is wrong with rows, kept in columns until a person has to read it.

A register can be wrong in a million rows. A finding is a row of a frame: file, row, column, the value, and a sentence
with `{value}` where the value goes. Only as many as a person can use become problems, and all of them are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from zorginkoop.kernel.errors import Place, Problem, RegisterWrong

MOST_KEPT: Final = 100_000
MOST_PRINTED: Final = 1_000
LONGEST_SHOWN: Final = 60

SCHEMA: Final = pl.Schema(
    {
        "file": pl.String,
        "row": pl.Int64,
        "field": pl.String,
        "value": pl.String,
        "what": pl.String,
        "remedy": pl.String,
    }
)


def no_findings() -> pl.DataFrame:
    """Give a frame without any finding."""
    return pl.DataFrame(schema=SCHEMA)


def findings(rows: pl.DataFrame, file: str, field: str, what: str, remedy: str = "") -> pl.DataFrame:
    """Make a finding of each row; `rows` holds `row` (the number a person sees) and `value` (text, may be empty)."""
    return rows.select(
        pl.lit(file).alias("file"),
        pl.col("row").cast(pl.Int64),
        pl.lit(field).alias("field"),
        pl.col("value").cast(pl.String),
        pl.lit(what).alias("what"),
        pl.lit(remedy).alias("remedy"),
    )


def as_problems(found: pl.DataFrame) -> list[Problem]:
    """Write findings out: `MOST_KEPT` of them, and a closing problem that counts all if there are more."""
    problems = [
        Problem(what.replace("{value}", shown(value)), Place(file=file, row=row, field=field), remedy)
        for file, row, field, value, what, remedy in found.head(MOST_KEPT).iter_rows()
    ]
    if found.height > MOST_KEPT:
        problems.append(Problem(f"Er zijn {found.height} fouten in rijen; hier staan de eerste {MOST_KEPT}."))
    return problems


def shown(value: str | None) -> str:
    """Write a value so that it fits in a sentence: cut off when long, with invisible characters made visible."""
    text = value or ""
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)


def register_wrong(problems: Sequence[Problem]) -> RegisterWrong:
    """Make the error that holds all problems and prints the first thousand of them."""
    error = RegisterWrong(problems)
    if len(problems) > MOST_PRINTED:
        lines = [str(problem) for problem in problems[:MOST_PRINTED]]
        lines.append(f"… en nog {len(problems) - MOST_PRINTED} problemen.")
        error.args = ("\n".join(lines),)
    return error
