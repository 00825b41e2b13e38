"""What is asked of rows together: periods, keys, and rows that point at other tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from zorginkoop.formats.findings import findings, no_findings
from zorginkoop.formats.sheets import ROW
from zorginkoop.tables import Period, Reference, Table


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as read: its file, every row with exact values (`#rij` and the columns), and what is wrong with rows."""

    table: Table
    file: str
    rows: pl.DataFrame
    found: pl.DataFrame

    def good_rows(self) -> pl.DataFrame:
        """Give the rows of which nothing is wrong."""
        bad = self.found.select(pl.col("row").alias(ROW)).unique()
        return self.rows.join(bad, on=ROW, how="anti", maintain_order="left")

    def readable_rows(self, columns: Collection[str]) -> pl.DataFrame:
        """Give the rows whose cells in these columns could be read; the others cannot be held against anything."""
        bad = self.found.filter(pl.col("field").is_in(columns)).select(pl.col("row").alias(ROW)).unique()
        return self.rows.join(bad, on=ROW, how="anti", maintain_order="left")

    def with_found(self, more: Iterable[pl.DataFrame]) -> ReadTable:
        """Add findings, in the order of rows and then of columns."""
        order = {name: index for index, name in enumerate(self.table.column_names)}
        column = pl.col("field").replace_strict(order, default=-1, return_dtype=pl.Int64)
        found = pl.concat([self.found, *more]).sort("row", column, maintain_order=True)
        return ReadTable(self.table, self.file, self.rows, found)


def check_rows(read: ReadTable) -> ReadTable:
    """Add a finding for each period that ends before it starts, and for each row whose key another row has too."""
    periods = _periods(read, read.table.period) if read.table.period else no_findings()
    return read.with_found([periods, _doubles(read)])


def check_references(read: Mapping[str, ReadTable], trusted: Collection[str] = ()) -> dict[str, ReadTable]:
    """Add a finding for each row that points at nothing; `trusted` names tables of which rows may be missing."""
    return {
        name: each.with_found(
            _dangling(
                each, each.readable_rows(reference.columns), reference, read[reference.table].rows, _nowhere(reference)
            )
            for reference in each.table.references
            if reference.table not in trusted
        )
        for name, each in read.items()
    }


def leave_out_dependents(read: Mapping[str, ReadTable]) -> dict[str, ReadTable]:
    """Add a finding for each good row that points at a row which is left out, until no good row does."""
    tables = dict(read)
    waiting = list(tables)
    while waiting:
        name = waiting.pop(0)
        each = tables[name]
        more = pl.concat(
            [no_findings()]
            + [
                _dangling(each, each.good_rows(), reference, tables[reference.table].good_rows(), _left_out(reference))
                for reference in each.table.references
            ]
        )
        if more.height:
            tables[name] = each.with_found([more])
            waiting += [other for other in tables if _points_at(tables[other].table, name) and other not in waiting]
    return tables


def _periods(read: ReadTable, period: Period) -> pl.DataFrame:
    wrong = read.rows.filter(pl.col(period.end) < pl.col(period.start))
    what = f"De periode eindigt ({{value}}) voordat zij begint ({period.start})."
    rows = wrong.select(row=ROW, value=pl.col(period.end).cast(pl.String))
    return findings(rows, read.file, period.end, what, "De laatste dag is de eerste dag of een latere.")


def _doubles(read: ReadTable) -> pl.DataFrame:
    """Find rows with the same key; the finding stands at all columns of the key together."""
    key = list(read.table.key)
    doubled = read.readable_rows(key).select(ROW, *key).filter(pl.struct(key).is_duplicated())
    if doubled.is_empty():
        return no_findings()
    row = pl.col(ROW)
    other = pl.when(row == row.min().over(key)).then(row.bottom_k(2).max().over(key)).otherwise(row.min().over(key))
    rows = doubled.select(row=ROW, value=other)
    return findings(
        rows, read.file, ", ".join(key), "Rij {value} heeft dezelfde sleutel.", "Laat één van de rijen staan."
    )


def _nowhere(reference: Reference) -> tuple[str, str]:
    what = f"'{{value}}' staat niet in {reference.table}."
    return what, f"Voeg de rij toe aan {reference.table}, of verbeter {' en '.join(reference.columns)}."


def _left_out(reference: Reference) -> tuple[str, str]:
    what = f"Deze rij hoort bij '{{value}}' in {reference.table}, en die rij is overgeslagen."
    return what, "Herstel eerst die rij."


def _points_at(table: Table, name: str) -> bool:
    return any(reference.table == name for reference in table.references)


def _dangling(
    read: ReadTable, rows: pl.DataFrame, reference: Reference, target: pl.DataFrame, words: tuple[str, str]
) -> pl.DataFrame:
    """Find the rows whose reference is filled in and stands in no row of the target."""
    columns = list(reference.columns)
    pointing = rows.drop_nulls(columns)
    if reference.when:
        pointing = pointing.filter(pl.col(reference.when.column) == reference.when.value)
    known = target.select(reference.target).unique()
    lost = pointing.join(known, left_on=columns, right_on=list(reference.target), how="anti", maintain_order="left")
    value = pl.concat_str(columns, separator=" ")
    return findings(lost.select(row=ROW, value=value), read.file, columns[-1], *words)
