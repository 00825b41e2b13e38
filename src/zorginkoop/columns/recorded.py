"""Take a few providers out of the tables of a register as recorded subjects, to judge and explain one by one.

It reads the same sources as the frame of the whole register, so that both come to the same outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import polars as pl

from zorginkoop.columns.sources import (
    PERSON,
    PROVIDER,
    AsOf,
    Tables,
    has_recorded_facts,
    moment_of,
    owners_of_unknown_rows,
    provider_records,
    recorded_rows,
    row_source,
    row_table,
)
from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration

Row = Mapping[str, Any]
Facts = Mapping[str, tuple[FactRecord, ...]]
Rows = Mapping[str, tuple[RecordedSubject, ...]]

_RECORD_OF_TABLES = "eigen administratie"  # the source of a row whose table names none


def recorded_providers(
    tables: Tables, agreement: Agreement, ids: Iterable[str], as_of: AsOf
) -> dict[str, RecordedSubject]:
    """Give what is recorded about some providers, by their AGB code; a KeyError when the register lacks one."""
    return _Taking(tables, agreement, sorted(set(ids)), as_of).providers()


class _Taking:
    def __init__(self, tables: Tables, agreement: Agreement, ids: list[str], as_of: AsOf) -> None:
        self.tables = tables
        self.agreement = agreement
        self.ids = ids
        self.as_of = as_of

    def providers(self) -> dict[str, RecordedSubject]:
        records = provider_records(self.tables, self.agreement).filter(pl.col("owner").is_in(self.ids))
        facts = self._facts(records, self._evidence())
        known = self.tables["aanbieders"].filter(pl.col("agb_code").is_in(self.ids))
        names = dict(zip(known["agb_code"], known["naam"], strict=True))
        relations = self._relations(PROVIDER, self.ids, records)
        return {
            one: RecordedSubject(PROVIDER, one, names[one], facts.get(one, {}), relations.get(one, {}))
            for one in self.ids
        }

    def _facts(self, records: pl.DataFrame, evidence: Mapping[tuple[str, str], list[Evidence]]) -> dict[str, Facts]:
        """Group the records of facts by their owner and their fact."""
        found: dict[str, dict[str, list[FactRecord]]] = defaultdict(lambda: defaultdict(list))
        for row in records.iter_rows(named=True):
            pieces = tuple(evidence.get((row["owner"], row["fact"]), ()))
            found[row["owner"]][row["fact"]].append(_record(row, pieces))
        return {owner: {name: tuple(records) for name, records in facts.items()} for owner, facts in found.items()}

    def _evidence(self) -> dict[tuple[str, str], list[Evidence]]:
        """Group the evidence that providers handed in."""
        table = self.tables["bewijsstukken"].filter(pl.col("aanbieder").is_in(self.ids))
        moments = table.with_columns(
            moment_of(table, "ingeleverd_op").alias("ingeleverd_op"),
            moment_of(table, "beoordeeld_op").alias("beoordeeld_op"),
        )
        found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for row in moments.iter_rows(named=True):
            piece = Evidence(
                row["ingeleverd_op"], row["oordeel"], row["beoordeeld_op"], row["geldig_tot"], row["grond"] or ""
            )
            found[row["aanbieder"], row["feit"]].append(piece)
        return found

    def _relations(
        self, kind: str, owners: list[str], records: pl.DataFrame | None, *, of_all_days: bool = False
    ) -> dict[str, Rows]:
        """Give the rows of every relation of a kind; a relation of which nobody knows the rows is left out.

        Of all days, each row says itself when it is valid: it will be looked at as on the day of an event.
        """
        found: dict[str, dict[str, tuple[RecordedSubject, ...]]] = {owner: {} for owner in owners}
        for relation in self.agreement.relations:
            if relation.subject == kind:
                unknown = set(owners_of_unknown_rows(records, relation.base, self.as_of)) if records is not None else ()
                rows = self._rows(relation, owners, of_all_days=of_all_days or bool(relation.day))
                for owner in owners:
                    if owner not in unknown:
                        found[owner][relation.name] = tuple(rows.get(owner, ()))
        return dict(found)

    def _rows(
        self, relation: RelationDeclaration, owners: list[str], *, of_all_days: bool
    ) -> dict[str, list[RecordedSubject]]:
        wanted = replace(relation, history="ja") if of_all_days else relation
        table = row_table(self.tables, wanted, self.as_of).filter(pl.col("owner").is_in(owners))
        kind, source = relation.row_subject, row_source(relation.row_subject)
        declared = [fact for fact in self.agreement.facts if fact.subject == kind]
        recorded_facts = self._recorded(kind, table) if has_recorded_facts(kind) else {}
        people = table["persoon"].unique().to_list() if kind == PERSON else []
        inner = self._relations(PERSON, people, None, of_all_days=of_all_days) if people else {}
        found: dict[str, list[RecordedSubject]] = defaultdict(list)
        for row in table.iter_rows(named=True):
            name = row[source.id]
            recorded = recorded_facts.get(f"{row['owner']}/{name}", {})
            elsewhere = {fact: records for fact, records in recorded.items() if fact not in row}
            facts = {**elsewhere, **_row_facts(row, declared, source.known_since)}
            valid = (row.get("geldig_van"), row.get("geldig_tot")) if of_all_days else (None, None)
            one = RecordedSubject(kind, name, row.get("naam") or "", facts, inner.get(name, {}), *valid)
            found[row["owner"]].append(one)
        return found

    def _recorded(self, kind: str, table: pl.DataFrame) -> dict[str, Facts]:
        """Give the recorded facts of rows, by provider and row."""
        whose = table.select(pl.concat_str("aanbieder", pl.lit("/"), row_source(kind).id)).to_series()
        records = recorded_rows(self.tables, self.agreement, kind).filter(pl.col("owner").is_in(whose.implode()))
        return self._facts(records, {})


def _record(row: Row, evidence: tuple[Evidence, ...]) -> FactRecord:
    attributes = {name: row[column] for name, column in (("versie", "version"), ("bewerking", "treatment"))}
    return FactRecord(
        text=row["text"],
        source=row["source"] or "",
        known_since=row["known_since"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        year=row["year"],
        attributes={name: value for name, value in attributes.items() if value is not None},
        ground=row["ground"] or "",
        decided_by=row["decided_by"] or "",
        evidence=evidence,
    )


def _row_facts(row: Row, declared: list[FactDeclaration], known_since: str) -> dict[str, tuple[FactRecord, ...]]:
    """Give the facts of a row that stand in columns of its own table; an empty cell is no record."""
    source = row.get("bron") or _RECORD_OF_TABLES
    since = row[known_since]
    known = None if since is None else datetime.combine(since, time(), AMSTERDAM)
    texts = {fact.name: _text(row, fact) for fact in declared}
    return {name: (FactRecord(text, source, known),) for name, text in texts.items() if text is not None}


def _text(row: Row, fact: FactDeclaration) -> str | None:
    if fact.kind == "periode" and "van" in row and "tot_en_met" in row:
        last = row["tot_en_met"]
        return None if row["van"] is None else f"{row['van']}/{last or ''}"
    value = row.get(fact.name)
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
