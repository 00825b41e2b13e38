"""Subjects of one kind in the order of a frame, with what their tables hold of them; made once for many agreements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from zorginkoop.columns.frame import Column, Integers, SpanColumn, WholeColumn, days_since_1970
from zorginkoop.columns.from_subjects import column_of
from zorginkoop.columns.records import NO_TEXT, ROW, Day, Parts, Texts, Vocabulary, by_fact
from zorginkoop.columns.sources import (
    PROVIDER,
    UNKNOWN_TEXT,
    AsOf,
    Tables,
    counting_rows,
    fact_records,
    facts_about,
    has_recorded_facts,
    row_source,
    usable_records,
    whole_row_table,
)
from zorginkoop.columns.spread import spread
from zorginkoop.kernel.facts import FOREVER, Value, read_value
from zorginkoop.kernel.states import UNKNOWN
from zorginkoop.kernel.tree import FactDeclaration, RelationDeclaration

_NO_MOMENT = np.iinfo(np.int64).min
_WRITTEN_MOMENT = (
    "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"  # the year 9999 stands for never ending
)

Read = Callable[[FactDeclaration, str, int], Value | None]  # a text of the subject at a row, as a value


@dataclass(eq=False)
class Subjects:
    """Subjects of one kind: who they are, the rows of their table, the records of their facts, and their own rows.

    `offsets` say whose they are, when they belong to others; `day` is the day as on which each is looked at.
    """

    kind: str
    table: pl.DataFrame
    at: Integers  # of each subject, its row in the table
    day: Day
    offsets: Integers
    facts: Parts
    columns: dict[object, Column] = field(default_factory=dict)
    rows: dict[object, Subjects] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The number of subjects."""
        return len(self.at)

    @cached_property
    def codes(self) -> pl.Series:
        """Give the code of each subject."""
        return self.cells("agb_code" if self.kind == PROVIDER else row_source(self.kind).id)

    @cached_property
    def ids(self) -> npt.NDArray[np.object_]:
        """Give the code of each subject, as a frame holds it."""
        return self.codes.to_numpy()

    def cells(self, name: str) -> pl.Series:
        """Give a column of their own table."""
        return self.table[name].gather(self.at)

    def has_column(self, name: str) -> bool:
        """Tell whether a fact stands in a column of their own table."""
        return self.kind != PROVIDER and name in self.table.columns

    @property
    def has_term(self) -> bool:
        """Tell whether their table gives them a term, of a first and a last day."""
        return {"van", "tot_en_met"} <= set(self.table.columns)


def all_providers(tables: Tables, care_group: str, as_of: AsOf, vocabulary: Vocabulary) -> Subjects:
    """Give every provider of a register, with the records of the table of facts that count for a care group."""
    providers = tables["aanbieders"]
    at = np.arange(providers.height)
    records = fact_records(facts_about(tables, care_group, PROVIDER), PROVIDER)
    facts = placed(records, providers["agb_code"], as_of, vocabulary)
    return Subjects(PROVIDER, providers, at, days_since_1970(as_of.on), np.zeros(1, np.int64), facts)


def placed(records: pl.DataFrame, owners: pl.Series, as_of: AsOf, vocabulary: Vocabulary) -> Parts:
    """Place the records that were known by then at the row of their owner, and split them by fact."""
    rows = pl.DataFrame({"owner": owners}).with_row_index(ROW)
    known = usable_records(records, as_of).drop("position", "source", "ground", "decided_by")
    return by_fact(known.join(rows, on="owner", maintain_order="left"), vocabulary)


