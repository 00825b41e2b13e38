"""Where a rehearsal remembers which moment it plays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from zorginkoop.portal import clock
from zorginkoop.portal.asked_often import AskedOften


class RehearsalClock(models.Model):
    """One row: how far the clock of a rehearsal stands from the real one. Production never reads it."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    ahead = models.DurationField(default=timedelta)

    def __str__(self) -> str:
        return f"real clock {self.ahead:+}" if self.ahead < timedelta(0) else f"real clock + {self.ahead}"

    @classmethod
    def distance(cls) -> timedelta:
        """Give how far the rehearsal stands from the real clock."""
        found = _AHEAD.rows(cls.THE_ONE)
        return found[0][0] if found else timedelta()

    @classmethod
    def set_to(cls, moment: datetime, real: datetime) -> None:
        """Let the rehearsal stand at a moment; it runs on from there."""
        cls.objects.update_or_create(pk=cls.THE_ONE, defaults={"ahead": moment - real})
        clock.forget()


_AHEAD = AskedOften(lambda one: RehearsalClock.objects.filter(pk=one).values_list("ahead"), int)
