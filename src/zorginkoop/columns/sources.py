"""Where each subject and each fact stands in the tables of the register: said once, for one provider and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import Agreement, RelationDeclaration

Tables = Mapping[str, pl.DataFrame]

PROVIDER = "aanbieder"
KEYED_TABLES = ("overeenkomsten", "besluiten", "gebeurtenissen")
PERSON = "persoon"
REGISTRATION = "registratie"
AGREEMENT = "overeenkomst"

UNKNOWN_TEXT = "onbekend"
NO_CODES = "leeg"  # how a cell says that there is not one code, for an empty cell says nothing


@dataclass(frozen=True, slots=True)
class RowSource:
    """The table in which the rows of a kind stand, and its columns: whose, which one, and since when it is known."""

    table: str
    owner: str
    id: str
    known_since: str


# an agreement is known from its last signature
ROW_SOURCES = {
    PERSON: RowSource("personen", "aanbieder", "persoon", "bekend_sinds"),
    REGISTRATION: RowSource("registraties", "houder", "register", "bekend_sinds"),
    AGREEMENT: RowSource("overeenkomsten", "aanbieder", "nummer", "gesloten_op"),
}
OTHER_ROWS = RowSource("rijen", "aanbieder", "rij", "bekend_sinds")  # of every kind without a table of its own

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

    @classmethod
    def of(cls, on: date, known: datetime | None) -> AsOf:
        """Give a question as on a day, by what was known at a moment (by default the end of that day)."""
        return cls(on, (known or end_of_day(on)).astimezone(UTC))

    def is_known(self, table: pl.DataFrame, column: str) -> pl.Expr:
        """Tell which rows were known by then; a row without a date was always known, a day from its first instant."""
        by_day = table.schema[column] == pl.Date
        known: pl.Expr = pl.col(column) <= (self.known.astimezone(AMSTERDAM).date() if by_day else self.known)
        return pl.col(column).is_null() | known

    def covers(self, first: str, last: str) -> pl.Expr:
        """Tell which rows are valid on the day; an empty end is open."""
        started = pl.col(first).is_null() | (pl.col(first) <= self.on)
        return started & (pl.col(last).is_null() | (pl.col(last) >= self.on))


def moment_of(table: pl.DataFrame, column: str) -> pl.Expr:
    """Give a column as a moment: a day counts from its first instant in Europe/Amsterdam."""
    if table.schema[column] == pl.Date:
        local = pl.col(column).cast(pl.Datetime("us")).dt.replace_time_zone(str(AMSTERDAM))
        return local.dt.convert_time_zone("UTC")
    return pl.col(column)


def first_instants(days: pl.Series) -> pl.Series:
    """Give the first instant in Europe/Amsterdam of each day; each distinct day is worked out once."""
    distinct = days.unique().drop_nulls().sort()
    if distinct.is_empty():
        return pl.repeat(None, len(days), dtype=pl.Datetime("us", "UTC"), eager=True)
    table = pl.DataFrame({"day": distinct})
    instants = table.select(moment_of(table, "day")).to_series()
    return instants.gather(distinct.search_sorted(days)).set(days.is_null(), None)


def rows_not_in_tables(agreement: Agreement) -> str:
    """Name the rows of rows that an agreement with providers reads and the tables do not hold; '' when they do."""
    own = {relation.row_subject for relation in agreement.relations if relation.subject == PROVIDER}
    inner = {relation.subject for relation in agreement.relations} & own - {PERSON}
    return ", ".join(sorted(inner))


def provider_records(tables: Tables, agreement: Agreement) -> pl.DataFrame:
    """Gather every record of a fact of a provider: facts, decisions, indexes and events of this agreement."""
    read = _names_read(agreement)
    facts = facts_about(tables, care_group_of(agreement), PROVIDER).filter(pl.col("feit").is_in(read))
    return pl.concat(
        [
            fact_records(_with_no_codes(facts, agreement, PROVIDER), PROVIDER),
            decision_records(tables, agreement),
            index_records(tables).filter(pl.col("fact").is_in(read)),
            event_records(tables, agreement),
        ]
    )


def care_group_of(agreement: Agreement) -> str:
    """Name the care group that an agreement belongs to."""
    return agreement.edition.partition("/")[0]


def facts_about(tables: Tables, care_group: str, kind: str) -> pl.DataFrame:
    """Keep the facts about a kind of subject that were asked or set for a care group; what names none counts for all.

    Two policies may ask by one name what means something else in each: the care that was asked for, the goals chosen.
    """
    subject = kind if kind in {PROVIDER, PERSON} else "rij"
    for_policy = pl.col("zorggroep").is_null() | (pl.col("zorggroep") == care_group)
    return tables["feiten"].filter((pl.col("onderwerp") == subject) & for_policy)


def fact_records(facts: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Bring facts about a kind of subject to the shape of records; the owner of a row is 'provider/row'."""
    if kind == PROVIDER:
        return _record(facts, owner="id", fact="feit", text="waarde", year="jaar")
    owned = facts.with_columns(pl.concat_str("aanbieder", pl.lit("/"), "id").alias("eigenaar"))
    return _record(owned, owner="eigenaar", fact="feit", text="waarde", year="jaar")


