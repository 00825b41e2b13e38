"""Work numbers out once for as long as nothing is written: everything that is written has an entry in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from zorginkoop.portal import clock
from zorginkoop.portal.audit.models import Entry

Found = TypeVar("Found")
_MOST = 200  # numbers kept in one process; beyond that all are worked out anew

_kept: dict[str, tuple[object, object]] = {}


def while_unchanged(name: str, work_out: Callable[[], Found]) -> Found:
    """Give what was worked out under this name since the last entry of the log on this day, or work it out now.

    What is worked out may hang on the database and the day alone: not on who asks, nor on the language.
    """
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    stands = (last, clock.today())
    kept = _kept.get(name)
    if kept is not None and kept[0] == stands:
        return cast("Found", kept[1])
    found = work_out()
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[name] = (stands, found)
    return found


def forget() -> None:
    """Forget everything that was worked out; for when the database became another one."""
    _kept.clear()
