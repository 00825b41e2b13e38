"""Who works where, and what people and organisations are registered as."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorginkoop.portal.register.models.base import Recorded
from zorginkoop.portal.register.models.organisations import Provider


class Employment(Recorded):
    """A professional who works at a provider; who works at two has two rows."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="staff")
    person_agb = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    profession = models.CharField(max_length=60)
    contract_form = models.CharField(max_length=12, blank=True)  # loondienst, zzp, inhuur
    hours_here = models.CharField(max_length=16, blank=True)  # hours a week as written, exact
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """One row for each person at each provider that stands; found by person too."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "person_agb"], condition=models.Q(withdrawn_at=None), name="employment_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person_agb"])]

    def __str__(self) -> str:
        return f"{self.person_agb} at {self.provider_id}"


class Registration(Recorded):
    """An entry of a provider or a person in a register, with its endorsement if there is one."""

    holder_kind = models.CharField(max_length=12)  # aanbieder, persoon
    holder_agb = models.CharField(max_length=8)
    register = models.CharField(max_length=80)
    endorsement = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """Found by who holds it."""

        indexes: ClassVar = [models.Index(fields=["holder_agb", "holder_kind"])]

    def __str__(self) -> str:
        return f"{self.holder_agb}: {self.register}"
