"""Outcomes as they were judged, and what asks for a person."""

from __future__ import annotations

import uuid
import zlib
from datetime import datetime
from typing import ClassVar, Self, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.kernel.canonical import read_canonical
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.kernel.snapshot import Plain
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Decision, Provider

_RESULTS = {
    LeadsTo.OFFER: _("aanbod"),
    LeadsTo.NO_OFFER: _("geen aanbod"),
    LeadsTo.NOTHING: _("geen nieuw aanbod"),
    LeadsTo.ASSESSMENT: _("een mens beoordeelt"),
    LeadsTo.TALKS: _("inkoopgesprek"),
    LeadsTo.PRICE_LIST: _("prijslijst"),
    LeadsTo.OTHER_POLICY: _("ander beleid"),
    UNDECIDED: _("nog niet te beslissen"),
}


class Cause(models.TextChoices):
    """Why somebody was judged."""

    CONFIRMED = "bevestigd", _("de vragenlijst is bevestigd")
    EVIDENCE = "bewijs", _("een bewijsstuk is beoordeeld")
    FACTS = "gegevens", _("er kwamen andere gegevens")
    DECISION = "besluit", _("een mens heeft iets besloten")
    RULES = "regels", _("de regels van het seizoen zijn veranderd")


class Assessments(models.QuerySet["Assessment"]):
    """Finds outcomes."""

    def current(self) -> Self:
        """Give the outcome of each provider and agreement that stands now."""
        return self.filter(superseded_at=None)


class Assessment(Guarded):
    """One outcome: its canonical bytes, from which it can be judged again, and what lists show of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="assessments")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="assessments")
    on = models.DateField()
    judged_at = models.DateTimeField()
    cause = models.CharField(max_length=12, choices=Cause)
    route = models.CharField(max_length=80, blank=True)
    result = models.CharField(max_length=24)
    variant = models.CharField(max_length=20, blank=True)
    packed = models.BinaryField()  # the canonical bytes, packed: most of them are the rules, the same for everybody
    content_hash = models.CharField(max_length=71)  # of the canonical bytes
    rests_on = models.CharField(max_length=71)  # of what was decided and the facts used, whatever the day
    superseded_at = models.DateTimeField(null=True, blank=True)
    withheld = models.BooleanField(default=False)  # from the provider, until a person looked at it
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    objects = Assessments.as_manager()

    class Meta:
        """One that stands for each provider and agreement."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "agreement"], condition=models.Q(superseded_at=None), name="assessment_current_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["agreement", "result"])]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.result} {self.variant}".strip()

    @property
    def words(self) -> str:
        """What it comes to, in one or two words: overeenkomst B, geen aanbod."""
        if self.result == LeadsTo.OFFER and self.variant:
            return str(_("overeenkomst %(variant)s")) % {"variant": self.variant}
        return str(_RESULTS.get(self.result, self.result.replace("_", " ")))

    @property
    def canonical_bytes(self) -> bytes:
        """The outcome as it was stored, byte for byte."""
        return zlib.decompress(self.packed)

    @property
    def outcome(self) -> Plain:
        """The outcome as plain data."""
        return cast("Plain", read_canonical(self.canonical_bytes))


class WorkKind(models.TextChoices):
    """Why a person is needed."""

    EVIDENCE = "bewijs", _("bewijs beoordelen")
    TASK = "taak", _("een mens beslist")
    UNDECIDED = "niet_beslist", _("nog niet te beslissen")
    CORRECTION = "klopt_niet", _("volgens de aanbieder klopt er iets niet")
    REFUSAL = "weigering", _("een weigering nalezen")
    RECONSIDER = "heroverweging", _("een uitkomst heroverwegen")
    SAMPLE = "steekproef", _("een verklaring uit een steekproef nalezen")


