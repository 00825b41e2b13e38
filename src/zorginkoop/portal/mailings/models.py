"""Mailings with their receivers, and reminders: who gets what, who agreed to it, and what became of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Provider


class MailingState(models.TextChoices):
    """How far a mailing is."""

    DRAFT = "concept", _("concept")
    SUBMITTED = "voorgelegd", _("wacht op akkoord van een collega")
    APPROVED = "akkoord", _("akkoord, nog niet verstuurd")
    SENDING = "verzenden", _("wordt verstuurd")
    STOPPED = "stilgelegd", _("stilgelegd")
    SENT = "verzonden", _("verstuurd")
    WITHDRAWN = "ingetrokken", _("ingetrokken")


FROZEN = (MailingState.APPROVED, MailingState.SENDING, MailingState.STOPPED, MailingState.SENT)


class Mailing(Guarded):
    """One text for many providers: written by one person, agreed to by another, and sent to each of them once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="mailings")
    title = models.CharField(max_length=120)
    audience = models.JSONField(default=dict)  # what was asked of the season, or that codes were brought
    all_by_letter = models.BooleanField(default=False)
    subject = models.CharField(max_length=150, blank=True)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=MailingState, default=MailingState.DRAFT)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    hands = models.JSONField(default=list)  # the numbers of everybody who had a hand in it: none of them agrees
    submitted_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=71, blank=True)  # of the text, and of who gets it and where
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"mailing {self.pk}"

    @property
    def frozen(self) -> bool:
        """Whether a second person agreed, so that nothing in it changes any more."""
        return self.state in FROZEN


class Receiver(Guarded):
    """One provider that gets a mailing: along which way, and whether it has gone; or why it gets none."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="receivers")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="mailings")
    address = models.CharField(max_length=254, blank=True)  # none: it gets a letter on paper
    excluded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    excluded_at = models.DateTimeField(null=True, blank=True)
    exclusion = models.CharField(max_length=300, blank=True)
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="mailing_receiver")
    letter_hash = models.CharField(max_length=71, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # the message is written, or the letter is made
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    posted_on = models.DateField(null=True, blank=True)

    class Meta:
        """Each provider once in a mailing."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "provider"], name="mailing_receiver_once"),
            models.CheckConstraint(
                condition=models.Q(excluded_at=None) | models.Q(done_at=None), name="mailing_receiver_or_excluded"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["mailing", "done_at"])]

    def __str__(self) -> str:
        return f"{self.mailing_id}: {self.provider_id}"


class PostRun(Guarded):
    """The letters of a mailing as one file for the post room: made by the worker, kept outside what is served."""

    mailing = models.OneToOneField(Mailing, models.PROTECT, related_name="post_run")
    file_hash = models.CharField(max_length=71)
    letters = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"post of mailing {self.mailing_id}"


class ReminderRule(Guarded):
    """How many working days before a deadline of an agreement somebody is reminded; none: never."""

    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="reminder_rules")
    event = models.CharField(max_length=80)
    days = models.JSONField(default=list)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        """One for each deadline."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "event"], name="reminder_rule_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.event}: {self.days}"


class Reminder(Guarded):
    """That somebody was reminded of a deadline: once for each moment, whatever is started again."""

    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="reminders")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="reminders")
    event = models.CharField(max_length=80)
    last_day = models.DateField()
    days = models.PositiveSmallIntegerField()  # working days before the last day
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # none: the provider itself
    as_signatory = models.BooleanField()
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="reminder")
    sent_at = models.DateTimeField()

    class Meta:
        """One for each person, deadline and moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "provider", "event", "last_day", "days", "user"], name="reminder_once_by_user"
            ),
            models.UniqueConstraint(
                fields=["agreement", "provider", "event", "last_day", "days"],
                condition=models.Q(user=None),
                name="reminder_once_without_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.provider_id}, {self.days} days before {self.last_day}"
