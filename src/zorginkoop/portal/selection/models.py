"""A selection: everyone of the register judged for one agreement, what people changed, and who was invited."""

from __future__ import annotations

import uuid
import zlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Provider


class RunState(models.TextChoices):
    """How far a selection is."""

    REQUESTED = "gevraagd", _("wacht tot hij wordt gemaakt")
    JUDGED = "klaar", _("klaar om te bekijken")
    FAILED = "mislukt", _("niet gelukt")
    CONFIRMED = "vastgesteld", _("vastgesteld")
    SENDING = "verzenden", _("uitnodigingen worden verstuurd")
    SENT = "verzonden", _("uitnodigingen zijn verstuurd")


SETTLED = (RunState.CONFIRMED, RunState.SENDING, RunState.SENT)


class Says(models.TextChoices):
    """What the policy says of a provider."""

    APPROACH = "benaderen", _("benaderen")
    LEAVE = "niet_benaderen", _("niet benaderen")
    UNDECIDED = "niet_beslist", _("nog niet te zeggen")


class Run(Guarded):
    """One selection for an agreement: as on a day, by what was known at a moment, by which rules and which data."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    on = models.DateField()
    known = models.DateTimeField()
    state = models.CharField(max_length=12, choices=RunState, default=RunState.REQUESTED)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)
    register_mark = models.JSONField(default=dict)  # how far the register was when it was read
    content_hash = models.CharField(max_length=71, blank=True)  # of rules, values and tables together
    summary = models.JSONField(default=dict)  # counted once by `summaries`, at each change of who is approached
    failure = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Numbered within its agreement."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "number"], name="run_once")]

    def __str__(self) -> str:
        return f"selectie {self.number} van {self.agreement_id}"

    @property
    def settled(self) -> bool:
        """Whether a second person agreed."""
        return self.state in SETTLED


class RunOutcomes(Guarded):
    """Everybody's outcome in one selection, whole: the bytes of one file, packed, and their hash."""

    run = models.OneToOneField(Run, models.PROTECT, related_name="outcomes")
    packed = models.BinaryField()
    content_hash = models.CharField(max_length=71)  # of the bytes as they are, not packed

    def __str__(self) -> str:
        return f"outcomes of {self.run_id}"

    @property
    def file(self) -> bytes:
        """The file as it was kept, byte for byte."""
        return zlib.decompress(self.packed)


class Replay(Guarded):
    """That somebody had a selection judged again from what was known then, and what that came to."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="replays")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    differs = models.JSONField(default=list)  # which parts came out otherwise; none: the same, byte for byte

    class Meta:
        """One at a time for each selection."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run"], condition=models.Q(ended_at=None), name="replay_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} again"


class Choice(Guarded):
    """What the policy says of one provider in a selection, why, and what it became."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="choices")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="choices")
    says = models.CharField(max_length=16, choices=Says)
    approach = models.BooleanField()  # what it became: what the policy says, unless people decided otherwise
    in_audience = models.BooleanField()  # whether the agreement could be meant for it at all
    route = models.CharField(max_length=80, blank=True)
    result = models.CharField(max_length=24)
    reason = models.CharField(max_length=100, blank=True)  # the first condition against it, or the route it is on
    not_met = models.CharField(max_length=600, blank=True)  # conditions of approaching, with spaces between them
    unknown = models.CharField(max_length=600, blank=True)
    region = models.CharField(max_length=2, blank=True)  # the first two digits of the postcode

    class Meta:
        """One for each provider; listed by outcome and reason."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "provider"], name="choice_once")]
        indexes: ClassVar = [models.Index(fields=["run", "approach", "reason"])]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.provider_id}"


class Correction(Guarded):
    """A deviation from what the policy says: a person's, with the ground; it counts once a second person agreed."""

    choice = models.ForeignKey(Choice, models.PROTECT, related_name="corrections")
    approach = models.BooleanField()
    ground = models.TextField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One that stands for each choice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["choice"], condition=models.Q(withdrawn_at=None), name="correction_once")
        ]

    def __str__(self) -> str:
        return f"{self.choice_id}: {self.approach}"


class Invitation(Guarded):
    """That a provider was invited for an agreement: once, whatever is run or sent again."""

    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="invitations")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="invitations")
    run = models.ForeignKey(Run, models.PROTECT, related_name="invitations")
    channel = models.CharField(max_length=12)
    message = models.OneToOneField(
        Message, models.SET_NULL, null=True, blank=True, related_name="invitation"
    )  # none where VECOZO mails, or where its text was erased
    invited_at = models.DateTimeField()

    class Meta:
        """One for each provider and agreement."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "provider"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.provider_id}"
