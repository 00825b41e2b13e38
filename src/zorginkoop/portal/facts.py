"""The door to judging one provider: its records in the register become the recorded subject that the kernel resolves.

`extract` is the other door, for the whole register at once. Both say the same: a test judges every provider through
both. The shape of a record follows `columns.sources`, which reads the same tables as columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from operator import itemgetter

from zorginkoop.kernel.assess import ContractKey
from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject, end_of_day
from zorginkoop.kernel.scalars import AMSTERDAM
from zorginkoop.kernel.tree import Agreement, FactDeclaration, RelationDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.deadlines import decided
from zorginkoop.portal.editions.compiled import compiled, contract_key
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.standing import (
    CAME,
    OF_PROVIDER,
    PERSON,
    PROVIDER,
    REGISTRATIONS_OF_PEOPLE,
    REGISTRATIONS_OF_PROVIDER,
    Cells,
)

REGISTRATION, AGREEMENT, ROW = "registratie", "overeenkomst", "rij"
UNKNOWN, NO_CODES = "onbekend", "leeg"
DECIDED, OURS = "besluit van de inkoper", "eigen administratie"
_ALWAYS = datetime.min.replace(tzinfo=UTC)

Facts = dict[str, tuple[FactRecord, ...]]
Rows = tuple[RecordedSubject, ...]


def recorded_subject(
    provider: Provider,
    agreement: SeasonAgreement,
    known: datetime | None = None,
    *,
    on: date | None = None,
    key: ContractKey | None = None,
) -> RecordedSubject:
    """Give what was recorded of a provider for an agreement by what was known at a moment (by default now).

    The day (by default today) only tells of which relations nobody knew the rows. The key is that of the season unless
    another is given. It asks the database a fixed number of times, and once more for each predecessor.
    """
    known = known or max(clock.now(), end_of_day(on)) if on else known or clock.now()
    return _Taking(provider, agreement, key or contract_key(agreement.season), known, on or clock.today()).provider()


class _Taking:
    """The records of one provider for one agreement."""

    def __init__(
        self, provider: Provider, agreement: SeasonAgreement, key: ContractKey, known: datetime, on: date
    ) -> None:
        self._provider, self._agreement, self._key, self._known, self._on = provider, agreement, key, known, on
        self._rules: Agreement = compiled(agreement).agreement
        self._read: dict[tuple[str, int], list[Cells]] = {}
        self._line = list(_line_of(provider))  # itself and whom it succeeded
        self._care_group = self._rules.edition.partition("/")[0]
        facts = [row for row in self._of_provider("feiten") if row["zorggroep"] in (None, self._care_group)]
        self._facts = facts

    def provider(self) -> RecordedSubject:
        """Give the provider with its facts and its rows."""
        facts = self._grouped(self._records(), self._evidence())
        own = (one for one in self._rules.relations if one.subject == PROVIDER)
        relations = {one.name: self._rows(one) for one in own if not self._rows_unknown(facts.get(one.base, ()))}
        return RecordedSubject(PROVIDER, self._provider.agb_code, self._provider.name, facts, relations)

    def _records(self) -> Iterator[tuple[str, FactRecord]]:
        """Walk every record of a fact of the provider: facts, decisions, indexes and events, in this order."""
        declared = [fact for fact in self._rules.facts if fact.subject == PROVIDER]
        read = {fact.name for fact in declared}
        read |= {one.base for one in self._rules.relations if one.subject == PROVIDER}
        own = [row for row in self._facts if row["onderwerp"] == PROVIDER and row["id"] == self._provider.agb_code]
        yield from self._fact_records((row for row in own if row["feit"] in read), PROVIDER)
        yearly = {fact.name for fact in self._rules.facts if fact.per_year == "ja"}
        for row in self._decisions():
            year = row["jaar"] if row["feit"] in yearly else None
            record = FactRecord(
                row["waarde"], DECIDED, row["besloten_op"], year=year, ground=row["grond"] or "",
                decided_by=row["besloten_door"] or "",
            )  # fmt: skip
            yield row["feit"], record
        for row in self._of_line("indexen"):
            if row["soort"] in read:
                attributes = {"versie": str(row["versie"]), "bewerking": row["bewerking"]}
                yield row["soort"], _fact(row, row["waarde"], year=row["jaar"], attributes=attributes)
        for row in self._of_season("gebeurtenissen"):
            text = row["moment"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            yield row["gebeurtenis"], FactRecord(text, OURS, row["moment"])

    def _fact_records(self, rows: Iterable[Cells], kind: str) -> Iterator[tuple[str, FactRecord]]:
        sets = {fact.name for fact in self._rules.facts if fact.subject == kind and fact.kind == "codes"}
        for row in rows:
            empty = row["feit"] in sets and row["waarde"] == NO_CODES
            yield row["feit"], _fact(row, "" if empty else row["waarde"], year=row["jaar"])

    def _grouped(
        self, records: Iterable[tuple[str, FactRecord]], evidence: Mapping[str, tuple[Evidence, ...]]
    ) -> Facts:
        found: dict[str, list[FactRecord]] = defaultdict(list)
        for name, record in records:
            found[name].append(_with(record, evidence.get(name, ())))
        return {name: tuple(several) for name, several in found.items()}

    def _evidence(self) -> dict[str, tuple[Evidence, ...]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for row in self._of_provider("bewijsstukken"):
            handed_in, judged = row["ingeleverd_op"], row["beoordeeld_op"]
            piece = Evidence(handed_in, row["oordeel"], judged, row["geldig_tot"], row["grond"] or "")
            found[row["feit"]].append(piece)
        return {name: tuple(several) for name, several in found.items()}

    def _rows_unknown(self, records: tuple[FactRecord, ...]) -> bool:
        """Tell whether the newest that was recorded of a relation on the day says that nobody knows its rows."""
        valid = [
            one
            for one in records
            if (one.known_since or _ALWAYS) <= self._known
            and (one.valid_from is None or one.valid_from <= self._on)
            and (one.valid_until is None or self._on <= one.valid_until)
        ]
        newest = max(valid, key=lambda one: (one.known_since or _ALWAYS, one.valid_from or date.min), default=None)
        return newest is not None and newest.text == UNKNOWN

    def _rows(self, relation: RelationDeclaration) -> Rows:
        kind = relation.row_subject
        if kind == PERSON:
            return self._people(relation)
        if kind == REGISTRATION:
            return self._registrations(PROVIDER, self._provider).get(self._provider.agb_code, ())
        if kind == AGREEMENT:
            return self._agreements()
        return self._other_rows(relation)

    def _people(self, relation: RelationDeclaration) -> Rows:
        rows = self._of_provider("personen")
        inner = [one for one in self._rules.relations if one.subject == PERSON]
        registered = self._registrations(PERSON, self._provider) if inner and rows else {}
        said = self._said_of(PERSON)
        return tuple(
            self._row(
                relation.row_subject, row["persoon"], row, said.get(row["persoon"], ()),
                {one.name: registered.get(row["persoon"], ()) for one in inner},
            )
            for row in rows
        )  # fmt: skip

    def _registrations(self, kind: str, whose: Provider) -> dict[str, Rows]:
        """Give the registrations of a provider, or of everybody who ever worked there, by who holds them."""
        if kind == PERSON:
            rows = REGISTRATIONS_OF_PEOPLE.of(whose.pk, self._known)
        else:
            rows = REGISTRATIONS_OF_PROVIDER.of(whose.agb_code, self._known)
        found: dict[str, list[RecordedSubject]] = defaultdict(list)
        for row in rows:
            found[row["houder"]].append(self._row(REGISTRATION, row["register"], row))
        return {holder: tuple(registered) for holder, registered in found.items()}

    def _agreements(self) -> Rows:
        mine = [row for row in self._of_line("overeenkomsten") if self._is_for_key(row)]
        known = (row for row in mine if row["gesloten_op"] is None or _first_instant(row["gesloten_op"]) <= self._known)
        return tuple(self._row(AGREEMENT, row["nummer"], row) for row in known)

    def _other_rows(self, relation: RelationDeclaration) -> Rows:
        said = self._said_of(ROW)
        rows = (row for row in self._of_provider("rijen") if row["relatie"] == relation.base)
        return tuple(self._row(relation.row_subject, row["rij"], row, said.get(row["rij"], ())) for row in rows)

    def _said_of(self, kind: str) -> dict[str, list[Cells]]:
        """Give the recorded facts of the rows of a kind at this provider, by row."""
        found: dict[str, list[Cells]] = defaultdict(list)
        for row in self._facts:
            if row["onderwerp"] == kind:
                found[row["id"]].append(row)
        return found

    def _row(
        self, kind: str, name: str, row: Cells, said: Iterable[Cells] = (), relations: Mapping[str, Rows] | None = None
    ) -> RecordedSubject:
        """Make a row; what stands in a column of its own table goes before what is recorded of it elsewhere."""
        declared = [fact for fact in self._rules.facts if fact.subject == kind]
        elsewhere = self._grouped(((n, r) for n, r in self._fact_records(said, kind) if n not in row), {})
        first, last = row.get("geldig_van"), row.get("geldig_tot")
        since = row["gesloten_op"] if kind == AGREEMENT else row["bekend_sinds"]  # it counts from its last signature
        facts = {**elsewhere, **_own_facts(row, declared, since)}
        return RecordedSubject(kind, name, row.get("naam") or "", facts, relations or {}, first, last)

    def _of_provider(self, table: str) -> list[Cells]:
        return self._standing(table, self._provider.pk)

    def _of_line(self, table: str) -> list[Cells]:
        """Give the rows of a provider and of whom it succeeded, in the order in which they came."""
        rows = [row for one in self._line for row in self._standing(table, one.pk)]
        return sorted(rows, key=itemgetter(CAME))

    def _of_season(self, table: str) -> list[Cells]:
        return self._in_season(self._of_provider(table))

    def _in_season(self, rows: Iterable[Cells]) -> list[Cells]:
        season = (self._key.insurer, self._rules.care_type, self._rules.contract_year)
        return [row for row in rows if (row["verzekeraar"], row["zorgsoort"], row["jaar"]) == season]

    def _decisions(self) -> list[Cells]:
        """Give what people decided in the season, later last days among it."""
        longer = decided.decisions_for(self._agreement, self._provider, self._known)
        return [*self._of_season("besluiten"), *self._in_season(longer)]

    def _is_for_key(self, row: Cells) -> bool:
        wanted = {"verzekeraar": self._key.insurer, "label": self._key.label, "polisvorm": self._key.product_type}
        return all(row[name] in (None, value) or not value for name, value in wanted.items())

    def _standing(self, table: str, whose: int) -> list[Cells]:
        """Give the rows of somebody that stood at the moment and were known by then; reads them once."""
        asked = (table, whose)
        if asked not in self._read:
            self._read[asked] = OF_PROVIDER[table].of(whose, self._known)
        return self._read[asked]


def _line_of(provider: Provider) -> Iterator[Provider]:
    """Walk a provider and whom it succeeded, each once."""
    seen: set[str] = set()
    one: Provider | None = provider
    while one is not None and one.agb_code not in seen:
        yield one
        seen.add(one.agb_code)
        one = Provider.objects.filter(agb_code=one.predecessor_agb).first() if one.predecessor_agb else None


def _first_instant(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def _fact(row: Cells, text: str, *, year: int | None, attributes: Mapping[str, str] | None = None) -> FactRecord:
    return FactRecord(
        text or "",
        row["bron"] or "",
        _first_instant(row["bekend_sinds"]),
        row.get("geldig_van"),
        row.get("geldig_tot"),
        year,
        attributes or {},
    )


def _with(record: FactRecord, evidence: tuple[Evidence, ...]) -> FactRecord:
    if not evidence:
        return record
    return FactRecord(
        record.text, record.source, record.known_since, record.valid_from, record.valid_until, record.year,
        record.attributes, record.ground, record.decided_by, evidence,
    )  # fmt: skip


def _own_facts(row: Cells, declared: list[FactDeclaration], since: date | None) -> Facts:
    """Give the facts of a row that stand in columns of its own table; an empty cell is no record."""
    known = None if since is None else _first_instant(since)
    texts = {fact.name: _text(row, fact) for fact in declared}
    source = row.get("bron") or OURS
    return {name: (FactRecord(text, source, known),) for name, text in texts.items() if text is not None}


def _text(row: Cells, fact: FactDeclaration) -> str | None:
    if fact.kind == "periode" and "van" in row and "tot_en_met" in row:
        return None if row["van"] is None else f"{row['van']}/{row['tot_en_met'] or ''}"
    value = row.get(fact.name)
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
