"""A decision that a deadline ends later: for one provider, or for everyone of an agreement."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider


class Extensions(models.QuerySet["Extension"]):
    """Decisions about later last days."""

    def counting(self) -> Self:
        """Give what a second person agreed to."""
        return self.filter(agreed_at__isnull=False)

    def open(self) -> Self:
        """Give what still waits for a second person."""
        return self.filter(agreed_at=None, withdrawn_at=None)


class Extension(Guarded):
    """A later last day for a deadline: proposed with the reason, and counting once a second person agreed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="extensions")
    event = models.CharField(max_length=80)  # the event of the policy that the deadline is about
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="extensions"
    )  # none: for everyone
    last_day = models.DateField()
    ground = models.TextField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # only of a proposal: what was agreed to, stands

    objects = Extensions.as_manager()

    class Meta:
        """Found by the deadline; nobody agrees to a proposal of its own."""

        indexes: ClassVar = [models.Index(fields=["agreement", "event"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="extension_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at=None) | models.Q(withdrawn_at=None), name="extension_stands_once_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.event}: {self.last_day}"
