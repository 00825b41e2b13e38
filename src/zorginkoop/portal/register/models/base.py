"""What every recorded row has: its source, since when it is known, and when it was taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self, TypeVar

from django.db import models

from zorginkoop.portal.audit.models import Guarded

Kept_co = TypeVar("Kept_co", bound=models.Model, covariant=True)


class ValidRows(models.QuerySet[Kept_co]):
    """Rows that count."""

    def standing(self) -> Self:
        """Give what was not taken back."""
        return self.filter(withdrawn_at=None)

    def standing_at(self, moment: datetime) -> Self:
        """Give what stood at a moment: not yet taken back, and no longer waiting behind the row that it replaced."""
        rows = self.filter(models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gt=moment))
        if any(field.name == "entered_at" for field in self.model._meta.concrete_fields):
            rows = rows.filter(models.Q(entered_at=None) | models.Q(entered_at__lte=moment))
        return rows

    def valid(self, on: date) -> Self:
        """Give what stands and holds on a day; an empty end is open, the last day counts."""
        return self.standing().filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=on),
            models.Q(valid_until=None) | models.Q(valid_until__gte=on),
        )


class Recorded(Guarded):
    """A row that somebody or some file brought: never removed, and taken back rather than altered."""

    source = models.CharField(max_length=80)
    known_since = models.DateField()
    entered_at = models.DateTimeField(
        null=True, blank=True
    )  # when it took the place of another row, which counted so far
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ValidRows.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True
