"""What was agreed, decided and done before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models.base import ValidRows
from zorginkoop.portal.register.models.organisations import Provider


class RecordedAgreement(Guarded):
    """A concluded agreement, also of earlier years and of elsewhere; it counts from its last signature."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="agreements")
    number = models.CharField(max_length=80, unique=True)
    insurer = models.CharField(max_length=4)
    label = models.CharField(max_length=40, blank=True)
    product_type = models.CharField(max_length=40, blank=True)
    care_type = models.CharField(max_length=60)
    variant = models.CharField(max_length=20, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ValidRows.as_manager()

    def __str__(self) -> str:
        return self.number


class Decision(Guarded):
    """What a person decided, such as an exception: it counts as a fact, with its ground."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="decisions")
    insurer = models.CharField(max_length=4)
    care_type = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    fact = models.CharField(max_length=80)
    text = models.TextField()
    ground = models.TextField()
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        """One decision for each moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "insurer", "care_type", "year", "fact", "decided_at"], name="decision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.provider_id}"


class Event(Guarded):
    """What happened when in the season of a provider, such as a request that was received."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="events")
    insurer = models.CharField(max_length=4)
    care_type = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    happened_at = models.DateTimeField()

    class Meta:
        """One event for each moment; counted by season."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "insurer", "care_type", "year", "name", "happened_at"], name="event_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["care_type", "year", "name"])]

    def __str__(self) -> str:
        return f"{self.name} of {self.provider_id}"
