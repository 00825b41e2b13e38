"""The log of changes, the log of readings, and the base of every table whose changes are accounted for."""

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


class Reading(models.Model):
    """Somebody saw personal data: who, what, and of whom. Only added to, until the term for keeping it is over."""

    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    what = models.CharField(max_length=80)
    about_id = models.CharField(max_length=64, blank=True)
    for_whom = models.CharField(max_length=64, blank=True)

    class Meta:
        """Found by whom it concerns, and by who looked."""

        indexes: ClassVar = [
            models.Index(fields=["for_whom", "id"]),
            models.Index(fields=["actor_id", "id"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.what}"


class ReadingBatch(models.Model):
    """A seal over all readings from one id up to another, chained to the seal before."""

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.BigIntegerField()
    at = models.DateTimeField()
    content = models.CharField(max_length=71)
    previous = models.CharField(max_length=71)
    hash = models.CharField(max_length=71)

    def __str__(self) -> str:
        return f"{self.number}: {self.first}-{self.last}"


class RetentionTerm(Guarded):
    """For how many months readings are kept, who says so, and from which day; the last one counts."""

    months = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=300)
    valid_from = models.DateField()

    def __str__(self) -> str:
        return f"{self.months} months from {self.valid_from}"
