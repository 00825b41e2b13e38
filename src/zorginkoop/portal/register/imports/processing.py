"""Look an import through, and process one that somebody confirmed: every row of it, or none.

Only jobs come here: it loads the column engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from zorginkoop.formats.findings import as_problems
from zorginkoop.kernel.errors import Problem
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import Plain, changing
from zorginkoop.portal.register.imports import progress
from zorginkoop.portal.register.imports.comparing import Comparison, compare
from zorginkoop.portal.register.imports.reading import read_import
from zorginkoop.portal.register.imports.reports import report_of_problems, report_of_rows
from zorginkoop.portal.register.imports.writing import Writer
from zorginkoop.portal.register.loading import FIRST
from zorginkoop.portal.register.models import ImportState, RegisterImport

MOST_SHOWN = 500  # problems that a page lists; the report has all of them


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: a comparison for each table in the order of writing, or what is wrong."""

    comparisons: list[Comparison] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Give the rows of each kind by table."""
        return {one.table.name: one.counts for one in self.comparisons}


def look_through(brought: RegisterImport, moment: datetime) -> Looked:
    """Read every file and hold it against the register; writes nothing."""
    read, problems = read_import(brought, moment)
    if problems:
        return Looked(problems=problems)
    names = [*(name for name in FIRST if name in read), *(name for name in read if name not in FIRST)]
    comparisons = [compare(read[name], moment, complete=brought.complete) for name in names]
    wrong = [problem for one in comparisons for problem in as_problems(one.found)]
    return Looked(problems=wrong) if wrong else Looked(comparisons)


def check(brought: RegisterImport) -> None:
    """Look an import through and write down what was found; doing it twice is doing it once."""
    if brought.state != ImportState.WAITING:
        return
    looked = look_through(brought, clock.now())
    found = _found(looked, ImportState.CHECKED)
    with changing("register.import_checked", about=brought) as change:
        change.details.update(_entry(found))
        RegisterImport.objects.filter(pk=brought.pk, state=ImportState.WAITING).update(**found)


def process(brought: RegisterImport) -> None:
    """Write an import that somebody confirmed, as it was confirmed; doing it twice is doing it once.

    Imports wait for each other. When the register changed since the import was looked through, so that other rows would
    be written than somebody saw, it waits for that person again.
    """
    if brought.state != ImportState.CONFIRMED:
        return
    with changing("register.import_processed", about=brought) as change:
        waiting = RegisterImport.objects.select_for_update().filter(state=ImportState.CONFIRMED).order_by("pk")
        held = next((one for one in waiting if one.pk == brought.pk), None)
        if held is None:
            change.action = "register.import_was_processed"
            return
        moment = clock.now()
        looked = look_through(held, moment)
        if looked.problems or looked.counts != held.counts:
            change.action = "register.import_moved"
            found = _found(looked, ImportState.CHECKED) | {"moved": True}
        else:
            for done, total in _written(looked, held, moment):
                progress.tell(held.pk, done, total)
            found = {"state": ImportState.PROCESSED, "processed_at": moment, "moved": False}
        change.details.update(_entry(found), rows=looked.counts, content=held.content_hash)
        RegisterImport.objects.filter(pk=held.pk).update(**found)
    progress.forget(brought.pk)


def _written(looked: Looked, held: RegisterImport, moment: datetime) -> Iterator[tuple[int, int]]:
    """Write every table; yields how many rows are written and how many there are."""
    total = sum(rows for counts in looked.counts.values() for kind, rows in counts.items() if kind != "gelijk")
    done = 0
    for one in looked.comparisons:
        for rows in Writer(one, held, moment).write():
            done += rows
            yield done, total


def _found(looked: Looked, state: ImportState) -> Plain:
    """Give what an import says of itself from now on."""
    if not looked.problems:
        return {
            "state": state, "counts": looked.counts, "problems": [], "problem_count": 0,
            "report_hash": report_of_rows(looked.comparisons),
        }  # fmt: skip
    return {
        "state": ImportState.REFUSED,
        "counts": {},
        "problems": _shown(looked.problems),
        "problem_count": len(looked.problems),
        "report_hash": report_of_problems(looked.problems),
    }


def _entry(found: Plain) -> Plain:
    return {"state": found["state"], "problems": found.get("problem_count", 0)}


def _shown(problems: list[Problem]) -> list[Plain]:
    return [
        {
            "bestand": one.where.file,
            "rij": one.where.row if one.where.row is not None else one.where.line,
            "kolom": one.where.field,
            "wat": one.what,
            "doe": one.remedy,
        }
        for one in problems[:MOST_SHOWN]
    ]
