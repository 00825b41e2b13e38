"""Apply a nearest way to what is recorded about a subject, the way a register would come to hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject, Value, write_value
from zorginkoop.kernel.nearest_changes import GONE, NEW_ROW, Changes, Place
from zorginkoop.kernel.tree import Agreement, RelationDeclaration

SOURCE = "een nieuwe opgave"


def applied_to_records(
    recorded: RecordedSubject, changes: Changes, agreement: Agreement, on: date, known: datetime
) -> RecordedSubject:
    """Record changes: a newer record beside the old ones, a row more, or rows that were not known."""
    return _Recording(changes, agreement, on, known).subject(recorded, ())


class _Recording:
    def __init__(self, changes: Changes, agreement: Agreement, on: date, known: datetime) -> None:
        self.changes = changes
        self.on = on
        self.known = known
        self.facts = {(fact.subject, fact.name): fact for fact in agreement.facts}
        self.relations = {(relation.subject, relation.name): relation for relation in agreement.relations}

    def subject(self, recorded: RecordedSubject, place: Place) -> RecordedSubject:
        own = {key: value for (at, key), value in self.changes.items() if at == place and key not in {NEW_ROW, GONE}}
        facts = dict(recorded.facts)
        for key, value in own.items():
            if not isinstance(value, tuple):
                name = key.partition("@")[0]
                facts[name] = (self.record(recorded.kind, key, value), *facts.get(name, ()))
        relations = {**recorded.relations, **{key: () for key, value in own.items() if isinstance(value, tuple)}}
        steps = {at[len(place)] for at, _ in self.changes if len(at) > len(place) and at[: len(place)] == place}
        gone = {step for step in steps if ((*place, step), GONE) in self.changes}
        for name, number in (*sorted(steps - gone), *sorted(gone, reverse=True)):
            relation = self.relations[recorded.kind, name]
            relations |= self.rows(relation, relations, number, (*place, (name, number)))
        return replace(recorded, facts=facts, relations=relations)

    def rows(
        self,
        relation: RelationDeclaration,
        relations: Mapping[str, tuple[RecordedSubject, ...]],
        number: int,
        place: Place,
    ) -> Mapping[str, tuple[RecordedSubject, ...]]:
        """Change a row, or add one, in every list that holds it."""
        same = [
            one.name
            for one in self.relations.values()
            if one.subject == relation.subject and one.base == relation.base and one.name in relations
        ]
        held = relation.name if relation.name in relations else relation.base
        given = relations[held]
        counted = [row for row in given if relation.history == "ja" or self.covers(row)]
        if number >= len(counted):
            fresh = RecordedSubject(relation.row_subject, f"nieuw {number + 1}", valid_from=self.on)
            fresh = replace(
                fresh, relations={one.base: () for one in self.relations.values() if one.subject == fresh.kind}
            )
            after = self.subject(fresh, place)
            return {name: (*relations[name], after) for name in (same or [held])}
        before = counted[number]
        gone = (place, GONE) in self.changes
        after = replace(before, valid_until=self.on - timedelta(days=1)) if gone else self.subject(before, place)
        return {name: _replaced(relations[name], before, after, exact=name == held) for name in (same or [held])}

    def covers(self, row: RecordedSubject) -> bool:
        return (row.valid_from is None or row.valid_from <= self.on) and (
            row.valid_until is None or self.on <= row.valid_until
        )

    def record(self, kind: str, key: str, value: Value) -> FactRecord:
        name, _, year = key.partition("@")
        declared = self.facts[kind, name]
        text = write_value(declared, value)
        proof = (Evidence(self.known, "goed", self.known),) if declared.evidence == "ja" and text == "ja" else ()
        if declared.evidence == "ja" and text == "nee":
            proof = ()
        return FactRecord(
            text, SOURCE, self.known, self.on, year=int(year) if year else None, evidence=proof,
            attributes=dict(one.split("=", 1) for one in declared.attributes),
        )  # fmt: skip


def _replaced(
    rows: Iterable[RecordedSubject], before: RecordedSubject, after: RecordedSubject, *, exact: bool
) -> tuple[RecordedSubject, ...]:
    return tuple(after if row is before or (not exact and row.id == before.id) else row for row in rows)
