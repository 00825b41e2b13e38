"""A questionnaire of one provider, its answers while they are being given, evidence, and what it says is wrong."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Evidence, Provider


class Questionnaire(Guarded):
    """What one provider is asked for one agreement of a season; once confirmed it is kept as it was shown."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="questionnaires")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="questionnaires")
    opened_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.JSONField(null=True, blank=True)  # every question and answer as they were confirmed
    receipt_hash = models.CharField(max_length=71, blank=True)
    paper_hash = models.CharField(max_length=71, blank=True)  # the sealed paper of the receipt, once it is made
    paper_made_at = models.DateTimeField(null=True, blank=True)
    reopened_until = models.DateField(null=True, blank=True)  # open again until and with this day; none: it is not
    confirmation = models.PositiveSmallIntegerField(default=1)  # the first, or a later one after it was opened again

    class Meta:
        """One for each provider and agreement."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "agreement"], name="questionnaire_once")]
        indexes: ClassVar = [models.Index(fields=["agreement", "confirmed_at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the receipt; after a second confirmation with -2 behind it."""
        again = f"-{self.confirmation}" if self.confirmation > 1 else ""
        return f"VL-{self.agreement.season.contract_year}-{self.pk:06}{again}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it was confirmed and is not open again: nothing in it can be changed."""
        return self.confirmed_at is not None and self.reopened_until is None


class Reopenings(models.QuerySet["Reopening"]):
    """Finds questionnaires that were opened again, or may be."""

    def waiting(self) -> Self:
        """Give the proposals that a second person still has to look at."""
        return self.filter(agreed_at=None, withdrawn_at=None)

    def running(self) -> Self:
        """Give what is open now."""
        return self.filter(agreed_at__isnull=False, ended_at=None)

    def followed(self) -> Self:
        """Give what was confirmed anew: the confirmation before it is kept here."""
        return self.filter(confirmed_anew=True)


class Reopening(Guarded):
    """That a confirmed questionnaire may be changed: proposed with the reason, and open once a second person agreed.

    What was confirmed before is kept here as it was, and counts until the questionnaire is confirmed anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="reopenings")
    ground = models.TextField()
    last_day = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # only of a proposal
    number = models.CharField(max_length=30, blank=True)  # of the receipt of the confirmation before
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the confirmation before, and the four that follow
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.JSONField(null=True, blank=True)
    receipt_hash = models.CharField(max_length=71, blank=True)
    paper_hash = models.CharField(max_length=71, blank=True)
    answers = models.JSONField(default=list, blank=True)  # about, text, who and when, as they were confirmed
    typed = models.JSONField(default=list, blank=True)  # what was answered meanwhile, where nobody confirmed it
    ended_at = models.DateTimeField(null=True, blank=True)
    confirmed_anew = models.BooleanField(default=False)

    objects = Reopenings.as_manager()

    class Meta:
        """One at a time for each questionnaire, by two people."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=models.Q(withdrawn_at=None, ended_at=None),
                name="reopening_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="reopening_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} until {self.last_day}"


class DraftAnswer(Guarded):
    """One answer as it stands; each change counts one further, so that two people see each other's."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    about = models.CharField(max_length=200)  # the fact, with its row: personen/04999001/uren_hier
    text = models.TextField(blank=True)  # the way a fact takes it; empty: taken back
    version = models.PositiveIntegerField(default=1)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        """One for each fact."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["questionnaire", "about"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}: {self.about}"


class EvidenceFile(Guarded):
    """A file handed in as evidence for a fact: kept by the hash of its content, outside what is served."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="files")
    fact = models.CharField(max_length=80)
    content_hash = models.CharField(max_length=71)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=160)  # as the sender called it, for the sender to recognise
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    confidential_because = models.CharField(max_length=300, blank=True)  # why; empty: not confidential
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)  # when no malware was found in it; none: nobody looked
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="files")

    class Meta:
        """The same content once for each fact, while it stands."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["questionnaire", "fact", "content_hash"],
                condition=models.Q(withdrawn_at=None),
                name="evidence_file_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.questionnaire_id}"

    @property
    def name_for_all(self) -> str:
        """Its name where everybody who reads the questionnaire reads it: of what is confidential not even that."""
        return gettext("Vertrouwelijk stuk") if self.confidential_because else self.name


class CorrectionVerdict(models.TextChoices):
    """What was done with a message that something is not right."""

    CORRECTED = "gecorrigeerd", _("aangepast in ons register")
    REJECTED = "afgewezen", _("niet aangepast")


class Correction(Guarded):
    """What a provider says is not right about a fact that we know from elsewhere, and what was done with it."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="corrections")
    about = models.CharField(max_length=200)
    shown = models.CharField(max_length=200)  # the value that was shown
    text = models.TextField()
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=12, choices=CorrectionVerdict, blank=True)
    reply = models.TextField(blank=True)

    class Meta:
        """Found by what still waits."""

        indexes: ClassVar = [models.Index(fields=["handled_at"])]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}: {self.about}"


class ExpiryNotice(Guarded):
    """That a piece of evidence is about to end: told to the provider, and work for a purchaser until seen to."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="notices")
    valid_until = models.DateField()  # as it then was: another day is another notice
    raised_at = models.DateTimeField()
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Once for each day on which a piece ends."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "valid_until"], name="expiry_notice_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["handled_at", "valid_until"])]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.valid_until}"
