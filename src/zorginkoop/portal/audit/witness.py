"""The witness: lines kept outside the database that say how far the log had come, so that a missing end shows.

A line is added to a file on another machine, or sent by e-mail; a folder of such messages is as good as the file.

    zorginkoop logboek 2025-10-15T08:00:00.000000+00:00 wijzigingen 1234 sha256:…
    zorginkoop logboek 2025-10-15T08:00:00.000000+00:00 lezingen 56 sha256:…
    zorginkoop logboek 2025-10-16T08:00:00.000000+00:00 teruggezet 1200 sha256:…
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.portal import clock
from zorginkoop.portal.audit.models import Entry, ReadingBatch

CHANGES, READINGS, RESTORED = "wijzigingen", "lezingen", "teruggezet"
_LINE = re.compile(rf"zorginkoop logboek (\S+) ({CHANGES}|{READINGS}|{RESTORED}) (\d+) (sha256:[0-9a-f]{{64}}|begin)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line of the witness."""

    at: str
    kind: str
    number: int
    hash: str

    def __str__(self) -> str:
        """Write the line."""
        return f"zorginkoop logboek {self.at} {self.kind} {self.number} {self.hash}"


def anchors_now() -> list[Anchor]:
    """Give the lines that say how far both logs are."""
    at = clock.of_machine().isoformat(timespec="microseconds")
    with transaction.atomic():
        entry = Entry.objects.order_by("-number").first()
        batch = ReadingBatch.objects.order_by("-number").first()
    found = []
    if entry is not None:
        found.append(Anchor(at, CHANGES, entry.number, entry.hash))
    if batch is not None:
        found.append(Anchor(at, READINGS, batch.number, batch.hash))
    return found


def add(file: Path, anchors: list[Anchor]) -> None:
    """Add lines to the file of the witness, and wait until they are on the disk."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as kept:
            kept.writelines(f"{anchor}\n" for anchor in anchors)
            kept.flush()
            os.fsync(kept.fileno())
    except OSError as error:
        raise InputWrong([_unusable(file, error)]) from error


def testimony(file: Path) -> list[Anchor]:
    """Read the lines of a file, or of all files in a folder in the order of their moment; other text is passed over."""
    try:
        files = sorted(part for part in file.rglob("*") if part.is_file()) if file.is_dir() else [file]
        text = "\n".join(part.read_text(encoding="utf-8", errors="replace") for part in files)
    except OSError as error:
        raise InputWrong([_unusable(file, error)]) from error
    found = [Anchor(at, kind, int(number), said) for at, kind, number, said in _LINE.findall(text)]
    if not found:
        what = "hierin staat geen regel van de getuige."
        remedy = "Geef het bestand dat 'zorginkoop audit anchor' aanvult, of een map met de berichten."
        raise InputWrong([Problem(what, Place(file.name), remedy)])
    return sorted(found, key=lambda anchor: anchor.at) if file.is_dir() else found


def _unusable(file: Path, error: OSError) -> Problem:
    what = f"het bestand van de getuige is niet te gebruiken ({error.strerror})."
    return Problem(what, Place(file.name), "Kijk of de map bestaat en of dit programma er mag lezen en schrijven.")
