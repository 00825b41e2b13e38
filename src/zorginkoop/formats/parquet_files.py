"""Parquet, as analysts deliver it: typed columns, brought back to the text that a person would write."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import polars as pl

from zorginkoop.formats.sheets import ROW, Sheet, make_sheet
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong

MOST_ROWS: Final = 20_000_000
MOST_COLUMNS: Final = 100
SHOWN_DIGITS: Final = 15


def read_parquet_sheet(content: bytes, file: str) -> Sheet:
    """Read a Parquet file whose columns hold text, numbers, dates, moments or booleans.

    A moment without time zone is Dutch time. Raises RegisterWrong when the file is damaged, holds far more rows than a
    register has (a few bytes can), or a column holds something that is no cell. The reader trusts what pages say of
    their own size, so a file that was made to do harm can end the process; Excel and CSV cannot.
    """
    source = io.BytesIO(content)
    try:
        lazy = pl.scan_parquet(source)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item()
        if rows > MOST_ROWS or len(schema) > MOST_COLUMNS:
            what = f"Dit bestand heeft {rows} rijen en {len(schema)} kolommen; dat is geen tabel van het register."
            raise RegisterWrong(Problem(what, Place(file), "Lever het register in delen aan."))
        cells = [_as_text(name, kind, str(index), file) for index, (name, kind) in enumerate(schema.items())]
        body = lazy.select(cells).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):  # damage makes the reader panic, too
        what = "Dit Parquetbestand is niet te lezen."
        raise RegisterWrong(Problem(what, Place(file), "Lever het opnieuw aan.")) from None
    numbers = pl.int_range(2, body.height + 2, eager=True).alias(ROW)
    return make_sheet(list(schema), body.select(numbers, pl.all()))


def write_parquet_table(frame: pl.DataFrame, path: Path) -> None:
    """Write a table with its own types."""
    frame.write_parquet(path)


def _as_text(name: str, kind: pl.DataType, position: str, file: str) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Boolean:
        text = pl.when(column).then(pl.lit("ja")).when(~column).then(pl.lit("nee"))
        return text.alias(position)
    if isinstance(kind, pl.Datetime):
        zone = "" if kind.time_zone is None else "Z"
        utc = column if kind.time_zone is None else column.dt.convert_time_zone("UTC")
        return utc.dt.cast_time_unit("us").dt.strftime(f"%Y-%m-%dT%H:%M:%S%.6f{zone}").alias(position)
    if kind.is_float():
        # The digits of a float that a person sees; what lies beyond is noise of its binary form.
        return (
            column.cast(pl.Float64)
            .round_sig_figs(SHOWN_DIGITS)
            .cast(pl.String)
            .str.replace(r"\.0$", "")
            .alias(position)
        )
    if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Duration, pl.Time):
        what = f"Deze kolom bevat {kind}; hier passen tekst, getallen, datums, momenten en ja of nee."
        raise RegisterWrong(Problem(what, Place(file, row=1, field=name), "Lever de kolom als tekst aan."))
    return column.cast(pl.String).alias(position)
