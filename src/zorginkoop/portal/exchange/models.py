"""Deliveries to and from VECOZO, what VECOZO told us of each provider, and where that differs from our own record."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider


class Form(models.TextChoices):
    """In which kind of files a delivery is written."""

    CSV = "csv", _("CSV")
    EXCEL = "xlsx", _("Excel")
    PARQUET = "parquet", _("Parquet")


class ExportState(models.TextChoices):
    """How far a delivery to VECOZO is."""

    WAITING = "wacht", _("wordt gemaakt")
    MADE = "klaar", _("klaar om op te halen")
    FAILED = "mislukt", _("niet gelukt")


class Export(Guarded):
    """One delivery to VECOZO for an agreement of a season: written by a job, kept by the hash of its content."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="exports")
    form = models.CharField(max_length=8, choices=Form, default=Form.CSV)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ExportState, default=ExportState.WAITING)
    made_at = models.DateTimeField(null=True, blank=True)
    file_hash = models.CharField(max_length=71, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)  # rows by table
    receipt = models.TextField(blank=True)
    problems = models.JSONField(default=list)

    class Meta:
        """The newest first; while one is being made there is no second."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement"], condition=models.Q(state=ExportState.WAITING), name="one_export_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the delivery, as its manifest and receipt have it."""
        return f"V{self.agreement.season.contract_year}-{self.pk:06}"

    @property
    def file_name(self) -> str:
        """How the delivery is called when somebody fetches it."""
        return f"naar-vecozo-{self.agreement.name}-{self.number}.zip"


class SentProvider(Guarded):
    """A provider that went along in a delivery, with the offer that went with it."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="providers")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="+")

    class Meta:
        """Once in each delivery."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["export", "provider"], name="sent_once")]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.provider_id}"


class ImportState(models.TextChoices):
    """How far a delivery from VECOZO is."""

    WAITING = "wacht", _("wordt gecontroleerd")
    CHECKED = "gecontroleerd", _("gecontroleerd, nog niet verwerkt")
    REFUSED = "geweigerd", _("niet te verwerken")
    CONFIRMED = "bevestigd", _("wordt verwerkt")
    PROCESSED = "verwerkt", _("verwerkt")
    SET_ASIDE = "weggelegd", _("weggelegd, niet verwerkt")


class Import(Guarded):
    """One delivery from VECOZO: looked through first, and processed as a whole when somebody says so."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=71)
    size = models.PositiveBigIntegerField()
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(default=dict)  # new and same rows by table
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    receipt = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["agreement", "content_hash"])]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Our number of the delivery."""
        return f"T{self.agreement.season.contract_year}-{self.pk:06}"


class Received(Guarded):
    """What VECOZO told us of one provider; the provider is empty while we do not know the AGB code."""

    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="+")
    brought = models.ForeignKey(Import, models.PROTECT, related_name="+")
    agb_code = models.CharField(max_length=8)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


class ReceivedStatus(Received):
    """One step of a questionnaire, agreement or price list at VECOZO."""

    piece = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    moment = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)
    variant = models.CharField(max_length=20, blank=True)
    closes_on = models.DateField(null=True, blank=True)

    class Meta:
        """One row for each moment and person."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "agb_code", "piece", "status", "moment", "by"], name="status_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agb_code} {self.piece} {self.status}"


class ReceivedAnswer(Received):
    """One answer to a question, as it was confirmed at VECOZO."""

    subject = models.CharField(max_length=60)
    row = models.CharField(max_length=60, blank=True)
    question = models.CharField(max_length=80)
    text = models.TextField(blank=True)  # empty: not one code
    answered_at = models.DateTimeField()

    class Meta:
        """One answer for each moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "agb_code", "subject", "row", "question", "answered_at"],
                name="received_answer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agb_code} {self.question}"


class ReceivedEvidence(Received):
    """One document with an answer; the content is kept by its hash."""

    subject = models.CharField(max_length=60)
    row = models.CharField(max_length=60, blank=True)
    question = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=71)
    handed_in_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """The same content once with each question."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "agb_code", "subject", "row", "question", "content_hash"],
                name="received_evidence_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agb_code} {self.question}"


class Kind(models.TextChoices):
    """How VECOZO's record and ours can differ."""

    NOT_SENT = "niet_verstuurd", _("niet verstuurd door VECOZO")
    UNKNOWN_PROVIDER = "onbekende_agb", _("AGB-code die wij niet kennen")
    NOT_SELECTED = "niet_benaderd", _("niet door ons benaderd")
    NO_ANSWERS = "geen_antwoorden", _("ingevuld, maar de antwoorden ontbreken")
    OTHER_STATUS = "andere_status", _("andere status")
    OTHER_VARIANT = "andere_variant", _("andere variant")
    SIGNED_THERE = "daar_getekend", _("daar getekend, hier niet")
    NO_PRICES = "geen_prijsakkoord", _("getekend, maar de prijslijst is niet akkoord")
    SIGNED_LATE = "te_laat_getekend", _("daar te laat getekend")
    SIGNED_HERE = "hier_getekend", _("hier getekend, daar niet")
    OTHER_ANSWER = "ander_antwoord", _("ander antwoord")
    OTHER_DEADLINE = "andere_termijn", _("andere termijn")


class Choice(models.TextChoices):
    """What somebody decided about a difference."""

    OURS = "ons", _("onze gegevens kloppen; VECOZO past het aan")
    THEIRS = "vecozo", _("VECOZO heeft gelijk; wij leggen het vast")
    AS_IT_IS = "laten", _("zo laten, en niet meer melden")


class Differences(models.QuerySet["Difference"]):
    """Differences, and which of them wait."""

    def waiting(self) -> Self:
        """Give what is there and about which nobody decided."""
        return self.filter(gone_at=None, choice="")


class Difference(Guarded):
    """One thing in which the two records differ, from when it was seen until it was gone, and what was decided."""

    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=20, choices=Kind)
    agb_code = models.CharField(max_length=8, blank=True)  # empty: the same for several providers
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=160, blank=True)
    ours = models.CharField(max_length=200, blank=True)
    theirs = models.CharField(max_length=200, blank=True)
    providers = models.PositiveIntegerField(default=1)
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    choice = models.CharField(max_length=8, choices=Choice, blank=True)
    ground = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = Differences.as_manager()

    class Meta:
        """The same difference is one row, however often it is seen."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "kind", "agb_code", "about", "ours", "theirs"], name="difference_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["agreement", "gone_at", "choice"])]

    def __str__(self) -> str:
        return f"{self.agb_code} {self.kind}"
