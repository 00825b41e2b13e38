"""Writes recorded subjects into the tables of a register: the opposite of taking a provider out of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, cast

import polars as pl

from zorginkoop.formats.register import table_schema
from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.scalars import AMSTERDAM, read_date, read_moment
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.rehearsal.chance import Ints
from zorginkoop.rehearsal.records import FOR_EVERY_POLICY, INSURER, NO_CODES, UNKNOWN
from zorginkoop.rehearsal.sheets import Sheets
from zorginkoop.tables import TABLES

Row = dict[str, Any]

PROVIDER: Final = "aanbieder"
LONG_AGO: Final = date(2019, 3, 1)
FIRST_YEAR: Final = 2020  # of the region
YEARS_OF_A_TERM: Final = 2
PEOPLE_FROM: Final = 99_500_000  # AGB codes of people in cases: plainly made up, and nobody else's here
_TABLE_OF: Final = {"persoon": "personen", "registratie": "registraties", "overeenkomst": "overeenkomsten"}
_NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Declared:
    """What an edition declares: facts by subject and name, and the relations of a provider."""

    facts: Mapping[tuple[str, str], FactDeclaration]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """For which policy a case is: its care group, care type and contract year."""

    care_group: str
    care_type: str
    contract_year: int


@dataclass(slots=True)
class CaseRows:
    """The rows of providers that get cases; what one agreement's case says of a fact, the next one's does not say."""

    sheets: Sheets
    codes: pl.Series
    first: int  # number of the first provider
    drawn: frozenset[str] = frozenset()  # facts, events and relations that are drawn by shares of their own
    _rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _said: set[tuple[str, str]] = field(default_factory=set)
    _people: int = 0

    def add(
        self, subjects: tuple[RecordedSubject, ...], declared: Declared, season: Season, who: Ints, which: Ints
    ) -> None:
        """Give providers (positions) what is recorded of the subjects that were drawn for them."""
        for at, drawn in zip(who.tolist(), which.tolist(), strict=True):
            self._provider(str(self.codes[at]), subjects[drawn], declared, season)

    def write(self) -> None:
        """Write everything that was added."""
        for name, rows in self._rows.items():
            schema = table_schema(TABLES[name])
            frame = pl.DataFrame(rows, schema=schema, orient="row")
            columns = frame.unique(TABLES[name].key, keep="first", maintain_order=True)
            self.sheets.add(name, columns.height, **{column: columns[column] for column in columns.columns})

    def _provider(self, code: str, subject: RecordedSubject, declared: Declared, season: Season) -> None:
        for name, records in subject.facts.items():
            if name in self.drawn:
                continue
            if (code, name) in self._said and not is_event(declared.facts[PROVIDER, name]):
                continue
            self._said.add((code, name))
            for record in _as_registered(declared.facts[PROVIDER, name], records):
                self._fact(code, declared.facts[PROVIDER, name], record, season)
        for relation in declared.relations:
            rows = subject.relations.get(relation)
            if rows is None or relation in self.drawn or (code, relation) in self._said:
                continue
            self._said.add((code, relation))
            for row in rows:
                self._row(code, relation, row)

    def leave_unknown(self, declared: Declared, who: Ints, but: frozenset[str] = frozenset()) -> None:
        """Record of the relations that no case of a provider spoke of, that nobody knows their rows."""
        relations = [relation for relation in declared.relations if relation not in but]
        for code in self.codes.gather(who):
            for relation in relations:
                if (code, relation) not in self._said:
                    self._add("feiten", _plain_fact(PROVIDER, code, None, relation, FactRecord(UNKNOWN, "opgave")))

    def add_earlier_terms(self) -> None:
        """Give providers with an agreement the terms of two years before it too, back to the first year."""
        first: dict[tuple[str, str], Row] = {}
        for row in self._rows["overeenkomsten"]:
            key = (row["aanbieder"], row["zorgsoort"])
            first[key] = min(first.get(key, row), row, key=lambda one: cast("date", one["van"]))
        for (code, care_type), row in first.items():
            start: date = row["van"]
            while start.year - YEARS_OF_A_TERM >= FIRST_YEAR:
                before = start - timedelta(days=1)
                start = date(start.year - YEARS_OF_A_TERM, 1, 1)
                signed = date(start.year - 1, 11, 1)
                number = f"{care_type}-{start.isoformat()}-{code}"
                earlier = {"nummer": number, "van": start, "tot_en_met": before, "gesloten_op": signed}
                self._add("overeenkomsten", {**row, **earlier})

    def _fact(self, code: str, declaration: FactDeclaration, record: FactRecord, season: Season) -> None:
        key = {
            "aanbieder": code, "verzekeraar": INSURER, "zorgsoort": season.care_type, "jaar": season.contract_year,
        }  # fmt: skip
        happened = is_event(declaration) and declaration.origin != Origin.DECISION
        if happened and record.text not in {"", UNKNOWN}:
            self._add(
                "gebeurtenissen", {**key, "gebeurtenis": declaration.name, "moment": _utc(read_moment(record.text))}
            )
        elif record.attributes and record.year and record.text not in {"", UNKNOWN}:
            self._add("indexen", _plain_index(code, declaration.name, record))
        elif record.ground and record.decided_by and record.known_since:
            told = {"feit": declaration.name, "waarde": record.text or NO_CODES, "grond": record.ground}
            decided = {"besloten_door": record.decided_by, "besloten_op": _utc(record.known_since)}
            self._add("besluiten", {**key, **told, **decided})
        else:
            group = None if declaration.origin in FOR_EVERY_POLICY else season.care_group
            self._add("feiten", _plain_fact(PROVIDER, code, None, declaration.name, record) | {"zorggroep": group})
        for piece in record.evidence:
            self._add("bewijsstukken", _plain_evidence(code, declaration.name, piece))

    def _row(self, code: str, relation: str, row: RecordedSubject) -> None:
        table = _TABLE_OF.get(row.kind, "rijen")
        if table == "personen":
            self._person(code, row)
        elif table == "registraties":
            self._registration(PROVIDER, code, row)
        elif table == "overeenkomsten":
            self._agreement(code, relation, row)
        else:
            name = _NOT_IN_A_NAME.sub("-", f"{relation}-{row.id}".lower())
            self._add(
                "rijen",
                {
                    "aanbieder": code, "rij": name, "relatie": relation, "geldig_van": row.valid_from,
                    "geldig_tot": row.valid_until, "bron": "opgave", "bekend_sinds": LONG_AGO,
                },
            )  # fmt: skip
            for fact, records in row.facts.items():
                self._rows["feiten"] += [_plain_fact("rij", name, code, fact, record) for record in records]

    def _person(self, code: str, row: RecordedSubject) -> None:
        self._people += 1
        person = str(PEOPLE_FROM + self.first * 4 + self._people)
        cells = _cells("personen", row)
        self._add(
            "personen",
            {
                **cells, "aanbieder": code, "persoon": person, "naam": row.name or f"P. Verzonnen {row.id}",
                "beroep": cells.get("beroep") or UNKNOWN, "geldig_van": row.valid_from or LONG_AGO,
                "geldig_tot": row.valid_until, "bron": "vektis", "bekend_sinds": LONG_AGO,
            },
        )  # fmt: skip
        own = {column.name for column in TABLES["personen"].columns}
        for fact, records in row.facts.items():
            if fact not in own:
                self._rows["feiten"] += [_plain_fact("persoon", person, code, fact, record) for record in records]
        for registration in row.relations.get("registraties", ()):
            self._registration("persoon", person, registration)

    def _registration(self, kind: str, holder: str, row: RecordedSubject) -> None:
        cells = _cells("registraties", row)
        if cells.get("register"):
            self._add(
                "registraties",
                {
                    **cells, "houder_soort": kind, "houder": holder, "geldig_van": row.valid_from or LONG_AGO,
                    "geldig_tot": row.valid_until, "bron": "register", "bekend_sinds": row.valid_from or LONG_AGO,
                },
            )  # fmt: skip

    def _agreement(self, code: str, relation: str, row: RecordedSubject) -> None:
        cells = _cells("overeenkomsten", row)
        first, _, last = next((record.text for record in row.facts.get("looptijd", ())), "").partition("/")
        if first in {"", UNKNOWN} or not cells.get("zorgsoort"):
            self._add("feiten", _plain_fact(PROVIDER, code, None, relation, FactRecord(UNKNOWN, "opgave")))
            return
        self._add(
            "overeenkomsten",
            {
                **cells, "nummer": f"{code}-{relation}-{row.id}".replace(" ", "-"), "aanbieder": code,
                "verzekeraar": INSURER, "van": read_date(first), "tot_en_met": read_date(last) if last else None,
                "bron": "eigen administratie",
            },
        )  # fmt: skip

    def _add(self, table: str, row: Row) -> None:
        self._rows[table].append(row)


def _cells(table: str, row: RecordedSubject) -> Row:
    """Give the facts of a row that are columns of its own table; what is unknown is an empty cell."""
    schema = table_schema(TABLES[table])
    cells: Row = {}
    for name, records in row.facts.items():
        text = records[0].text if records else UNKNOWN
        if name in schema and text not in {"", UNKNOWN}:
            cells[name] = read_date(text) if schema[name] == pl.Date else text
    return cells


def _plain_fact(subject: str, identity: str, provider: str | None, name: str, record: FactRecord) -> Row:
    return {
        "onderwerp": subject, "id": identity, "aanbieder": provider, "feit": name, "jaar": record.year,
        "waarde": record.text or NO_CODES, "bron": record.source or "opgave", "geldig_van": record.valid_from,
        "geldig_tot": record.valid_until, "bekend_sinds": _day(record.known_since),
    }  # fmt: skip


def _plain_index(code: str, name: str, record: FactRecord) -> Row:
    """Write a value that comes in versions; a detail that a case does not give is left at the last, corrected one."""
    return {
        "aanbieder": code, "soort": name, "jaar": record.year, "versie": int(record.attributes.get("versie", "3")),
        "bewerking": record.attributes.get("bewerking", "gecorrigeerd"), "waarde": record.text,
        "bron": record.source or "vektis", "bekend_sinds": _day(record.known_since),
    }  # fmt: skip


def _plain_evidence(code: str, name: str, piece: Evidence) -> Row:
    ground = piece.ground or ("voldoet niet" if piece.verdict == "afgekeurd" else None)
    return {
        "aanbieder": code, "feit": name, "ingeleverd_op": _utc(piece.handed_in), "geldig_tot": piece.valid_until,
        "oordeel": piece.verdict, "grond": ground, "beoordeeld_op": _utc(piece.judged) if piece.judged else None,
    }  # fmt: skip


def is_event(declaration: FactDeclaration) -> bool:
    """Tell whether a fact is something that happens on a moment, and otherwise has not happened."""
    return declaration.kind == "moment" and declaration.absent == "niet_gebeurd"


def _as_registered(declaration: FactDeclaration, records: tuple[FactRecord, ...]) -> tuple[FactRecord, ...]:
    """Let a lasting entry of a public register be known in every season, not only in that of the case."""
    if declaration.origin not in FOR_EVERY_POLICY or len(records) != 1 or records[0].year:
        return records
    return (replace(records[0], known_since=None),)


def _day(moment: datetime | None) -> date:
    return moment.astimezone(AMSTERDAM).date() if moment else LONG_AGO


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
