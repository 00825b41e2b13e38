"""A report of problems that a person works through in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from zorginkoop.formats.csv_files import write_csv_table
from zorginkoop.formats.whole_files import whole_files
from zorginkoop.kernel.errors import Problem

COLUMNS: Final = {"bestand": pl.String, "rij": pl.Int64, "kolom": pl.String, "probleem": pl.String, "advies": pl.String}


def write_report(problems: Iterable[Problem], path: Path) -> None:
    """Write one row per problem as CSV: bestand, rij (the row or line that a person sees), kolom, probleem, advies."""
    rows = [
        (problem.where.file, _row(problem), problem.where.field, problem.what, problem.remedy) for problem in problems
    ]
    with whole_files() as files:
        write_csv_table(pl.DataFrame(rows, schema=COLUMNS, orient="row"), files.beside(path))


def _row(problem: Problem) -> int | None:
    return problem.where.line if problem.where.row is None else problem.where.row
