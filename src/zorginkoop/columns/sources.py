"""Where each subject and each fact stands in the tables of the register: said once, for one provider and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import Agreement

Tables = Mapping[str, pl.DataFrame]

PROVIDER = "aanbieder"
PERSON = "persoon"
REGISTRATION = "registratie"
AGREEMENT = "overeenkomst"

# one record of a fact: whose it is, which fact, its text, and what decides whether it counts
RECORD: dict[str, pl.DataType] = {
    "owner": pl.String(),
    "fact": pl.String(),
    "text": pl.String(),
    "year": pl.Int64(),
    "version": pl.String(),
    "treatment": pl.String(),
    "source": pl.String(),
    "known_since": pl.Datetime("us", "UTC"),
    "valid_from": pl.Date(),
    "valid_until": pl.Date(),
    "ground": pl.String(),
    "decided_by": pl.String(),
}


@dataclass(frozen=True, slots=True)
class AsOf:
    """The two time axes of a question: valid on a day, known at a moment."""

    on: date
    known: datetime

    def is_known(self, table: pl.DataFrame, column: str = "bekend_sinds") -> pl.DataFrame:
        """Keep the rows that were known by then; a row without a date was always known."""
        if column not in table.columns:
            return table
        known: pl.Expr = moment_of(table, column) <= self.known
        return table.filter(pl.col(column).is_null() | known)


def moment_of(table: pl.DataFrame, column: str) -> pl.Expr:
    """Give a column as a moment: a day counts from its first instant in Europe/Amsterdam."""
    if table.schema[column] == pl.Date:
        local = pl.col(column).cast(pl.Datetime("us")).dt.replace_time_zone(str(AMSTERDAM))
        return local.dt.convert_time_zone("UTC")
    return pl.col(column)


def provider_records(tables: Tables, agreement: Agreement) -> pl.DataFrame:
    """Gather every record of a fact of a provider: facts, decisions, indexes and events of this agreement."""
    facts = tables["feiten"].filter(pl.col("onderwerp") == PROVIDER)
    return pl.concat(
        [
            _record(facts, owner="id", fact="feit", text="waarde", year="jaar"),
            _decisions(tables["besluiten"], agreement),
            _record(
                tables["indexen"], owner="aanbieder", fact="soort", text="waarde", year="jaar",
                version="versie", treatment="bewerking",
            ),
            _events(tables["gebeurtenissen"], agreement),
        ]
    )  # fmt: skip


def person_records(tables: Tables) -> pl.DataFrame:
    """Gather every record of a fact of a person at a provider; the owner is 'provider/person'."""
    facts = tables["feiten"].filter(pl.col("onderwerp") == PERSON)
    owned = facts.with_columns(pl.concat_str("aanbieder", pl.lit("/"), "id").alias("eigenaar"))
    return _record(owned, owner="eigenaar", fact="feit", text="waarde", year="jaar")


def _of_agreement(table: pl.DataFrame, agreement: Agreement) -> pl.DataFrame:
    """Keep what concerns this care type and contract year; what names neither concerns every one."""
    return table.filter(
        (pl.col("zorgsoort").is_null() | (pl.col("zorgsoort") == agreement.care_type))
        & (pl.col("jaar").is_null() | (pl.col("jaar") == agreement.contract_year))
    )


def _decisions(table: pl.DataFrame, agreement: Agreement) -> pl.DataFrame:
    own = _of_agreement(table, agreement)
    yearly = [fact.name for fact in agreement.facts if fact.per_year == "ja"]
    dated = own.with_columns(pl.when(pl.col("feit").is_in(yearly)).then(pl.col("jaar")).alias("jaar"))
    return _record(
        dated, owner="aanbieder", fact="feit", text="waarde", year="jaar", known_since="besloten_op",
        ground="grond", decided_by="besloten_door", source=pl.lit("besluit van de inkoper"),
    )  # fmt: skip


def _events(table: pl.DataFrame, agreement: Agreement) -> pl.DataFrame:
    own = _of_agreement(table, agreement)
    return _record(
        own.with_columns(pl.col("moment").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("waarde")),
        owner="aanbieder", fact="gebeurtenis", text="waarde", known_since="moment",
        source=pl.lit("eigen administratie"),
    )  # fmt: skip


def _record(table: pl.DataFrame, *, known_since: str = "bekend_sinds", **columns: str | pl.Expr) -> pl.DataFrame:
    """Bring a table to the one shape of records; columns that it lacks are empty."""
    given: dict[str, str | pl.Expr] = {
        "source": "bron",
        "valid_from": "geldig_van",
        "valid_until": "geldig_tot",
        **columns,
    }
    expressions = []
    for name, kind in RECORD.items():
        if name == "known_since":
            expressions.append(moment_of(table, known_since).cast(kind).alias(name))
            continue
        origin = given.get(name)
        if isinstance(origin, str):
            origin = pl.col(origin) if origin in table.columns else None
        value = pl.lit(None) if origin is None else origin
        expressions.append(value.cast(kind).alias(name))
    return table.select(expressions)
