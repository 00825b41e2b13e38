"""Offers with their sealed paper, the signatures under them, and the agreements that came of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.documents.agreement_form import AgreementContent, read_agreement
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.drawing import METHOD, Unit
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.register.models import Provider, RecordedAgreement, Signatory


class OfferState(models.TextChoices):
    """How far an offer is; that it lapsed follows from the day, and is not stored."""

    OFFERED = "aangeboden", _("aangeboden")
    CONCLUDED = "gesloten", _("getekend")
    REFUSED = "geweigerd", _("geweigerd door de aanbieder")
    WITHDRAWN = "ingetrokken", _("ingetrokken door de inkoper")
    LAPSED = "vervallen", _("vervallen")  # for good: a newer offer took its place


STANDING = (OfferState.OFFERED, OfferState.CONCLUDED)


def over_on(day: date | models.OuterRef) -> models.Q:
    """Find the offers of which the last day to sign has passed on a day without an agreement."""
    late = models.Q(late_until=None) | models.Q(late_until__lt=day)
    return models.Q(state=OfferState.OFFERED, last_signing_day__lt=day) & late


def standing_on(day: date | models.OuterRef) -> models.Q:
    """Find the offers that stand on a day: concluded, or still to be signed."""
    return models.Q(state__in=STANDING) & ~over_on(day)


class Offer(Guarded):
    """One agreement as it was offered to one provider: its snapshot, the paper with the seal, and how it ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="offers")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="offers")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="offers")
    channel = models.CharField(max_length=12, choices=Channel)
    variant = models.CharField(max_length=20, blank=True)
    term_from = models.DateField()
    term_until = models.DateField(null=True)
    last_signing_day = models.DateField()
    signatures_needed = models.PositiveSmallIntegerField()
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome_hash = models.CharField(max_length=71)
    content = models.BinaryField()  # the agreement in its canonical form, as it travels inside the paper
    content_hash = models.CharField(max_length=71)
    sealed_hash = models.CharField(max_length=71)
    sealed_length = models.PositiveIntegerField()
    file_hash = models.CharField(max_length=71)  # the paper as it is now: sealed, and with the signatures so far
    state = models.CharField(max_length=12, choices=OfferState, default=OfferState.OFFERED)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # of a refusal or a withdrawal
    late_until = models.DateField(null=True)  # a late signature is accepted after all, up to this day
    late_ground = models.TextField(blank=True)
    late_at = models.DateTimeField(null=True)  # when that was decided, and by whom
    late_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)  # once it is concluded: later than the paper says where the policy asks it
    earlier_at = models.DateTimeField(null=True)  # a person let it start before its signature: when, who and why
    earlier_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    earlier_ground = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True)  # nobody signs while the purchaser holds it

    class Meta:
        """One that stands for each provider and agreement; listed by state and by provider."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "agreement"],
                condition=models.Q(state__in=["aangeboden", "gesloten"]),
                name="offer_standing_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["agreement", "state", "offered_at"])]

    def __str__(self) -> str:
        return self.number

    @property
    def closes_at(self) -> datetime:
        """The first moment at which nobody signs any more: the end of the last day in the Netherlands."""
        return _end_of(self.last_day)

    @property
    def last_day(self) -> date:
        """The last day on which it can be signed, also where that was made later."""
        return max(self.last_signing_day, self.late_until or self.last_signing_day)

    @property
    def latest_day(self) -> date:
        """The latest day on which a signature still makes sense: in the contract year, and in the term."""
        year_end = date(self.agreement.season.contract_year, 12, 31)
        return min(year_end, self.term_until or year_end)

    @property
    def is_open(self) -> bool:
        """Whether it can still be signed or refused now."""
        return self.state == OfferState.OFFERED and clock.now() < self.closes_at

    @property
    def has_lapsed(self) -> bool:
        """Whether the last day has passed without an agreement."""
        return self.state == OfferState.OFFERED and clock.now() >= self.closes_at

    @property
    def state_words(self) -> str:
        """How far it is, in the users' words."""
        return str(OfferState.LAPSED.label) if self.has_lapsed else str(OfferState(self.state).label)

    def agreed(self) -> AgreementContent:
        """Give the agreement as data."""
        return read_agreement(bytes(self.content), self.number)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.AMSTERDAM)


class Course(models.TextChoices):
    """What the purchaser does with an offer whose outcome changed after it was made."""

    KEEP = "handhaven", _("handhaven: tekenen kan gewoon")
    HOLD = "aanhouden", _("aanhouden: tekenen kan voorlopig niet")
    WITHDRAW = "intrekken", _("intrekken: de aanbieder krijgt bericht met uw reden")


class Reconsiderations(models.QuerySet["Reconsideration"]):
    """Offers that ask for a decision."""

    def waiting(self) -> Self:
        """Give what waits for a person: offers that can be signed or were, on an outcome that is another by now."""
        return self.filter(course="", over_at=None, offer__state__in=STANDING)


class Reconsideration(Guarded):
    """An offer whose outcome came to something else while it stood: what a person decided about it, and why."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="reconsiderations")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")  # the outcome that differs
    raised_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)  # the outcome came back to what was offered
    course = models.CharField(max_length=12, choices=Course, blank=True)
    ground = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = Reconsiderations.as_manager()

    class Meta:
        """One at a time for each offer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer"], condition=models.Q(course="", over_at=None), name="reconsidered_one_at_a_time"
            )
        ]
        ordering: ClassVar = ["raised_at", "pk"]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.course}"


