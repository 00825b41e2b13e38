"""The door to judging everybody: the register as tables, one query a table. Only jobs and commands come through here.

`facts` is the other door, for one provider at a time; a test holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

import polars as pl
from django.db import models

from zorginkoop.formats.register import table_schema
from zorginkoop.portal import clock
from zorginkoop.portal.register.columns import KEPT, Kept
from zorginkoop.tables import TABLES

BATCH = 20_000
# a fact of a provider itself names it once: the code of the provider stands with those of people and rows
_OF_A_ROW = pl.when(pl.col("onderwerp") != "aanbieder").then("aanbieder").alias("aanbieder")


def register_tables(known: datetime | None = None) -> Mapping[str, pl.DataFrame]:
    """Give every table of the register as it stood at a moment, by default now."""
    moment = known or clock.now()
    return {name: _table(name, kept, moment) for name, kept in KEPT.items()}


def _table(name: str, kept: Kept, moment: datetime) -> pl.DataFrame:
    rows = kept.model._default_manager.order_by("pk")
    if any(field.name == "withdrawn_at" for field in kept.model._meta.concrete_fields):
        rows = rows.filter(models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gt=moment))
    schema = table_schema(TABLES[name])
    values = rows.values_list(*(kept.fields[column] for column in schema))
    parts = [_frame(part, schema) for part in _batches(values)]
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    texts = [column for column, kind in schema.items() if kind == pl.String()]
    filled = frame.with_columns(pl.when(pl.col(texts) != "").then(pl.col(texts)).name.keep())
    return filled.with_columns(_OF_A_ROW) if name == "feiten" else filled


def _batches(rows: models.QuerySet[models.Model, tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    """Read rows by the batch, so that their values are in memory once and as columns."""
    walking = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(walking, BATCH)):
        yield batch


def _frame(rows: list[tuple[object, ...]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema), orient="row")
