"""Write down who saw personal data of whom.

    read("register.dossier", for_whom=provider.public_id)

During a request the readings wait until the answer is ready, and are written in one go before it leaves: what cannot be
written down is not shown. Elsewhere (a job, a command) each is written at once. A job seals them in batches.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import FIRST, changing, current_actor
from zorginkoop.portal.audit.models import Reading, ReadingBatch, RetentionTerm

CHUNK = 2_000
MONTH = timedelta(days=30.4375)
REMOVED = "audit.readings_removed"
_waiting: ContextVar[list[Reading] | None] = ContextVar("readings", default=None)


def read(what: str, *, for_whom: object = "", about: object = "") -> None:
    """Write down that the actor sees `what`, of whom; the same twice in one request counts once."""
    actor = current_actor()
    reading = Reading(
        at=clock.now(),
        actor_id=actor.id,
        actor_label=actor.label,
        what=what,
        about_id=str(about),
        for_whom=str(for_whom),
    )
    waiting = _waiting.get()
    if waiting is None:
        reading.save(force_insert=True)
    elif not any(_same(reading, other) for other in waiting):
        waiting.append(reading)


def _same(one: Reading, other: Reading) -> bool:
    return (one.what, one.about_id, one.for_whom) == (other.what, other.about_id, other.for_whom)


@contextlib.contextmanager
def buffered() -> Iterator[None]:
    """Let readings wait until the end of the block, and write them in one go, whatever came of it."""
    waiting: list[Reading] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        if waiting:
            Reading.objects.bulk_create(waiting)


def batch_content(first: int, last: int) -> tuple[int, str]:
    """Count the readings with these ids, and give the one hash of all they say."""
    rows = Reading.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
    count, rolling = 0, FIRST
    chunk: list[object] = []
    for row in rows.iterator(chunk_size=CHUNK):
        count += 1
        chunk.append([row.pk, row.at.isoformat(timespec="microseconds"), row.actor_id, row.actor_label])
        chunk.append([row.what, row.about_id, row.for_whom])
        if count % CHUNK == 0:
            rolling, chunk = content_hash([rolling, chunk]), []
    return count, content_hash([rolling, chunk])


def batch_hash(batch: ReadingBatch) -> str:
    """Give the hash of a seal, the hash of the one before included."""
    said: dict[str, object] = {
        "nummer": batch.number,
        "van": batch.first,
        "tot": batch.last,
        "aantal": batch.count,
        "op": batch.at.isoformat(timespec="microseconds"),
        "inhoud": batch.content,
        "vorige": batch.previous,
    }
    return content_hash(said)


def seal() -> ReadingBatch | None:
    """Seal what was read since the last seal; None when nothing was."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # waits for readings that are being written, so that none is passed over
            with connection.cursor() as cursor:
                cursor.execute(f'LOCK TABLE "{Reading._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        before = ReadingBatch.objects.order_by("-number").first()
        first = before.last + 1 if before else 1
        last = Reading.objects.filter(pk__gte=first).aggregate(last=Max("pk"))["last"]
        if last is None:
            return None
        count, content = batch_content(first, last)
        batch = ReadingBatch(
            number=before.number + 1 if before else 1,
            first=first,
            last=last,
            count=count,
            at=clock.now(),
            content=content,
            previous=before.hash if before else FIRST,
        )
        batch.hash = batch_hash(batch)
        batch.save(force_insert=True)
        return batch


def remove_past_term() -> int:
    """Remove the readings of sealed batches whose term is over, and say so in the log; give how many went."""
    today = clock.today()
    term = RetentionTerm.objects.filter(valid_from__lte=today).order_by("-valid_from", "-pk").first()
    if term is None:
        return 0
    limit = clock.now() - term.months * MONTH
    oldest = Reading.objects.order_by("pk").values_list("pk", flat=True).first()
    if oldest is None:
        return 0
    over = ReadingBatch.objects.filter(last__gte=oldest, at__lt=limit).order_by("-number").first()
    if over is None:
        return 0
    with changing(REMOVED, about=term, up_to_batch=over.number) as change:
        removed, _ = Reading.objects.filter(pk__lte=over.last).delete()
        change.details["rows"] = removed
    return removed