def rows_of(  # noqa: PLR0913, PLR0917 - whose rows of which relation, and the four that every laying has
    relation: RelationDeclaration,
    owners: Subjects,
    tables: Tables,
    care_group: str,
    as_of: AsOf,
    vocabulary: Vocabulary,
) -> Subjects:
    """Give the rows of a relation behind each other in the order of their owners, each as on the day of its owner."""
    table = whole_row_table(tables, relation)
    by_owner = not isinstance(owners.day, int)
    counting = counting_rows(table, replace(relation, history="ja") if by_owner else relation, as_of)
    there = table.select(counting.arg_true().cast(pl.Int64)).to_series()
    whose = pl.DataFrame({"owner": owners.codes}).with_row_index("owner_row")
    names = table[row_source(relation.row_subject).owner].gather(there)
    own = pl.DataFrame({"owner": names, "at": there}).join(whose, on="owner", maintain_order="left")
    own = own.select("at", pl.col("owner_row").cast(pl.Int64)).sort("owner_row", maintain_order=True)
    at: Integers = own["at"].to_numpy()
    owner: Integers = own["owner_row"].to_numpy()
    if not isinstance(owners.day, int) and relation.history != "ja" and "geldig_van" in table.columns:
        valid = _valid_on(table, at, owners.day[owner])
        at, owner = at[valid], owner[valid]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(owner, minlength=owners.size))))
    day = owners.day if isinstance(owners.day, int) else owners.day[owner]
    rows = Subjects(relation.row_subject, table, at, day, offsets, {})
    if has_recorded_facts(relation.row_subject):
        records = fact_records(facts_about(tables, care_group, relation.row_subject), relation.row_subject)
        names = pl.select(pl.concat_str(rows.cells("aanbieder"), pl.lit("/"), rows.codes)).to_series()
        rows.facts = placed(records, names, as_of, vocabulary)
    return rows


def _valid_on(table: pl.DataFrame, at: Integers, day: Integers) -> np.ndarray:
    start = table["geldig_van"].to_physical().fill_null(-(2**31)).to_numpy()[at]
    end = table["geldig_tot"].to_physical().fill_null(2**31 - 1).to_numpy()[at]
    valid: np.ndarray = (start <= day) & (end >= day)
    return valid


def texts_of_cells(subjects: Subjects, name: str, vocabulary: Vocabulary) -> Texts:
    """Give the text in a column of their own table of each subject that has one there."""
    texts = vocabulary.encoded(subjects.cells(name).cast(pl.String))
    there = np.flatnonzero(texts != NO_TEXT)
    return Texts(there, texts[there])


def column_of_texts(
    declaration: FactDeclaration, known: Texts, size: int, vocabulary: Vocabulary, read: Read
) -> Column:
    """Read each distinct text once, and spread the values over the subjects."""
    distinct, first, numbers = np.unique(known.texts, return_index=True, return_inverse=True)
    texts = [vocabulary.texts[number] for number in distinct]
    moments = _moments(texts) if declaration.kind == "moment" else None
    values: list[Value | None] = [None] * len(distinct)
    for at in np.argsort(first).tolist():  # problems come in the order of the register
        if texts[at] != UNKNOWN_TEXT and (moments is None or moments[at] == _NO_MOMENT):
            values[at] = read(declaration, texts[at], int(known.rows[first[at]]))
    if declaration.absent:
        values.append(_absent(declaration))
    values.append(None)
    absent = len(values) - (2 if declaration.absent else 1)
    which = np.full(size, absent, np.int64)
    which[known.rows] = numbers.reshape(-1)
    column = column_of(declaration, values)
    if moments is not None and isinstance(column, WholeColumn):
        there = np.flatnonzero(moments != _NO_MOMENT)
        column.values[there] = moments[there]
        column.unknown[there] = 0
    return spread(column, which)


def _moments(texts: list[str]) -> Integers:
    """Read the moments that are written as an event's are, all at once; of others it says nothing."""
    written = pl.Series(texts, dtype=pl.String)
    plain = pl.when(written.str.contains(_WRITTEN_MOMENT)).then(written)
    read = pl.select(plain.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)).to_series()
    return read.to_physical().fill_null(_NO_MOMENT).to_numpy()


def _absent(declaration: FactDeclaration) -> Value:
    if declaration.absent == "niet_gebeurd":
        return ""
    return read_value(declaration, "" if declaration.absent == "leeg" else declaration.absent)


def term_column(subjects: Subjects) -> SpanColumn:
    """Make the term of each agreement from its two dates; an open end runs on, an unknown start is unknown."""
    first = subjects.cells("van").to_physical().cast(pl.Int64)
    last = subjects.cells("tot_en_met").to_physical().cast(pl.Int64).fill_null(days_since_1970(FOREVER))
    unknown = first.is_null().to_numpy().astype(np.uint8) * np.uint8(UNKNOWN)
    return SpanColumn(first.fill_null(0).to_numpy(), last.to_numpy(), unknown)
