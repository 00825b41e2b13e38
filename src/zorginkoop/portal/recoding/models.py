"""That a season goes on by other rules of the same edition: proposed, worked out, agreed to, done."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import Season
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Provider


class Recodings(models.QuerySet["Recoding"]):
    """Finds changes of rules."""

    def open(self) -> Self:
        """Give what nobody decided about yet."""
        return self.filter(agreed_at=None, withdrawn_at=None)

    def to_work_out(self) -> Self:
        """Give the proposals of which the consequences are not known yet."""
        return self.open().filter(worked_out_at=None)

    def to_carry_out(self) -> Self:
        """Give what was agreed to and is not done for everybody yet."""
        return self.filter(agreed_at__isnull=False, done_at=None)


class Recoding(Guarded):
    """From which rules to which, why, what it changes for whom, and who agreed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    season = models.ForeignKey(Season, models.PROTECT, related_name="recodings")
    from_hash = models.CharField(max_length=71)
    from_coding = models.PositiveSmallIntegerField()
    to_hash = models.CharField(max_length=71)
    to_coding = models.PositiveSmallIntegerField()
    ground = models.TextField()  # why, for colleagues
    told = models.TextField()  # what is different, for providers who are filling in
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    consequences = models.JSONField(null=True, blank=True)
    worked_out_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # when everybody was judged by it and told

    objects = Recodings.as_manager()

    class Meta:
        """One at a time for each season, by two people."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["season"], condition=models.Q(withdrawn_at=None, done_at=None), name="recoding_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="recoding_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_id}: {self.from_coding} to {self.to_coding}"


class RecodingTold(Guarded):
    """That a provider was told that its questionnaire is another: once, whatever is started again."""

    recoding = models.ForeignKey(Recoding, models.PROTECT, related_name="told_to")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """One for each provider and change."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["recoding", "provider"], name="recoding_told_once")]

    def __str__(self) -> str:
        return f"{self.recoding_id}: {self.provider_id}"
