"""Work numbers out once for as long as nothing is written: everything that is written has an entry in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar, cast

from django.db import connection

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import in_a_change
from zorginkoop.portal.audit.models import Entry

Found = TypeVar("Found")
Stand = tuple[object, date]
_MOST = 1_000  # what is kept in one process; beyond that goes what was asked for longest ago
_LAST = f"SELECT number, hash FROM {Entry._meta.db_table} ORDER BY number DESC LIMIT 1"  # noqa: S608 - a name of ours

_kept: dict[str, tuple[Stand, object]] = {}


def stand() -> Stand:
    """Give what the database stands at: its last entry, by number and hash, and the day.

    It is asked on nearly every page, so without the weight of the models.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        return cursor.fetchone(), clock.today()


def while_unchanged(name: str, work_out: Callable[[], Found], at: Stand | None = None) -> Found:
    """Give what was worked out under this name since the last entry of the log on this day, or work it out now.

    What is worked out may hang on the database and the day alone: not on who asks, nor on the language, unless the name
    tells them apart. Inside a change, of which the entry is still to come, nothing is kept. A page that asks for more
    than one thing asks the stand once and hands it on.
    """
    if in_a_change():
        return work_out()
    now = at or stand()
    kept = _kept.pop(name, None)
    if kept is None or kept[0] != now:
        kept = (now, work_out())
    _keep(name, kept)
    return cast("Found", kept[1])


def _keep(name: str, kept: tuple[Stand, object]) -> None:
    _kept[name] = kept
    while len(_kept) > _MOST:
        _kept.pop(next(iter(_kept)), None)


def forget() -> None:
    """Forget everything that was worked out; for when the database became another one."""
    _kept.clear()
