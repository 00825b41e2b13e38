"""Requests for an agreement: as they came, whom they speak for, and what they came to."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider


class Outcome(models.TextChoices):
    """What a request came to."""

    INVITED = "uitgenodigd", _("alsnog uitgenodigd")
    REOPENED = "heropend", _("toegewezen")
    REFUSED = "afgewezen", _("afgewezen")
    BY_POLICY = "door_beleid", _("niet mogelijk volgens het beleid")
    REPLACED = "vervangen", _("vervangen door een nieuwe aanvraag")
    WITHDRAWN = "ingetrokken", _("ingetrokken")
    NOT_THEIRS = "niet_namens", _("niet namens deze aanbieder")


class AgreementRequests(models.QuerySet["AgreementRequest"]):
    """Finds requests."""

    def open(self) -> Self:
        """Give what was received and has not come to an end."""
        return self.exclude(confirmed_at=None).filter(ended_at=None)


class AgreementRequest(Guarded):
    """One request of a provider for an agreement of a season.

    Of somebody without an account it has no provider until the purchaser knows that it speaks for one; what it says of
    itself stays apart from what is known. The moment on which the form came is that of the request.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="requests")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="requests")
    mark = models.UUIDField(unique=True)  # of the form it came from: sent twice is asked once
    agb_code = models.CharField(max_length=8)
    practice_name = models.CharField(max_length=160)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    person_name = models.CharField(max_length=120)
    email = models.EmailField()
    phone = models.CharField(max_length=20, blank=True)
    care = models.TextField()
    locations = models.TextField()
    adds = models.TextField()  # what it adds to the care in the region, in its own words
    received_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=71, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    vouched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_how = models.CharField(max_length=300, blank=True)  # by what the purchaser knows that it speaks for it
    wanted = models.TextField(blank=True)  # what the purchaser asked for besides
    wanted_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(null=True, blank=True)
    ground = models.TextField(blank=True)  # for granting or refusing
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=80, blank=True)  # the condition of the policy, or the route that it came to
    places = models.JSONField(default=list)  # where that stands in the policy
    answer = models.TextField(blank=True)  # what was written to whoever asked
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = AgreementRequests.as_manager()

    class Meta:
        """One that is open for each provider and agreement; and never the same person twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "agreement"],
                condition=models.Q(ended_at=None) & ~models.Q(provider=None),
                name="request_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("granted_by")),
                name="request_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, outcome="") | ~(models.Q(ended_at=None) | models.Q(outcome="")),
                name="request_ended_with_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "ended_at", "received_at"]),
            models.Index(fields=["link_hash"]),
        ]

    def __str__(self) -> str:
        return f"aanvraag {self.pk}"

    @property
    def verified(self) -> bool:
        """Whether it is known for which provider it speaks."""
        return self.provider_id is not None


class Document(Guarded):
    """A file that came with a request, kept by its hash."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(AgreementRequest, models.PROTECT, related_name="documents")
    content_hash = models.CharField(max_length=71)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)  # when no malware was found in it; none: nobody looked

    class Meta:
        """The same file once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "content_hash"], name="request_document_once")
        ]

    def __str__(self) -> str:
        return f"stuk {self.pk} bij {self.request_id}"
