"""The link by which somebody's own calendar fetches deadlines, and who was told of a later last day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Provider


class Feed(Guarded):
    """A feed of one person: the key is kept by its hash, so that nobody reads it back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="feeds")
    key_hash = models.CharField(max_length=71, unique=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One that works for each person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(withdrawn_at=None), name="feed_once")
        ]

    def __str__(self) -> str:
        return f"feed of {self.user_id}"


class ExtensionTold(Guarded):
    """That a provider was told of a later last day: once, whatever is started again."""

    extension = models.ForeignKey(Extension, models.PROTECT, related_name="told")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="extension_told")

    class Meta:
        """One for each provider and decision."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["extension", "provider"], name="extension_told_once")]

    def __str__(self) -> str:
        return f"{self.extension_id}: {self.provider_id}"