class WorkItem(Guarded):
    """One thing that waits for a person; it closes by what that person does, or because it no longer plays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="work")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="work")
    kind = models.CharField(max_length=16, choices=WorkKind)
    reference = models.CharField(max_length=80)  # the piece of evidence, the task, the route, the message
    raised_at = models.DateTimeField()
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="work")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # who was absent
    note = models.TextField(blank=True)
    rests_on = models.CharField(max_length=71, blank=True)  # of what it was about when a person closed it
    over_at = models.DateTimeField(null=True, blank=True)  # when what a person closed was no longer so

    class Meta:
        """Open once for each reason."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "agreement", "kind", "reference"],
                condition=models.Q(closed_at=None),
                name="work_open_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["closed_at", "raised_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Proposals(models.QuerySet["Proposal"]):
    """Finds decisions that are being taken."""

    def waiting(self) -> Self:
        """Give what a second person still has to look at."""
        return self.filter(decision=None, refused_at=None)

    def pending(self) -> Self:
        """Give what does not count yet: it waits for a second person, or for its first day."""
        return self.filter(in_force_at=None, refused_at=None)

    def taking_effect(self, moment: datetime) -> Self:
        """Give the decisions that count by a moment and by which nobody was judged yet."""
        return self.filter(decision__decided_at__lte=moment, in_force_at=None)


class Proposal(Guarded):
    """What a person decides about one fact, and why; it is a decision once nobody else has to agree any more."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="proposals")
    fact = models.CharField(max_length=80)
    text = models.TextField()
    ground = models.TextField()
    valid_from = models.DateField()
    needs_second = models.BooleanField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)  # why a second person did not agree
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="proposal")
    in_force_at = models.DateTimeField(null=True, blank=True)  # when the outcome was judged by it

    objects = Proposals.as_manager()

    class Meta:
        """One that waits for each fact of a piece of work, and never the same person twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "fact"],
                condition=models.Q(decision=None, refused_at=None),
                name="proposal_waiting_once",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("made_by")),
                name="proposal_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.item_id}"


class InterestKind(models.TextChoices):
    """What ties somebody of the purchaser to a provider; the kind alone, for the rest is private."""

    WORK = "werk", _("ik werk of werkte er, of zit er in bestuur of toezicht")
    FAMILY = "familie", _("familie of een goede bekende werkt er")
    MONEY = "geld", _("ik of mijn gezin heeft er een financieel belang")
    CARE = "zorg", _("ik of mijn gezin krijgt er zorg")
    OTHER = "anders", _("iets anders waardoor ik er niet over wil beslissen")


class InterestStatement(Guarded):
    """The word of one person, once a year: every provider that I am tied to, stands in my list."""

    person = models.ForeignKey(User, models.PROTECT, related_name="interest_statements")
    year = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        """Once a year."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "year"], name="interest_statement_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.year}"


class Interest(Guarded):
    """That somebody of the purchaser is tied to a provider, and so decides nothing about it while that lasts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="interests")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=InterestKind)
    stated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Once for each person and provider while it lasts."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "provider"], condition=models.Q(ended_at=None), name="interest_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} and {self.provider_id}"


class Completion(Guarded):
    """What a provider is asked to add before something about it is decided; the clock stands still until it did."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="completions")
    asked = models.TextField()
    last_day = models.DateField()  # the provider answers on this day or before
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # when its days were over and something else was asked

    class Meta:
        """One at a time for each piece of work."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(answered_at=None, ended_at=None), name="completion_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.last_day}"


class ReconsiderationAnswer(models.TextChoices):
    """What came of looking at an outcome again."""

    STANDS = "blijft", _("de uitkomst blijft")
    CHANGED = "veranderd", _("de uitkomst is veranderd")


class ReconsiderationRequests(models.QuerySet["ReconsiderationRequest"]):
    """Finds requests to look at an outcome again."""

    def waiting(self) -> Self:
        """Give those without an answer."""
        return self.filter(answered_at=None)


class ReconsiderationRequest(Guarded):
    """That a provider disagrees with an outcome and why, and what somebody else than who decided answered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reconsiderations")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="+")
    text = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=ReconsiderationAnswer, blank=True)
    reply = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReconsiderationRequests.as_manager()

    class Meta:
        """One that waits for each provider and agreement."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "agreement"],
                condition=models.Q(answered_at=None),
                name="reconsideration_waiting_once",
            )
        ]

    def __str__(self) -> str:
        return f"again {self.assessment_id}"


class ExceptionRequest(Guarded):
    """That a provider asked for an exception that its policy leaves room for, on which grounds, and the decision."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="+")
    task = models.CharField(max_length=80)  # what the policy asks of a person when somebody asks
    grounds = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    content_hash = models.CharField(max_length=71, blank=True)  # of the file that came along, if one did
    media_type = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=160, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    reply = models.TextField(blank=True)

    class Meta:
        """One that waits for each provider and agreement."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "agreement"], condition=models.Q(decided_at=None), name="exception_waiting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} for {self.provider_id}"
