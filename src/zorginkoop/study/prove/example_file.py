"""A made-up subject as the content of a facts file, so that `zorginkoop assess` judges it once more."""

from __future__ import annotations

from datetime import date

from zorginkoop.kernel.facts import Evidence, FactRecord, RecordedSubject
from zorginkoop.kernel.scalars import read_moment
from zorginkoop.kernel.tree import Agreement

_EVENT = "niet_gebeurd"


def facts_content(subject: RecordedSubject, on: date, agreement: Agreement) -> dict[str, object]:
    """Write a subject as a facts file does: nothing but text, lists and mappings."""
    events = {one.name for one in agreement.facts if one.absent == _EVENT}
    return {
        "sleutel": {"jaar": str(agreement.contract_year)},
        "onderwerp": {"soort": subject.kind, "id": subject.id, "naam": subject.name},
        "feiten": _facts(subject, on, events),
    }


def _facts(subject: RecordedSubject, on: date, events: set[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, records in subject.facts.items():
        if any(record.year is not None for record in records):
            found[name] = {str(record.year): _record(record, on) for record in records}
        elif len(records) == 1:
            found[name] = _record(records[0], on, event=name in events)
        else:
            found[name] = [_in_full(record, on, event=name in events) for record in records]
    for name, rows in subject.relations.items():
        found[name] = [_row(row, on, events) for row in rows]
    return found


def _row(row: RecordedSubject, on: date, events: set[str]) -> dict[str, object]:
    known = {"id": row.id, "naam": row.name, "geldig_van": row.valid_from, "geldig_tot": row.valid_until}
    return {**{key: str(value) for key, value in known.items() if value}, **_facts(row, on, events)}


def _record(record: FactRecord, on: date, *, event: bool = False) -> object:
    """Write a record as its value alone where that says all."""
    full = _in_full(record, on, event=event)
    return full["waarde"] if set(full) == {"waarde", "bron"} else full


def _in_full(record: FactRecord, on: date, *, event: bool = False) -> dict[str, object]:
    written: dict[str, object] = {"waarde": record.text, "bron": record.source}
    if event and _after(record.text, on):
        written["bekend_sinds"] = on.isoformat()  # an event is else known only once it has happened
    if record.evidence:
        written["bewijs"] = [_evidence(piece) for piece in record.evidence]
    return {**written, **record.attributes}


def _evidence(piece: Evidence) -> dict[str, object]:
    judged = {"beoordeeld_op": piece.judged.isoformat()} if piece.judged else {}
    return {"ingeleverd_op": piece.handed_in.isoformat(), "oordeel": piece.verdict, **judged}


def _after(text: str, on: date) -> bool:
    try:
        return read_moment(text).date() > on
    except ValueError:
        return False
