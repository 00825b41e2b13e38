"""Writes the outcome of everyone as files that a person or a program can go on with: CSV, Excel and Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from zorginkoop.formats.csv_files import write_csv_table
from zorginkoop.formats.excel_writing import MOST_ROWS, write_excel_table
from zorginkoop.formats.parquet_files import write_parquet_table
from zorginkoop.formats.whole_files import whole_files
from zorginkoop.study.findings import considered
from zorginkoop.study.season import Season, outcome_table
from zorginkoop.tables import Column, Kind, Table

WHOLE: Final = frozenset({"jaar", "factoren"})
KEY: Final = ("aanbieder", "overeenkomst")
NAME: Final = "uitkomsten"


def write_outcomes(season: Season, folder: Path) -> tuple[Path, ...]:
    """Write uitkomsten-<overeenkomst> as .csv, .xlsx and .parquet for every agreement; all appear, or none.

    CSV and Parquet hold every provider; the sheet, which people read, only those for whom the agreement could be meant.
    Where those are more than a sheet of Excel can hold there is no .xlsx.
    """
    written = []
    with whole_files() as files:
        for name in season.agreements:
            frame = outcome_table(season, name)
            target = folder / f"{NAME}-{name}"
            texts = frame.select(pl.all().cast(pl.String))
            csv, parquet, excel = (Path(f"{target}.{ending}") for ending in ("csv", "parquet", "xlsx"))
            write_csv_table(texts, files.beside(csv))
            write_parquet_table(frame, files.beside(parquet))
            written += [csv, parquet]
            fitting = pl.Series(considered(season.agreements[name]))
            if int(fitting.sum()) <= MOST_ROWS:
                sheet = frame.filter(fitting)
                write_excel_table(sheet, texts.filter(fitting), _table(frame), files.beside(excel))
                written.append(excel)
    return tuple(written)


def _table(frame: pl.DataFrame) -> Table:
    """Describe the table of outcomes, so that Excel keeps codes as text and numbers as numbers."""
    columns = tuple(
        Column(name, Kind.WHOLE if name in WHOLE else Kind.TEXT, required=False, description="")
        for name in frame.columns
    )
    return Table(NAME, "Wat elke aanbieder krijgt, en waarop dat rust.", KEY, columns)
