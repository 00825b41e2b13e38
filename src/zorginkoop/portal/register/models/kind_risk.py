"""How careful to be with a kind of provider, beside what is found of one of them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.kernel.dates import end_of
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded


class ProviderKind(models.TextChoices):
    """The kinds of provider that the register tells apart."""

    PRACTICE = "praktijk", _("praktijk")
    MATERNITY = "kraamzorgorganisatie", _("kraamzorgorganisatie")
    INSTITUTION = "instelling", _("instelling")
    PHARMACY = "apotheek", _("apotheek")
    OTHER = "overig", _("overig")


class KindLevel(models.TextChoices):
    """The level that holds for every provider of a kind at the least."""

    LOW = "laag", _("laag")
    RAISED = "verhoogd", _("verhoogd")
    HIGH = "hoog", _("hoog")


class KindRisks(models.QuerySet["KindRisk"]):
    """What was said of kinds of providers."""

    def waiting(self) -> Self:
        """Give what waits for a second person."""
        return self.filter(agreed_at=None, withdrawn_at=None)

    def of(self, kind: str, on: date) -> KindRisk | None:
        """Give what counts for a kind at the end of a day: what was agreed to last."""
        return self.filter(kind=kind, agreed_at__lt=end_of(on)).order_by("-agreed_at", "-pk").first()


class KindRisk(Guarded):
    """The level of a kind of provider, proposed with the ground; it counts once a second person agreed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=24, choices=ProviderKind)
    level = models.CharField(max_length=10, choices=KindLevel)
    ground = models.TextField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = KindRisks.as_manager()

    class Meta:
        """One proposal at a time for a kind; nobody agrees to its own."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(agreed_at=None, withdrawn_at=None), name="kind_risk_waits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="kind_risk_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.level}"
