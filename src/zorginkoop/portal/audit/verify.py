"""Walk both logs from their beginning and say the first place where they do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from zorginkoop.portal.audit import witness
from zorginkoop.portal.audit.log import FIRST, entry_hash
from zorginkoop.portal.audit.models import Entry, Reading, ReadingBatch
from zorginkoop.portal.audit.reading import CHUNK, REMOVED, batch_content, batch_hash
from zorginkoop.portal.audit.witness import READINGS, RESTORED, Anchor


@dataclass(slots=True)
class Verdict:
    """What the walk found: how much was looked at, what does not hold, and what one should know."""

    entries: int = 0
    batches: int = 0
    readings: int = 0
    unsealed: int = 0
    last_hash: str = FIRST
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(testimony: Path | None = None) -> Verdict:
    """Walk the log of changes and that of readings, and hold them against the witness."""
    verdict = Verdict()
    anchors = list(_standing(witness.testimony(testimony), verdict)) if testimony else []
    removed = _changes(verdict, {anchor.number: anchor for anchor in anchors if anchor.kind != READINGS})
    _readings(verdict, {anchor.number: anchor for anchor in anchors if anchor.kind == READINGS}, removed)
    if not testimony:
        verdict.notes.append(
            "Zonder getuige is niet te zien of het einde van het logboek ontbreekt: geef --witness met het bestand dat "
            "'zorginkoop audit anchor' buiten de database bijhoudt."
        )
    return verdict


def _standing(anchors: list[Anchor], verdict: Verdict) -> Iterator[Anchor]:
    """Give the lines that still count: a backup that was put back takes back what came after it."""
    standing: list[Anchor] = []
    for anchor in anchors:
        if anchor.kind == RESTORED:
            later = [old for old in standing if old.kind != READINGS and old.number > anchor.number]
            if later:
                lost = max(old.number for old in later) - anchor.number
                verdict.notes.append(
                    f"Op {anchor.at[:10]} is een reservekopie teruggezet; van de wijzigingen daarna ontbreken er "
                    f"ten minste {lost} (na nummer {anchor.number})."
                )
            standing = [old for old in standing if old not in later and old.kind != READINGS]
        standing.append(anchor)
    yield from standing


def _changes(verdict: Verdict, anchors: dict[int, Anchor]) -> int:
    """Walk the log of changes; give up to which batch readings were removed by the book."""
    removed = 0
    previous, expected = FIRST, 1
    for entry in Entry.objects.order_by("number").iterator(chunk_size=CHUNK):
        wrong = _entry_wrong(entry, expected, previous, anchors.get(entry.number))
        if wrong:
            verdict.wrong.append(wrong)
            return removed
        if entry.action == REMOVED:
            removed = max(removed, int(entry.details["up_to_batch"]))
        previous, expected = entry.hash, expected + 1
        verdict.entries, verdict.last_hash = entry.number, entry.hash
    beyond = max((number for number in anchors if number > verdict.entries), default=0)
    if beyond:
        verdict.wrong.append(
            f"Het einde van het logboek ontbreekt: het houdt op bij {verdict.entries}, en de getuige kent nummer "
            f"{beyond}. Zet geen nieuwe wijzigingen meer door, en vergelijk met de laatste reservekopie."
        )
    return removed


def _entry_wrong(entry: Entry, expected: int, previous: str, anchor: Anchor | None) -> str:
    number = entry.number
    if number != expected:
        gone = f"nummer {expected}" if number == expected + 1 else f"nummer {expected} tot en met {number - 1}"
        return f"In het logboek ontbreekt {gone}: na {expected - 1} komt {number}."
    if entry.previous != previous:
        return f"Nummer {number} sluit niet aan op nummer {number - 1}: een van beide is vervangen of verplaatst."
    entry.at = entry.at.astimezone(UTC)
    try:
        holds = entry_hash(entry) == entry.hash
    except TypeError:  # something stands there that the log never writes
        holds = False
    if not holds:
        return f"Nummer {number} is veranderd nadat het geschreven was: de inhoud past niet bij de eigen hash."
    if anchor is not None and anchor.hash != entry.hash:
        return f"Nummer {number} is een ander dan de getuige op {anchor.at[:10]} zag: het logboek is herschreven."
    return ""


def _readings(verdict: Verdict, anchors: dict[int, Anchor], removed: int) -> None:
    """Walk the seals of the log of readings."""
    previous, expected, next_id = FIRST, 1, 1
    for batch in ReadingBatch.objects.order_by("number").iterator(chunk_size=CHUNK):
        wrong = _batch_wrong(batch, expected, previous, next_id, anchors.get(batch.number), emptied=removed)
        if wrong:
            verdict.wrong.append(wrong)
            return
        previous, expected, next_id = batch.hash, expected + 1, batch.last + 1
        verdict.batches = batch.number
        verdict.readings += batch.count if batch.number > removed else 0
    verdict.unsealed = Reading.objects.filter(pk__gte=next_id).count()
    beyond = max((number for number in anchors if number > verdict.batches), default=0)
    if beyond:
        verdict.wrong.append(
            f"Het einde van het leeslogboek ontbreekt: het houdt op bij {verdict.batches}, en de getuige kent zegel "
            f"{beyond}. Vergelijk met de laatste reservekopie."
        )


def _batch_wrong(  # noqa: PLR0913 - a seal is held against everything around it
    batch: ReadingBatch, expected: int, previous: str, next_id: int, anchor: Anchor | None, *, emptied: int
) -> str:
    number = batch.number
    if number != expected:
        return f"In het leeslogboek ontbreekt zegel {expected}: na {expected - 1} komt {number}."
    batch.at = batch.at.astimezone(UTC)
    if batch.previous != previous or batch.first != next_id or batch_hash(batch) != batch.hash:
        return f"Zegel {number} van het leeslogboek is veranderd, of sluit niet aan op het vorige."
    if anchor is not None and anchor.hash != batch.hash:
        return f"Zegel {number} is een ander dan de getuige op {anchor.at[:10]} zag: het leeslogboek is herschreven."
    count, content = batch_content(batch.first, batch.last)
    if number <= emptied:
        return f"Onder zegel {number} staan nog lezingen die volgens het logboek weg zijn." if count else ""
    if (count, content) != (batch.count, batch.content):
        return (
            f"Onder zegel {number} van het leeslogboek staan {count} lezingen en het zegel telt er {batch.count}."
            if count != batch.count
            else f"Onder zegel {number} van het leeslogboek is een lezing veranderd."
        )
    return ""
