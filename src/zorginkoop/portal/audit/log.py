"""Write the log of changes: `changing` is the one way to write a guarded table.

    with changing("selection.confirmed", about=run, for_whom=provider.public_id) as change:
        run.confirm(...)
        change.details["rows"] = count

The entry is written last and in the same transaction, so a change and its entry stand or fall together. A block inside
another hands its entry to the outermost one, which writes all of them in the order in which the blocks ended: only the
very end of a transaction waits for the chain. What is undone on the way, a block or a savepoint, leaves no entry.
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
# Constraints wait for rows of others, and else would do so after the chain was taken; one way there and back for all.
_TAKE_THE_CHAIN = (
    f"SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; SELECT pg_advisory_xact_lock({_CHAIN_LOCK})"
)
_TOGETHER = "zorginkoop_together"  # the attribute of a connection on which an outermost block is open
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
    with together(), guard.opened(connection):
        yield change
        transaction.on_commit(_Waiting(_entry(change, by or current_actor())))


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Make one transaction of several changes, whose entries come at its end; no change inside it, no entry."""
    outermost = not getattr(connection, _TOGETHER, False)
    setattr(connection, _TOGETHER, True)
    try:
        with transaction.atomic():
            yield
            if outermost:
                _write(_handed_over())
    finally:
        setattr(connection, _TOGETHER, not outermost)


def in_a_change() -> bool:
    """Tell whether a change is being made on this connection, of which the entry is still to come."""
    return bool(getattr(connection, _TOGETHER, False))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An entry that waits for the end of the transaction, among what Django does on commit.

    There Django itself drops it when the savepoint it was made in is rolled back.
    """

    entry: Entry

    def __call__(self) -> None:
        """Say that a change was committed without its entry, which only a mistake in this module can bring about."""
        message = f"'{self.entry.action}' was committed and its entry was not written"
        raise RuntimeError(message)


def _handed_over() -> list[Entry]:
    """Take the entries that wait, in the order in which they came; those of what was rolled back are gone by now."""
    on_commit = connection.run_on_commit
    connection.run_on_commit = [one for one in on_commit if not isinstance(one[1], _Waiting)]
    return [one[1].entry for one in on_commit if isinstance(one[1], _Waiting)]


def _entry(change: Change, actor: Actor) -> Entry:
    """Write down what a block says at its end; its number and its link come with the chain."""
    about = change.about
    return Entry(
        actor_id=actor.id,
        actor_label=actor.label,
        action=change.action,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        for_whom=change.for_whom,
        details=dict(change.details),
    )


def _write(entries: list[Entry]) -> None:
    """Add entries after the last one, each chained to the one before; from here to the commit nothing may wait."""
    if not entries:
        return
    if connection.vendor == "postgresql":  # SQLite lets one transaction write at a time
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_THE_CHAIN)
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    number, previous = last or (0, FIRST)
    at = clock.now()
    for entry in entries:
        number += 1
        entry.number, entry.at, entry.previous = number, at, previous
        entry.hash = previous = entry_hash(entry)
    Entry.objects.bulk_create(entries)


def entry_hash(entry: Entry) -> str:
    """Give the hash of everything an entry says, the hash of the one before included."""
    return content_hash(said_of(entry))


def said_of(entry: Entry) -> Plain:
    """Give everything an entry says, as it is hashed."""
    return {
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


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
