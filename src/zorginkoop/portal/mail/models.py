"""Every message: as it was written, to whom, about what, and how its hand-over went."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.audit.models import Guarded


class MessageState(models.TextChoices):
    """How far a message is; what is not known goes to a person and is never sent again by itself."""

    WAITING = "wacht", _("staat klaar")
    HANDING_OVER = "bezig", _("wordt overgedragen")
    HANDED_OVER = "overgedragen", _("overgedragen aan de mailserver")
    REFUSED = "geweigerd", _("geweigerd door de mailserver")
    BOUNCED = "teruggekomen", _("teruggekomen")
    UNKNOWN = "onbekend", _("niet bekend of het is overgedragen")
    SET_ASIDE = "teruggezet", _("opzij gezet toen een reservekopie werd teruggezet")
    REPLACED = "vervangen", _("opnieuw verstuurd als nieuw bericht")
    DROPPED = "vervallen", _("niet verstuurd")


FOR_A_PERSON = (MessageState.UNKNOWN, MessageState.REFUSED, MessageState.BOUNCED, MessageState.SET_ASIDE)


class Message(Guarded):
    """A message and its stored copy."""

    may_delete = True  # the text names people; what the log keeps of it is its hash

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    for_whom = models.CharField(max_length=64, blank=True)  # the public id of a provider
    state = models.CharField(max_length=16, choices=MessageState, default=MessageState.WAITING)
    state_note = models.CharField(max_length=300, blank=True)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")  # which this one sends again
    message_id = models.CharField(max_length=200, blank=True)
    secret = models.BooleanField(default=False)  # holds a link for one person: shown to nobody, kept until handed over
    written_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    attempt_at = models.DateTimeField(null=True, blank=True)  # by the clock of the machine
    try_after = models.DateTimeField(null=True, blank=True)  # by the clock of the machine

    class Meta:
        """Found by state, and by whom it concerns."""

        indexes: ClassVar = [models.Index(fields=["state"]), models.Index(fields=["for_whom"])]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
