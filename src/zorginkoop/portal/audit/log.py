"""Write the log of changes: `changing` is the one way to write a guarded table.

    with changing("selection.confirmed", about=run, for_whom=provider.public_id) as change:
        run.confirm(...)
        change.details["rows"] = count

The entry is written last and in the same transaction, so a change and its entry stand or fall together, and only the
end of a transaction waits for the chain. A block inside another writes its entry at its own end, and then the chain
waits for the outer one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models, transaction

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.audit import guard
from zorginkoop.portal.audit.models import Entry

FIRST = "begin"  # what the first entry is chained to
_CHAIN_LOCK = 5_230_001  # the advisory lock of PostgreSQL that keeps the numbers without a gap
Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an id that never changes, and a label that names a role or a process and never a person."""

    id: str
    label: str


SYSTEM = Actor("systeem", "systeem")
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


@contextlib.contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let everything inside be done by an actor."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    """Give who acts now; a job or a command that nobody started is the system."""
    return _actor.get()


@dataclass(slots=True)
class Change:
    """One change while it is made: what it is about and its details may be filled in along the way."""

    action: str
    about: models.Model | None = None
    for_whom: str = ""
    details: Plain = field(default_factory=dict)


@contextlib.contextmanager
def changing(
    action: str, *, about: models.Model | None = None, for_whom: object = "", by: Actor | None = None, **details: object
) -> Iterator[Change]:
    """Open a transaction in which guarded tables may be written, and close it with an entry in the log."""
    change = Change(action, about, str(for_whom), dict(details))
    with transaction.atomic():
        with guard.opened(connection):
            yield change
        _write(change, by or current_actor())


def _write(change: Change, actor: Actor) -> None:
    """Add the entry, after the last one and chained to it."""
    if connection.vendor == "postgresql":  # SQLite lets one transaction write at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    about = change.about
    entry = Entry(
        number=number,
        at=clock.now(),
        actor_id=actor.id,
        actor_label=actor.label,
        action=change.action,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        for_whom=change.for_whom,
        details=change.details,
        previous=previous,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)


def entry_hash(entry: Entry) -> str:
    """Give the hash of everything an entry says, the hash of the one before included."""
    said: Plain = {
        "nummer": entry.number,
        "op": _moment(entry.at),
        "door": entry.actor_id,
        "als": entry.actor_label,
        "handeling": entry.action,
        "soort": entry.about_kind,
        "id": entry.about_id,
        "voor": entry.for_whom,
        "bijzonderheden": entry.details,
        "vorige": entry.previous,
    }
    return content_hash(said)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
