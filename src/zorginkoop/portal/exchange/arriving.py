"""Look a delivery from VECOZO through, and process it: every row of it, or none."""

from __future__ import annotations

from zorginkoop.kernel.errors import Problem
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import Plain, changing
from zorginkoop.portal.exchange.models import Import, ImportState, ReceivedAnswer, ReceivedEvidence, ReceivedStatus
from zorginkoop.portal.exchange.reading import read_import
from zorginkoop.portal.exchange.recording import Recorder

MOST_KEPT = 5_000  # problems that are kept with a delivery; all are counted
AT_ONCE = 2_000


def check(delivery: Import) -> None:
    """Look a delivery through without keeping a row of it, and write down what was found."""
    if delivery.state != ImportState.WAITING:
        return
    arrived = read_import(delivery)
    state = ImportState.REFUSED if arrived.problems else ImportState.CHECKED
    with changing("exchange.import_checked", about=delivery, state=state, problems=len(arrived.problems)):
        Import.objects.filter(pk=delivery.pk, state=ImportState.WAITING).update(
            state=state,
            counts={} if arrived.problems else arrived.counts,
            receipt=arrived.receipt,
            **_written(arrived.problems),
        )


def process(delivery: Import) -> None:
    """Keep every row of a delivery that somebody confirmed, with what follows from it; refused as a whole when wrong.

    Doing it twice is doing it once: what is known already is left alone.
    """
    if delivery.state != ImportState.CONFIRMED:
        return
    arrived = read_import(delivery)
    if arrived.problems:  # something changed since it was looked through
        with changing("exchange.import_refused", about=delivery, problems=len(arrived.problems)):
            waiting = Import.objects.filter(pk=delivery.pk, state=ImportState.CONFIRMED)
            waiting.update(state=ImportState.REFUSED, **_written(arrived.problems))
        return
    with changing("exchange.import_processed", about=delivery) as change:
        held = Import.objects.select_for_update().get(pk=delivery.pk)
        if held.state != ImportState.CONFIRMED:
            return
        ReceivedStatus.objects.bulk_create(arrived.statuses, AT_ONCE)
        ReceivedAnswer.objects.bulk_create(arrived.answers, AT_ONCE)
        ReceivedEvidence.objects.bulk_create(arrived.evidence, AT_ONCE)
        change.details.update(Recorder(held).record(arrived), content=held.content_hash)
        held.state, held.processed_at, held.counts = ImportState.PROCESSED, clock.now(), arrived.counts
        held.save()


def _written(problems: list[Problem]) -> Plain:
    return {"problems": written_problems(problems), "problem_count": len(problems)}


def written_problems(problems: list[Problem]) -> list[Plain]:
    """Write problems so that a page can list them: file, row, column, what is wrong, and what to do."""
    return [
        {
            "bestand": problem.where.file,
            "rij": problem.where.row if problem.where.row is not None else problem.where.line,
            "kolom": problem.where.field,
            "wat": problem.what,
            "doe": problem.remedy,
        }
        for problem in problems[:MOST_KEPT]
    ]
