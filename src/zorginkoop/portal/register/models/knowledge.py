"""What is known of providers and people: facts, indexes, evidence, and rows that are neither."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models.base import Recorded
from zorginkoop.portal.register.models.organisations import Provider


class Fact(Recorded):
    """A fact of a provider, a person or a row, as text; which facts there are a policy says."""

    subject_kind = models.CharField(max_length=12)  # aanbieder, persoon, rij
    subject_id = models.CharField(max_length=60)  # the AGB code of provider or person, or the row
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="facts")  # at whom it holds
    name = models.CharField(max_length=80)
    care_group = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """Found by name."""

        indexes: ClassVar = [models.Index(fields=["provider", "name"])]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.name}"


class Index(Recorded):
    """A treatment index of a provider over a year: imported by version, never computed here."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="indexes")
    kind = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    treatment = models.CharField(max_length=12)  # ruw, gecorrigeerd
    value = models.CharField(max_length=20)  # as written, exact
    patients = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        """One that stands for each year, version and treatment."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "kind", "year", "version", "treatment"],
                condition=models.Q(withdrawn_at=None),
                name="index_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}.{self.version} of {self.provider_id}"


class Evidence(Guarded):
    """A piece of evidence for a fact of a provider, and what was thought of it."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="evidence")
    fact = models.CharField(max_length=80)
    handed_in_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=16, default="niet_beoordeeld")  # goed, afgekeurd, niet_beoordeeld
    ground = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One piece for each moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "fact", "handed_in_at"], name="evidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.provider_id}"


class Row(Recorded):
    """What belongs to a provider and is a row of its own, such as the parties of a network."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="rows")
    row = models.CharField(max_length=60)
    relation = models.CharField(max_length=60)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """One row for each name."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "row"], condition=models.Q(withdrawn_at=None), name="row_once")
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.row} of {self.provider_id}"