def index_records(tables: Tables) -> pl.DataFrame:
    """Gather the indexes of all providers, with those of the ones that they succeeded."""
    return _record(
        with_inherited(tables["indexen"], tables["aanbieders"]), owner="aanbieder", fact="soort", text="waarde",
        year="jaar", version="versie", treatment="bewerking",
    )  # fmt: skip


def tables_for(tables: Tables, key: ContractKey) -> Tables:
    """Keep what concerns one insurer, label and product type; an empty cell concerns every one.

    Only what was agreed or decided for somebody has such a key; facts about a provider are the same for all.
    """
    wanted = {"verzekeraar": key.insurer, "label": key.label, "polisvorm": key.product_type}
    kept = dict(tables)
    for name in KEYED_TABLES:
        for column, value in wanted.items():
            if value and column in kept[name].columns:
                kept[name] = kept[name].filter(pl.col(column).is_null() | (pl.col(column) == value))
    return kept


def row_source(kind: str) -> RowSource:
    """Give where the rows of a kind stand."""
    return ROW_SOURCES.get(kind, OTHER_ROWS)


def has_recorded_facts(kind: str) -> bool:
    """Tell whether the rows of a kind can have facts in the table of facts, beside the columns of their own table."""
    return kind == PERSON or kind not in ROW_SOURCES


def recorded_rows(tables: Tables, agreement: Agreement, kind: str) -> pl.DataFrame:
    """Gather every record of a fact of the rows of a kind at a provider; the owner is 'provider/row'."""
    facts = facts_about(tables, care_group_of(agreement), kind)
    return fact_records(_with_no_codes(facts, agreement, kind), kind)


def row_table(tables: Tables, relation: RelationDeclaration, as_of: AsOf) -> pl.DataFrame:
    """Give the rows of a relation that count as on a date, with whose they are as `owner`."""
    source = row_source(relation.row_subject)
    table = whole_row_table(tables, relation)
    return table.filter(counting_rows(table, relation, as_of)).with_columns(pl.col(source.owner).alias("owner"))


def whole_row_table(tables: Tables, relation: RelationDeclaration) -> pl.DataFrame:
    """Give the table that the rows of a relation stand in; agreements go over to a successor."""
    table = tables[row_source(relation.row_subject).table]
    return with_inherited(table, tables["aanbieders"]) if relation.row_subject == AGREEMENT else table


def counting_rows(table: pl.DataFrame, relation: RelationDeclaration, as_of: AsOf) -> pl.Expr:
    """Tell which rows of its table are of a relation, known by then, and valid on the date or kept as history."""
    source = row_source(relation.row_subject)
    counting = as_of.is_known(table, source.known_since)
    if relation.history != "ja" and "geldig_van" in table.columns:
        counting &= as_of.covers("geldig_van", "geldig_tot")
    if relation.row_subject == REGISTRATION:
        counting &= pl.col("houder_soort") == relation.subject
    if source is OTHER_ROWS:
        counting &= pl.col("relatie") == relation.base
    return counting


def with_inherited(table: pl.DataFrame, providers: pl.DataFrame) -> pl.DataFrame:
    """Add to each provider the rows of those it succeeded: index and history go over to the legal successor."""
    pairs = providers.drop_nulls("rechtsvoorganger").select(
        pl.col("rechtsvoorganger").alias("aanbieder"), pl.col("agb_code").alias("heir")
    )
    found = pairs
    while not found.is_empty():
        further = found.join(pairs, left_on="heir", right_on="aanbieder").select(
            "aanbieder", pl.col("heir_right").alias("heir")
        )
        found = further.unique(maintain_order=True).join(
            pairs, on=["aanbieder", "heir"], how="anti", maintain_order="left"
        )
        pairs = pl.concat([pairs, found])
    others = pairs.filter(pl.col("aanbieder") != pl.col("heir"))
    if others.is_empty():
        return table
    inherited = table.join(others, on="aanbieder", maintain_order="left").with_columns(
        pl.col("heir").alias("aanbieder")
    )
    return pl.concat([table, inherited.drop("heir")])


