"""What time it is: the real clock, or in a rehearsal a clock that was moved. Nothing else in the site asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Give the moment it is, aware, in UTC; in a rehearsal the moment that was set, running on from there."""
    real = datetime.now(UTC)
    if not settings.REHEARSAL_CLOCK:
        return real
    from zorginkoop.portal.clock.models import RehearsalClock  # noqa: PLC0415 - models load after the apps are ready

    return RehearsalClock.moment_at(real)


def today() -> date:
    """Give the day it is in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def of_machine() -> datetime:
    """Give the moment of the machine itself, also in a rehearsal: only for how long a process has been silent."""
    return datetime.now(UTC)
