"""The log of changes, and the base of every table whose changes it accounts for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Guarded(models.Model):
    """A table that the database lets nobody write outside `changing`, and from which nothing is deleted.

    A table of which a person may have rows erased says `may_delete = True`: a deletion then is a change like others.
    """

    may_delete: ClassVar[bool] = False

    class Meta:
        """No table of its own."""

        abstract = True


class Entry(models.Model):
    """One change: numbered without a gap, chained to the one before by hash; holds ids and hashes, never a name."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    action = models.CharField(max_length=80)
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    for_whom = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=71)
    hash = models.CharField(max_length=71)

    class Meta:
        """Found by what it is about, and by whom it concerns."""

        indexes: ClassVar = [
            models.Index(fields=["about_kind", "about_id"]),
            models.Index(fields=["for_whom", "number"]),
            models.Index(fields=["actor_id", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