def usable_records(records: pl.DataFrame, as_of: AsOf) -> pl.DataFrame:
    """Keep the records that were known by then, numbered in their order."""
    known = pl.col("known_since").is_null() | (pl.col("known_since") <= as_of.known)
    return records.filter(known).with_row_index("position")


def newest_records(usable: pl.DataFrame, as_of: AsOf, owner: str = "owner") -> pl.DataFrame:
    """Give the record of one fact that counts for each owner: the newest that is valid, as `resolve` chooses."""
    return (
        usable.filter(as_of.covers("valid_from", "valid_until"))
        .sort("known_since", "valid_from", "position", descending=[False, False, True], nulls_last=False)
        .unique(owner, keep="last", maintain_order=True)
    )


def owners_of_unknown_rows(records: pl.DataFrame, relation: str, as_of: AsOf) -> pl.Series:
    """Name the owners of whom is recorded that nobody knows their rows of a relation."""
    said = newest_records(usable_records(records.filter(pl.col("fact") == relation), as_of), as_of)
    return said.filter(pl.col("text") == UNKNOWN_TEXT)["owner"]


def _names_read(agreement: Agreement) -> list[str]:
    """Name the facts of a provider, and its relations of which may be recorded that nobody knows the rows."""
    facts = [fact.name for fact in agreement.facts if fact.subject == PROVIDER]
    return [*facts, *(relation.base for relation in agreement.relations if relation.subject == PROVIDER)]


def _with_no_codes(facts: pl.DataFrame, agreement: Agreement, kind: str) -> pl.DataFrame:
    """Read the word for not one code as an empty text, for the facts that are sets of codes."""
    sets = [fact.name for fact in agreement.facts if fact.subject == kind and fact.kind == "codes"]
    empty = pl.col("feit").is_in(sets) & (pl.col("waarde") == NO_CODES)
    return facts.with_columns(pl.when(empty).then(pl.lit("")).otherwise("waarde").alias("waarde"))


def _of_agreement(table: pl.DataFrame, agreement: Agreement) -> pl.DataFrame:
    """Keep what concerns this care type and contract year; what names neither concerns every one."""
    return table.filter(
        (pl.col("zorgsoort").is_null() | (pl.col("zorgsoort") == agreement.care_type))
        & (pl.col("jaar").is_null() | (pl.col("jaar") == agreement.contract_year))
    )


def decision_records(tables: Tables, agreement: Agreement) -> pl.DataFrame:
    """Gather what a person decided for an agreement."""
    own = _of_agreement(tables["besluiten"], agreement)
    yearly = [fact.name for fact in agreement.facts if fact.per_year == "ja"]
    dated = own.with_columns(pl.when(pl.col("feit").is_in(yearly)).then(pl.col("jaar")).alias("jaar"))
    return _record(
        dated, owner="aanbieder", fact="feit", text="waarde", year="jaar", known_since="besloten_op",
        ground="grond", decided_by="besloten_door", source=pl.lit("besluit van de inkoper"),
    )  # fmt: skip


def event_records(tables: Tables, agreement: Agreement) -> pl.DataFrame:
    """Gather what happened in the season of an agreement."""
    own = _of_agreement(tables["gebeurtenissen"], agreement)
    return _record(
        own.with_columns(_written(own["moment"]).alias("waarde")),
        owner="aanbieder", fact="gebeurtenis", text="waarde", known_since="moment",
        source=pl.lit("eigen administratie"),
    )  # fmt: skip


def _written(moments: pl.Series) -> pl.Series:
    """Write moments as text; each distinct one is written once."""
    distinct = moments.unique().sort()
    return distinct.dt.strftime("%Y-%m-%dT%H:%M:%SZ").gather(distinct.search_sorted(moments))


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
            moments = first_instants(table[known_since]) if table.schema[known_since] == pl.Date else table[known_since]
            expressions.append(pl.lit(moments.cast(kind).alias(name)))
            continue
        origin = given.get(name)
        if isinstance(origin, str):
            origin = pl.col(origin) if origin in table.columns else None
        value = pl.lit(None) if origin is None else origin
        expressions.append(value.cast(kind).alias(name))
    return table.select(expressions)
