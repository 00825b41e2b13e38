"""Who is to become a manager of a provider: asked or appointed, taken up by link, and known to the purchaser."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models import Mandate, Provider


class Appointments(models.QuerySet["Appointment"]):
    """Appointments that still matter."""

    def open(self) -> Appointments:
        """Give what came to no end: neither to a mandate, nor refused or taken back."""
        return self.filter(withdrawn_at=None, mandate=None)

    def to_check(self) -> Appointments:
        """Give who took up its link and waits until the purchaser knows whether it speaks for the provider."""
        return self.open().filter(checked_at=None).exclude(taken_up_at=None)


class Appointment(Guarded):
    """That somebody becomes a manager of a provider, which takes two: the person by a link, and the purchaser.

    The link works once and until a moment; only its hash is kept. Whichever of the two comes last gives the mandate.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="appointments")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)  # empty until the person says it
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # empty: with an invitation
    link_hash = models.CharField(max_length=71, unique=True)
    link_until = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="appointments")
    extract_hash = models.CharField(max_length=71, blank=True)
    extract_date = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)  # by what the purchaser knows who it is
    evidence_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")

    objects = Appointments.as_manager()

    class Meta:
        """One that is open for each address at each provider."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "email"],
                condition=models.Q(withdrawn_at=None, mandate=None),
                name="one_open_appointment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} at {self.provider_id}"
