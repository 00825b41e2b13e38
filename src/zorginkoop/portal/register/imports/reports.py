"""Write what an import does, or what is wrong with it, as a file that a person works through in a spreadsheet.

Only jobs come here: it loads the column engine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from zorginkoop.formats.csv_files import write_csv_table
from zorginkoop.formats.problem_reports import write_report
from zorginkoop.formats.sheets import ROW
from zorginkoop.kernel.errors import Problem
from zorginkoop.portal.register.imports.comparing import WAS, Comparison, differs
from zorginkoop.portal.register.imports.store import keep_file


def report_of_problems(problems: Iterable[Problem]) -> str:
    """Keep every problem as a file; gives its hash."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fouten.csv"
        write_report(problems, path)
        return keep_file(path)


def report_of_rows(comparisons: Sequence[Comparison]) -> str:
    """Keep what happens to every row that is not the same as a file; gives its hash."""
    parts = [part for one in comparisons for part in (_added(one), _changed(one), _ended(one))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wijzigingen.csv"
        write_csv_table(pl.concat(parts), path)
        return keep_file(path)


def _added(one: Comparison) -> pl.DataFrame:
    return _lines(one, one.new, "nieuw")


def _ended(one: Comparison) -> pl.DataFrame:
    return _lines(one, one.withdrawn.with_columns(pl.lit(None, pl.Int64).alias(ROW)), "ingetrokken")


def _changed(one: Comparison) -> pl.DataFrame:
    """Give one line for each column that changes."""
    columns = [name.removeprefix(WAS) for name in one.changed.columns if name.startswith(WAS)]
    parts = [_lines(one, one.changed.filter(differs(name)), "gewijzigd", name) for name in columns]
    return pl.concat([_lines(one, one.changed.clear(), "gewijzigd"), *parts])


def _lines(one: Comparison, rows: pl.DataFrame, effect: str, column: str = "") -> pl.DataFrame:
    key = pl.concat_str([pl.col(name).cast(pl.String) for name in one.table.key], separator=" ", ignore_nulls=True)
    nothing = pl.lit(None, pl.String)
    return rows.select(
        pl.lit(one.table.name).alias("tabel"),
        pl.col(ROW).cast(pl.String).alias("rij"),
        key.alias("sleutel"),
        pl.lit(effect).alias("gevolg"),
        pl.lit(column).alias("kolom"),
        (pl.col(WAS + column).cast(pl.String) if column else nothing).alias("was"),
        (pl.col(column).cast(pl.String) if column else nothing).alias("wordt"),
    )