class RefusalLetter(Guarded):
    """The paper on which a refusal was told, from the day that a person let the provider see it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="letter")
    day = models.DateField()
    made_at = models.DateTimeField(null=True, blank=True)  # none: the worker still makes it
    file_hash = models.CharField(max_length=71, blank=True)

    def __str__(self) -> str:
        return f"letter of {self.assessment_id}"


class EvaluationReport(Guarded):
    """The sealed paper of an outcome: what every condition came to, before a decision rests on it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="report")
    made_at = models.DateTimeField(null=True, blank=True)  # none: the worker still makes it
    file_hash = models.CharField(max_length=71, blank=True)

    def __str__(self) -> str:
        return f"report of {self.assessment_id}"


class OfferSignature(Guarded):
    """One signature of the provider: who, by which authority, when, and the paper as it then was."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    declared = models.JSONField(default=list)  # the names of what the signer declared
    file_hash = models.CharField(max_length=71)

    class Meta:
        """Nobody signs twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "user"], name="signed_once_by_user"),
            models.UniqueConstraint(fields=["offer", "signatory"], name="signed_once_as_signatory"),
        ]
        ordering: ClassVar = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"signature {self.pk} of {self.offer_id}"


class Agreement(Guarded):
    """What was agreed: the snapshot, the paper with every signature, and its row in the history of agreements."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="concluded")
    recorded = models.OneToOneField(RecordedAgreement, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)  # the last signature, from which its first day follows; none: as below
    concluded_at = models.DateTimeField()  # the last signature, or the accepted prices where those came later
    content_hash = models.CharField(max_length=71)
    file_hash = models.CharField(max_length=71)

    def __str__(self) -> str:
        return f"agreement {self.offer_id}"


class Samples(models.QuerySet["Sample"]):
    """Finds draws."""

    def open(self) -> Self:
        """Give those that are not over: not refused, and not judged to the end."""
        return self.filter(refused_at=None, closed_at=None)

    def waiting(self) -> Self:
        """Give those for which a second person still has to agree."""
        return self.filter(refused_at=None, agreed_at=None)


class Sample(Guarded):
    """One draw from the signed agreements of a season: its population before it, who agreed, its seed, how it ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()  # of this agreement of the season
    wanted = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=Unit)
    per_variant = models.BooleanField()
    last_day = models.DateField()  # on which whoever is drawn shows what it declared
    method = models.CharField(max_length=20, default=METHOD)
    # the number of the entry in the log from which the seed follows, the last one before the accord, and that seed
    entry = models.BigIntegerField(null=True, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    population = models.JSONField()  # pairs of the public id of an agreement and its variant
    population_hash = models.CharField(max_length=71)
    everybody_again = models.BooleanField()  # all were drawn in this season before
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # when everything drawn was judged

    objects = Samples.as_manager()

    class Meta:
        """Numbered in a row, and one at a time for each agreement."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="sample_numbered"),
            models.UniqueConstraint(
                fields=["agreement"], condition=models.Q(refused_at=None, closed_at=None), name="sample_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.number} of {self.agreement_id}"


class SampleRequest(Guarded):
    """That whoever signed one agreement is asked to show what it declared then."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="requests")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="sampled")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    declarations = models.JSONField()  # the names of what is asked about; the words stand in the sealed agreement
    judged_at = models.DateTimeField(null=True, blank=True)  # the first time

    class Meta:
        """Once in a draw."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["sample", "agreement"], name="sampled_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} in sample {self.sample_id}"


class SampleAnswer(Guarded):
    """What a provider wrote to show what it declared; the second time it does not agree with what we said of it."""

    request = models.ForeignKey(SampleRequest, models.PROTECT, related_name="answers")
    turn = models.PositiveSmallIntegerField()  # 1: asked by us; 2: asks to look at it again
    text = models.TextField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        """Once in each turn."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "turn"], name="sample_answered_once")]

    def __str__(self) -> str:
        return f"answer {self.turn} to {self.request_id}"


class SampleFile(Guarded):
    """A file that came along with an answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.ForeignKey(SampleAnswer, models.PROTECT, related_name="files")
    content_hash = models.CharField(max_length=71)
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=160)
    scanned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"file {self.public_id}"


class SampleVerdict(models.TextChoices):
    """What a purchaser found about something declared."""

    SHOWN = "aangetoond", _("aangetoond")
    NOT_SHOWN = "niet_aangetoond", _("niet aangetoond")
    NOT_ANSWERED = "niet_beantwoord", _("niet beantwoord")


class SampleFinding(Guarded):
    """What was found about one declaration, by whom and why; what was found first stays beside what came later."""

    request = models.ForeignKey(SampleRequest, models.PROTECT, related_name="findings")
    turn = models.PositiveSmallIntegerField()
    declaration = models.CharField(max_length=80)
    verdict = models.CharField(max_length=16, choices=SampleVerdict)
    reason = models.TextField(blank=True)
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        """Once for each declaration in each turn."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "turn", "declaration"], name="sample_found_once")
        ]

    def __str__(self) -> str:
        return f"{self.declaration}: {self.verdict}"
