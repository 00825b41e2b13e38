"""The tables of the register as frames of the column engine, one query a table. Only jobs and commands come here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

import polars as pl
from django.db import models

from zorginkoop.formats.register import table_schema
from zorginkoop.portal.register.columns import KEPT
from zorginkoop.portal.register.models.base import ValidRows
from zorginkoop.tables import TABLES

BATCH = 20_000
ID = "#id"  # of a row in the database; no column of a table can be called so
# a fact of a provider itself names it once: the code of the provider stands with those of people and rows
OF_A_ROW = pl.when(pl.col("onderwerp") != "aanbieder").then("aanbieder").alias("aanbieder")


def standing_frame(
    name: str, moment: datetime, *, with_ids: bool = False, newest: Mapping[str, int] | None = None
) -> pl.DataFrame:
    """Give a table as it stood at a moment, with the ids of its rows in the database when asked.

    `newest` is the highest id of each table by the name of its model: rows that came later are left out.
    """
    kept = KEPT[name]
    rows = kept.model._default_manager.order_by("pk")
    if newest is not None:
        rows = rows.filter(pk__lte=newest[kept.model._meta.model_name or ""])
    if isinstance(rows, ValidRows):
        rows = rows.standing_at(moment)
    schema = ({ID: pl.Int64()} if with_ids else {}) | table_schema(TABLES[name])
    fields = (["pk"] if with_ids else []) + [kept.fields[column] for column in table_schema(TABLES[name])]
    parts = [pl.DataFrame(part, schema=schema, orient="row") for part in _batches(rows.values_list(*fields))]
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    texts = [column for column, kind in schema.items() if kind == pl.String()]
    filled = frame.with_columns(pl.when(pl.col(texts) != "").then(pl.col(texts)).name.keep())
    return filled.with_columns(OF_A_ROW) if name == "feiten" else filled


def _batches(rows: models.QuerySet[models.Model, tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    """Read rows by the batch, so that their values are in memory once and as columns."""
    walking = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(walking, BATCH)):
        yield batch
