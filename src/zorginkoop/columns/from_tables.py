"""Lay the tables of a register side by side in a frame, as on a date: what `resolve` does for one provider, for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import polars as pl

from zorginkoop.columns.frame import (
    Column,
    Frame,
    Integers,
    RowsColumn,
    SpanColumn,
    TruthColumn,
    WholeColumn,
    days_since_1970,
    moment_since_1970,
)
from zorginkoop.columns.from_subjects import column_of, keys_read
from zorginkoop.columns.joined import joined_rows, taken_rows
from zorginkoop.columns.sources import (
    PERSON,
    PROVIDER,
    UNKNOWN_TEXT,
    AsOf,
    Tables,
    has_recorded_facts,
    moment_of,
    newest_records,
    owners_of_unknown_rows,
    provider_records,
    recorded_rows,
    row_source,
    row_table,
    tables_by_day,
    usable_records,
)
from zorginkoop.columns.spread import spread
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.kernel.facts import FOREVER, REFERENCE_DATE, Value, read_value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.states import MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration

ROW = "row"


def register_frame(tables: Tables, agreement: Agreement, on: date, known: datetime | None = None) -> Frame:
    """Make the frame of every provider of a register for one agreement.

    Raises RegisterWrong when a value in the tables cannot be read as the fact that the edition declares.
    """
    laying = _Laying(tables, agreement, AsOf.of(on, known))
    frame = laying.providers()
    if laying.problems:
        raise RegisterWrong(laying.problems)
    return frame


@dataclass(slots=True)
class _Laying:
    tables: Tables
    agreement: Agreement
    as_of: AsOf
    problems: list[Problem] = field(default_factory=list)

    def providers(self) -> Frame:
        providers = self.tables["aanbieders"].select(pl.col("agb_code").alias("owner")).with_row_index(ROW)
        records = provider_records(self.tables, self.agreement).join(providers, on="owner", maintain_order="left")
        facts = self._facts(PROVIDER, records, providers.height)
        self._imply(PROVIDER, facts)
        relations = {
            relation.name: self._on_their_days(relation, providers, records, facts[relation.day])
            if relation.day
            else self._relation(relation, providers, records)
            for relation in self.agreement.relations
            if relation.subject == PROVIDER
        }
        return Frame(PROVIDER, providers["owner"].to_numpy(), self.as_of.on, facts, relations)

    def _facts(self, kind: str, records: pl.DataFrame, size: int) -> dict[str, Column]:
        usable = usable_records(records, self.as_of)
        by_fact = {str(name[0]): part for name, part in usable.partition_by("fact", as_dict=True).items()}
        nothing = usable.clear()
        columns: dict[str, Column] = {}
        for key in keys_read(self.agreement, kind):
            name, _, year = key.partition("@")
            declaration = self._declared(kind, name)
            if name == REFERENCE_DATE:
                columns[key] = column_of(declaration, [self.as_of.on] * size)
                continue
            own = by_fact.get(name, nothing)
            own = own.filter(pl.col("year") == int(year)) if year else own.filter(pl.col("year").is_null())
            columns[key] = self._column(declaration, self._texts(declaration, own), size)
        return columns

    def _declared(self, kind: str, name: str) -> FactDeclaration:
        return next(fact for fact in self.agreement.facts if fact.subject == kind and fact.name == name)

    def _texts(self, declaration: FactDeclaration, records: pl.DataFrame) -> pl.DataFrame:
        """Give the text that counts for each subject that has one: the newest that is valid, as `resolve` chooses."""
        for attribute in declaration.attributes:
            name, _, value = attribute.partition("=")
            column = {"versie": "version", "bewerking": "treatment"}.get(name)
            records = records.filter(pl.col(column) == value) if column else records.clear()
        current = newest_records(records, self.as_of, ROW).select(ROW, "text")
        if declaration.kind == "ja_nee":
            ended = records.filter(pl.col("valid_until") < self.as_of.on).select(ROW).unique()
            nothing_left = ended.join(current, on=ROW, how="anti")
            current = pl.concat([current, nothing_left.with_columns(pl.lit("nee").alias("text"))])
        return self._weighed(declaration, current) if declaration.evidence == "ja" else current

    def _weighed(self, declaration: FactDeclaration, texts: pl.DataFrame) -> pl.DataFrame:
        """Let a claimed fact count by its evidence: accepted and valid, still open, or rejected."""
        providers = self.tables["aanbieders"].select(pl.col("agb_code").alias("aanbieder")).with_row_index(ROW)
        own = (pl.col("feit") == declaration.name) & (
            declaration.subject == PROVIDER
        )  # only providers hand in evidence
        table = self.tables["bewijsstukken"].filter(own)
        handed_in = moment_of(table, "ingeleverd_op") <= self.as_of.known
        judged_by_now = pl.col("beoordeeld_op").is_null() | (moment_of(table, "beoordeeld_op") <= self.as_of.known)
        good = judged_by_now & (pl.col("oordeel") == "goed")
        valid = pl.col("geldig_tot").is_null() | (pl.col("geldig_tot") >= self.as_of.on)
        is_open = ~judged_by_now | (pl.col("oordeel") == "niet_beoordeeld")
        weighed = (
            table.filter(handed_in)
            .join(providers, on="aanbieder")
            .group_by(ROW)
            .agg((good & valid).any().alias("good"), is_open.any().alias("open"))
            .with_columns(
                pl.when("good")
                .then(pl.lit("ja"))
                .when("open")
                .then(pl.lit(UNKNOWN_TEXT))
                .otherwise(pl.lit("nee"))
                .alias("weighed")
            )
        )
        claimed = pl.col("text") == "ja"
        proven = pl.col("weighed").fill_null(UNKNOWN_TEXT)
        return texts.join(weighed, on=ROW, how="left").select(
            ROW, pl.when(claimed).then(proven).otherwise("text").alias("text")
        )

    def _column(self, declaration: FactDeclaration, texts: pl.DataFrame, size: int) -> Column:
        """Read each distinct text once, and spread the values over the subjects."""
        known = texts.filter(pl.col("text") != UNKNOWN_TEXT)
        distinct = known["text"].unique(maintain_order=True)
        values: list[Value | None] = [self._read(declaration, text, known) for text in distinct]
        if declaration.absent:
            values.append(_absent(declaration))
        values.append(None)
        unknown, absent = len(values) - 1, len(values) - (2 if declaration.absent else 1)
        which = np.full(size, absent, np.int64)
        which[texts[ROW].to_numpy()] = unknown
        if len(distinct):
            numbers = known["text"].replace_strict(distinct, pl.Series(range(len(distinct)), dtype=pl.Int64))
            which[known[ROW].to_numpy()] = numbers.to_numpy()
        return spread(column_of(declaration, values), which)

    def _read(self, declaration: FactDeclaration, text: str, records: pl.DataFrame) -> Value | None:
        try:
            return read_value(declaration, text)
        except ValueError as error:
            row = records.filter(pl.col("text") == text)[ROW][0]
            who = (
                self.tables["aanbieders"]["agb_code"][int(row)]
                if declaration.subject == PROVIDER
                else declaration.subject
            )
            where = Place("feiten", field=f"{declaration.name} van {who}")
            self.problems.append(Problem(str(error), where, "Verbeter de waarde in het register."))
            return None

    def _imply(self, kind: str, facts: dict[str, Column]) -> None:
        for declaration in self.agreement.facts:
            for ground in declaration.implied_by:
                implied, grounding = facts.get(declaration.name), facts.get(ground)
                if (
                    declaration.subject == kind
                    and isinstance(implied, TruthColumn)
                    and isinstance(grounding, TruthColumn)
                ):
                    states = np.where(grounding.states == MET, np.uint8(MET), implied.states)
                    facts[declaration.name] = TruthColumn(states)

    def _on_their_days(
        self, relation: RelationDeclaration, owners: pl.DataFrame, records: pl.DataFrame, event: Column
    ) -> RowsColumn:
        """Lay the rows of each owner as on the day of its own event, and then all in the order of the owners."""
        assert isinstance(event, WholeColumn)  # noqa: S101 - an event is a moment, and a moment a whole number
        days = _days_of(event, self.as_of.on)
        tables = tables_by_day(self.tables, owners["owner"], days)
        parts: list[RowsColumn] = []
        order: list[Integers] = []
        for day in sorted(set(days)):
            mine = np.flatnonzero(np.array([one == day for one in days], np.bool_))
            then = _Laying(tables[day], self.agreement, AsOf(day, self.as_of.known), self.problems)
            own = owners[mine].select("owner").with_row_index(ROW)
            parts.append(then._relation(relation, own, None))
            order.append(mine)
        together = joined_rows(parts)
        rows = taken_rows(together, np.argsort(np.concatenate(order), kind="stable"))
        said = owners_of_unknown_rows(records, relation.base, self.as_of)
        unknown = owners["owner"].is_in(said.implode()).to_numpy().astype(np.uint8) * np.uint8(UNKNOWN)
        return RowsColumn(rows.frame, rows.offsets, unknown | event.unknown)

    def _relation(
        self, relation: RelationDeclaration, owners: pl.DataFrame, records: pl.DataFrame | None
    ) -> RowsColumn:
        """Lay the rows of a relation behind each other in the order of their owners."""
        table = row_table(self.tables, relation, self.as_of)
        whose = owners.select("owner", pl.col(ROW).alias("owner_row"))
        placed = table.join(whose, on="owner", maintain_order="left").sort("owner_row", maintain_order=True)
        counts = np.bincount(placed["owner_row"].to_numpy(), minlength=owners.height)
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        unknown = np.zeros(owners.height, np.uint8)
        if records is not None:
            said = owners_of_unknown_rows(records, relation.base, self.as_of)
            unknown[owners["owner"].is_in(said.implode()).to_numpy()] = UNKNOWN
        return RowsColumn(self._rows(relation.row_subject, placed), offsets, unknown)

    def _rows(self, kind: str, placed: pl.DataFrame) -> Frame:
        facts = {key: self._row_fact(kind, key, placed) for key in keys_read(self.agreement, kind)}
        relations: dict[str, RowsColumn] = {}
        if has_recorded_facts(kind):
            self._add_recorded(kind, placed, facts)
        if kind == PERSON:
            people = placed.select(pl.col("persoon").alias("owner")).with_row_index(ROW)
            relations = {
                relation.name: self._relation(relation, people, None)
                for relation in self.agreement.relations
                if relation.subject == PERSON
            }
        self._imply(kind, facts)
        ids = placed[row_source(kind).id].to_numpy()
        return Frame(kind, ids, self.as_of.on, facts, relations)

    def _row_fact(self, kind: str, key: str, placed: pl.DataFrame) -> Column:
        declaration = self._declared(kind, key.partition("@")[0])
        if key == REFERENCE_DATE:
            return column_of(declaration, [self.as_of.on] * placed.height)
        if declaration.kind == "periode" and {"van", "tot_en_met"} <= set(placed.columns):
            return _span_column(placed)
        if key in placed.columns and placed.schema[key] == pl.Date:
            texts = placed[key].dt.strftime("%Y-%m-%d")
        elif key in placed.columns:
            texts = placed[key].cast(pl.String)
        else:
            texts = pl.Series([None] * placed.height, dtype=pl.String)
        rows = pl.DataFrame({ROW: np.arange(placed.height, dtype=np.uint32), "text": texts}).drop_nulls("text")
        return self._column(declaration, rows, placed.height)

    def _add_recorded(self, kind: str, placed: pl.DataFrame, facts: dict[str, Column]) -> None:
        """Take the facts of rows that are no column of their table from the table of facts."""
        recorded = [key for key in facts if key not in placed.columns and key != REFERENCE_DATE]
        if not recorded:
            return
        whose = pl.concat_str("aanbieder", pl.lit("/"), row_source(kind).id)
        rows = placed.select(whose.alias("owner")).with_row_index(ROW)
        records = recorded_rows(self.tables, self.agreement, kind).join(rows, on="owner", maintain_order="left")
        from_records = self._facts(kind, records.drop_nulls(ROW), placed.height)
        facts.update({key: from_records[key] for key in recorded})


def _days_of(event: WholeColumn, otherwise: date) -> list[date]:
    """Give the day of each event, and another day where it has not happened or nobody knows."""
    distinct, which = np.unique(event.values, return_inverse=True)
    known = [moment_since_1970(int(number)).astimezone(AMSTERDAM).date() for number in distinct]
    never = event.never if event.never is not None else np.zeros(len(event.values), np.bool_)
    elsewhere = never | (event.unknown == UNKNOWN)
    return [otherwise if aside else known[at] for aside, at in zip(elsewhere, which.reshape(-1), strict=True)]


def _absent(declaration: FactDeclaration) -> Value:
    if declaration.absent == "niet_gebeurd":
        return ""
    return read_value(declaration, "" if declaration.absent == "leeg" else declaration.absent)


def _span_column(placed: pl.DataFrame) -> SpanColumn:
    """Make the term of each agreement from its two dates; an open end runs on, an unknown start is unknown."""
    epoch = pl.col("van").cast(pl.Int32).cast(pl.Int64)
    first = placed.select(epoch.fill_null(0)).to_series().to_numpy()
    last = placed.select(
        pl.col("tot_en_met").cast(pl.Int32).cast(pl.Int64).fill_null(days_since_1970(FOREVER))
    ).to_series()
    unknown = placed["van"].is_null().to_numpy().astype(np.uint8) * np.uint8(UNKNOWN)
    return SpanColumn(first, last.to_numpy(), unknown)
