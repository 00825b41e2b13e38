"""What time it is: the real clock, or in a rehearsal a clock that was moved. Nothing else in the site asks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_looked_up: ContextVar[list[timedelta] | None] = ContextVar("looked_up", default=None)  # empty until the first look


def now() -> datetime:
    """Give the moment it is, aware, in UTC; in a rehearsal the moment that was set, running on from there."""
    real = datetime.now(UTC)
    return real + _ahead() if settings.REHEARSAL_CLOCK else real


def of_machine() -> datetime:
    """Give the moment of the machine itself, also in a rehearsal: only for how long a process has been silent."""
    return datetime.now(UTC)


def today() -> date:
    """Give the day it is in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


@contextlib.contextmanager
def looked_up_once() -> Iterator[None]:
    """Look at most once, inside, how far a rehearsal stands from the real clock."""
    token = _looked_up.set([])
    try:
        yield
    finally:
        _looked_up.reset(token)


def forget() -> None:
    """Look again: the clock of the rehearsal was moved."""
    if (kept := _looked_up.get()) is not None:
        kept.clear()


def _ahead() -> timedelta:
    from zorginkoop.portal.clock.models import RehearsalClock  # noqa: PLC0415 - models load after the apps are ready

    kept = _looked_up.get()
    if kept is None:
        return RehearsalClock.distance()
    if not kept:
        kept.append(RehearsalClock.distance())
    return kept[0]
