"""A case about the integrity of one provider: what was reported, how it was heard, and what two people decided."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models import Provider


class IntegrityCase(Guarded):
    """What is doubted about a provider; one that is open at a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="integrity_cases")
    opened_at = models.DateTimeField()
    told = models.TextField(blank=True)  # the ground, as the provider reads it
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    answer_until = models.DateField(null=True, blank=True)
    delay_ground = models.TextField(blank=True)  # why the provider cannot be told yet
    delay_until = models.DateField(null=True, blank=True)  # when that is looked at again
    delayed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # when it was decided that there is no doubt

    class Meta:
        """One that is open for each provider."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider"], condition=models.Q(closed_at=None), name="integrity_one_open_case"
            )
        ]

    def __str__(self) -> str:
        return f"IZ-{self.pk:05}"


class IntegritySignal(Guarded):
    """What somebody reported: from where, and what."""

    case = models.ForeignKey(IntegrityCase, models.PROTECT, related_name="signals")
    source = models.CharField(max_length=200)
    text = models.TextField()
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"signal of {self.case_id}"


class IntegrityAnswer(Guarded):
    """What the provider says about it."""

    case = models.ForeignKey(IntegrityCase, models.PROTECT, related_name="answers")
    text = models.TextField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer in {self.case_id}"


class Judgements(models.QuerySet["IntegrityJudgement"]):
    """Finds what was decided, or is being."""

    def waiting(self) -> Self:
        """Give what a second person still has to look at."""
        return self.filter(agreed_at=None, refused_at=None)

    def decided(self) -> Self:
        """Give what two people decided, the latest first."""
        return self.filter(agreed_at__isnull=False).order_by("-agreed_at", "-pk")


class IntegrityJudgement(Guarded):
    """That there is doubt, or none: proposed by an officer, and counting once the one who was asked agreed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(IntegrityCase, models.PROTECT, related_name="judgements")
    doubt = models.BooleanField()
    ground = models.TextField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    asked = models.ForeignKey(User, models.PROTECT, related_name="+")  # the second person
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    objects = Judgements.as_manager()

    class Meta:
        """One that waits for each case; the second person is somebody else."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(agreed_at=None, refused_at=None),
                name="integrity_judgement_waiting_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked=models.F("made_by")), name="integrity_judgement_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"judgement in {self.case_id}"
