"""Lay the tables of a register side by side in a frame, as on a date: what `resolve` does for one provider, for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

import numpy as np
import polars as pl

from zorginkoop.columns.frame import (
    EPOCH,
    Bytes,
    Column,
    Frame,
    Integers,
    RowsColumn,
    TruthColumn,
    WholeColumn,
    days_since_1970,
)
from zorginkoop.columns.from_subjects import column_of, keys_read
from zorginkoop.columns.records import (
    NO_YEAR,
    NOTHING,
    ROW,
    Parts,
    Records,
    Texts,
    Vocabulary,
    ended,
    newest,
    together,
)
from zorginkoop.columns.sources import (
    NO_CODES,
    PERSON,
    PROVIDER,
    UNKNOWN_TEXT,
    AsOf,
    Tables,
    care_group_of,
    decision_records,
    event_records,
    index_records,
    moment_of,
)
from zorginkoop.columns.spread import spread
from zorginkoop.columns.subjects import (
    Subjects,
    all_providers,
    column_of_texts,
    placed,
    rows_of,
    term_column,
    texts_of_cells,
)
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.kernel.facts import REFERENCE_DATE, Value, read_value
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.states import MET, UNKNOWN
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration

Own = Sequence[Parts]  # the records of one agreement alone: what was decided, and what happened


def register_frame(tables: Tables, agreement: Agreement, on: date, known: datetime | None = None) -> Frame:
    """Make the frame of every provider of a register for one agreement.

    Raises RegisterWrong when a value in the tables cannot be read as the fact that the edition declares.
    """
    return Layer(tables, care_group_of(agreement), AsOf.of(on, known)).frame(agreement)


class Layer:
    """Lays frames for the agreements of one care group over one register; what they share is laid once."""

    def __init__(self, tables: Tables, care_group: str, as_of: AsOf) -> None:
        self._tables = tables
        self._care_group = care_group
        self._as_of = as_of
        self.vocabulary = Vocabulary()
        self._problems: list[Problem] = []

    def frame(self, agreement: Agreement) -> Frame:
        """Make the frame of every provider for one agreement; RegisterWrong when a value cannot be read."""
        return _Laying(self, agreement).providers()

    @cached_property
    def subjects(self) -> Subjects:
        """Give every provider, with what is recorded for the care group."""
        return all_providers(self._tables, self._care_group, self._as_of, self.vocabulary)

    def index(self, name: str) -> Records | None:
        """Give the records of an index of the providers, if there is one of this name."""
        return self._indexes.get(name) if name in self._kinds_of_index else None

    @cached_property
    def _kinds_of_index(self) -> frozenset[str]:
        return frozenset(self._tables["indexen"]["soort"].unique())

    @cached_property
    def _indexes(self) -> Parts:
        return self.at_providers(index_records(self._tables))

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """Give the evidence of the providers that was handed in by then, and what was thought of it by then."""
        table, known = self._tables["bewijsstukken"], self._as_of.known
        providers = pl.DataFrame({"aanbieder": self._tables["aanbieders"]["agb_code"]}).with_row_index(ROW)
        judged = pl.col("beoordeeld_op").is_null() | (moment_of(table, "beoordeeld_op") <= known)
        valid = pl.col("geldig_tot").is_null() | (pl.col("geldig_tot") >= self._as_of.on)
        return (
            table.filter(moment_of(table, "ingeleverd_op") <= known)
            .join(providers, on="aanbieder")
            .select(
                ROW,
                "feit",
                (judged & (pl.col("oordeel") == "goed") & valid).alias("good"),
                (~judged | (pl.col("oordeel") == "niet_beoordeeld")).alias("open"),
            )
        )

    def at_providers(self, records: pl.DataFrame) -> Parts:
        """Place records at the rows of the providers."""
        return placed(records, self._tables["aanbieders"]["agb_code"], self._as_of, self.vocabulary)

    def own(self, agreement: Agreement) -> Own:
        """Give what was decided and what happened for one agreement."""
        both = (decision_records(self._tables, agreement), event_records(self._tables, agreement))
        return tuple(self.at_providers(records) for records in both)

    def rows(self, relation: RelationDeclaration, owners: Subjects) -> Subjects:
        """Give the rows of a relation, laid once for owners who are looked at as on one day."""
        key = (relation.base, relation.subject, relation.row_subject, relation.history)
        if key not in owners.rows:
            owners.rows[key] = rows_of(relation, owners, self._tables, self._care_group, self._as_of, self.vocabulary)
        return owners.rows[key]

    @property
    def on(self) -> date:
        """The day as on which everyone is looked at."""
        return self._as_of.on

    def read(self, declaration: FactDeclaration, text: str, row: int) -> Value | None:
        """Read a text as the value of a fact; what cannot be read is remembered as a problem."""
        try:
            return read_value(declaration, text)
        except ValueError as error:
            of_provider = declaration.subject == PROVIDER
            who = self._tables["aanbieders"]["agb_code"][row] if of_provider else declaration.subject
            where = Place("feiten", field=f"{declaration.name} van {who}")
            self._problems.append(Problem(str(error), where, "Verbeter de waarde in het register."))
            return None

    def refuse_wrong_values(self) -> None:
        """Raise RegisterWrong with everything that could not be read."""
        if self._problems:
            raise RegisterWrong(self._problems)


class _Laying:
    """One frame while it is being laid."""

    def __init__(self, layer: Layer, agreement: Agreement) -> None:
        self.layer = layer
        self.agreement = agreement
        self.declared = {(fact.subject, fact.name): fact for fact in agreement.facts}

    def providers(self) -> Frame:
        subjects, own = self.layer.subjects, self.layer.own(self.agreement)
        facts = {key: self._provider_fact(key, own) for key in keys_read(self.agreement, PROVIDER)}
        self._imply(PROVIDER, facts)
        relations: dict[str, RowsColumn] = {}
        for relation in self.agreement.relations:
            if relation.subject == PROVIDER:
                unknown = self._of_unknown_rows(relation, own)
                if relation.day:
                    event = facts[relation.day]
                    assert isinstance(event, WholeColumn)  # noqa: S101 - an event is a moment, and that a whole number
                    relations[relation.name] = self._on_their_days(relation, subjects, event, unknown)
                else:
                    relations[relation.name] = self._relation(relation, subjects, unknown)
        self.layer.refuse_wrong_values()
        return Frame(PROVIDER, subjects.ids, self.layer.on, facts, relations)

    def _provider_fact(self, key: str, own: Own) -> Column:
        """Lay a fact of providers by the tables of facts and indexes, and by what this agreement has of its own."""
        subjects, name = self.layer.subjects, key.partition("@")[0]
        if not any(name in part for part in own):
            return self._fact(subjects, key)
        declaration, (decided, happened) = self.declared[PROVIDER, name], own
        recorded, indexed = self._recorded(subjects, declaration), self.layer.index(name)
        texts = self._counting(subjects, declaration, key, [recorded, decided.get(name), indexed, happened.get(name)])
        return self._column(subjects, declaration, texts)

    def _fact(self, subjects: Subjects, key: str) -> Column:
        """Give a fact that says the same for every agreement; it is laid once."""
        declaration = self.declared[subjects.kind, key.partition("@")[0]]
        if (key, declaration) not in subjects.columns:
            subjects.columns[key, declaration] = self._made(subjects, declaration, key)
        return subjects.columns[key, declaration]

    def _made(self, subjects: Subjects, declaration: FactDeclaration, key: str) -> Column:
        if key == REFERENCE_DATE:
            return _reference_dates(declaration, subjects)
        if declaration.kind == "periode" and subjects.has_term:
            return term_column(subjects)
        if subjects.has_column(key):
            return self._column(subjects, declaration, texts_of_cells(subjects, key, self.layer.vocabulary))
        indexed = self.layer.index(declaration.name) if subjects.kind == PROVIDER else None
        texts = self._counting(subjects, declaration, key, [self._recorded(subjects, declaration), indexed])
        return self._column(subjects, declaration, texts)

    def _column(self, subjects: Subjects, declaration: FactDeclaration, texts: Texts) -> Column:
        return column_of_texts(declaration, texts, subjects.size, self.layer.vocabulary, self.layer.read)

    def _recorded(self, subjects: Subjects, declaration: FactDeclaration) -> Records | None:
        """Give what the table of facts says of a fact; its word for not one code is an empty text."""
        records = subjects.facts.get(declaration.name)
        if records is None or declaration.kind != "codes":
            return records
        no_codes, empty = (self.layer.vocabulary.number(text) for text in (NO_CODES, ""))
        return records.with_texts(np.where(records.texts == no_codes, empty, records.texts))

    def _counting(
        self, subjects: Subjects, declaration: FactDeclaration, key: str, parts: Sequence[Records | None]
    ) -> Texts:
        """Give the text that counts for each subject that has one: the newest that is valid, as `resolve` chooses."""
        there = [part for part in parts if part is not None]
        if not there:
            return NOTHING
        records, year = together(there), key.partition("@")[2]
        asked = records.years == (int(year) if year else NO_YEAR)
        for attribute in declaration.attributes:
            name, _, value = attribute.partition("=")
            column = {"versie": records.versions, "bewerking": records.treatments}.get(name)
            number = self.layer.vocabulary.number(value)
            asked &= column == number if column is not None else np.zeros(len(asked), np.bool_)
        records = records.only(asked)
        texts = newest(records, subjects.day)
        if declaration.kind == "ja_nee":
            nothing_left = ended(records, subjects.day, subjects.size)
            nothing_left[texts.rows] = False
            texts = texts.extended(np.flatnonzero(nothing_left), self.layer.vocabulary.number("nee"))
        return self._weighed(declaration, texts, subjects.size) if declaration.evidence == "ja" else texts

    def _weighed(self, declaration: FactDeclaration, texts: Texts, size: int) -> Texts:
        """Let a claimed fact count by its evidence: accepted and valid, still open or not there, or rejected."""
        given = self.layer.evidence.filter(pl.col("feit") == declaration.name)
        if declaration.subject != PROVIDER:  # only providers hand in evidence
            given = given.clear()
        yes, unknown, no = (self.layer.vocabulary.number(text) for text in ("ja", UNKNOWN_TEXT, "nee"))
        rows = given[ROW].to_numpy()
        weighed = np.full(size, unknown, np.int64)
        weighed[rows] = no
        weighed[rows[given["open"].to_numpy()]] = unknown
        weighed[rows[given["good"].to_numpy()]] = yes
        return Texts(texts.rows, np.where(texts.texts == yes, weighed[texts.rows], texts.texts))

    def _of_unknown_rows(self, relation: RelationDeclaration, own: Own) -> Bytes:
        """Tell of which providers is recorded that nobody knows their rows of a relation."""
        subjects, name = self.layer.subjects, relation.base
        decided, happened = own
        parts = [subjects.facts.get(name), decided.get(name), self.layer.index(name), happened.get(name)]
        there = [part for part in parts if part is not None]
        unknown = np.zeros(subjects.size, np.uint8)
        if there:
            said = newest(together(there), subjects.day)
            unknown[said.rows[said.texts == self.layer.vocabulary.number(UNKNOWN_TEXT)]] = UNKNOWN
        return unknown

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
        self, relation: RelationDeclaration, subjects: Subjects, event: WholeColumn, unknown: Bytes
    ) -> RowsColumn:
        """Lay the rows of each owner as on the day of its own event, or as on the date where that is not known."""
        days = _days_of(event, days_since_1970(self.layer.on))
        then = replace(subjects, day=days, columns={}, rows={})
        return self._relation(relation, then, unknown | event.unknown)

    def _relation(self, relation: RelationDeclaration, owners: Subjects, unknown: Bytes) -> RowsColumn:
        rows = self.layer.rows(relation, owners)
        return RowsColumn(self._rows(rows), rows.offsets, unknown)

    def _rows(self, subjects: Subjects) -> Frame:
        kind = subjects.kind
        facts = {key: self._fact(subjects, key) for key in keys_read(self.agreement, kind)}
        relations: dict[str, RowsColumn] = {}
        if kind == PERSON:
            nobody = np.zeros(subjects.size, np.uint8)
            relations = {
                relation.name: self._relation(relation, subjects, nobody)
                for relation in self.agreement.relations
                if relation.subject == PERSON
            }
        self._imply(kind, facts)
        return Frame(kind, subjects.ids, self._first_day(subjects), facts, relations)

    def _first_day(self, subjects: Subjects) -> date:
        if isinstance(subjects.day, int) or not subjects.size:
            return self.layer.on
        return date.fromordinal(int(subjects.day.min()) + EPOCH)


def _reference_dates(declaration: FactDeclaration, subjects: Subjects) -> Column:
    days, which = np.unique(subjects.day, return_inverse=True)
    distinct = column_of(declaration, [date.fromordinal(int(day) + EPOCH) for day in days])
    everyone = np.zeros(subjects.size, np.int64) if isinstance(subjects.day, int) else which.reshape(-1)
    return spread(distinct, everyone)


def _days_of(event: WholeColumn, otherwise: int) -> Integers:
    """Give the day of each event on the Dutch clock, and another day where it has not happened or nobody knows."""
    elsewhere = event.unknown == UNKNOWN
    if event.never is not None:
        elsewhere = elsewhere | event.never
    moments = pl.Series(np.where(elsewhere, 0, event.values), dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    days = moments.dt.convert_time_zone(str(AMSTERDAM)).dt.date().to_physical().to_numpy()
    return np.where(elsewhere, otherwise, days.astype(np.int64))
