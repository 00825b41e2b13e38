"""Questions about the policy of a season, and the answers that everybody can read."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import Season, SeasonAgreement
from zorginkoop.portal.register.models import Provider


class Answers(models.QuerySet["Answer"]):
    """Finds answers."""

    def published(self) -> Self:
        """Give what everybody can read, each in its newest wording."""
        return self.filter(private=False, replaced_at=None)


class Answer(Guarded):
    """A question as it is published, with its answer: to everybody, or to one provider alone with the ground for it.

    A better wording takes the place of an earlier one under the same number; the earlier one stays.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    season = models.ForeignKey(Season, models.PROTECT, related_name="answers")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, null=True, blank=True, related_name="answers")
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    about = models.CharField(max_length=160, blank=True)  # the rule or question: voorwaarde:behandelindex
    about_words = models.TextField(blank=True)  # as it read when it was asked
    question = models.TextField()
    edited = models.BooleanField()  # whether the wording is other than that of whoever asked
    text = models.TextField()
    private = models.BooleanField(default=False)
    ground = models.TextField(blank=True)  # why it goes to one provider alone
    leads_to = models.CharField(max_length=80, blank=True)  # the edition in which the policy was changed for it
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = Answers.as_manager()

    class Meta:
        """Numbered within its season."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["season", "number", "version"], name="published_answer_once"),
            models.CheckConstraint(
                condition=models.Q(private=False) | ~models.Q(ground=""), name="private_answer_with_ground"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["season", "private", "replaced_at"])]

    def __str__(self) -> str:
        return f"antwoord {self.number}.{self.version}"


class Questions(models.QuerySet["Question"]):
    """Finds questions."""

    def received(self) -> Self:
        """Give the questions that count: of somebody who is signed in, or whose address is confirmed."""
        return self.exclude(confirmed_at=None)

    def waiting(self) -> Self:
        """Give the questions that nobody answered yet."""
        return self.received().filter(answer=None, closed_at=None)


class Question(Guarded):
    """One question as it was asked, by whom, and the answer that it came to."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    season = models.ForeignKey(Season, models.PROTECT, related_name="questions")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, null=True, blank=True, related_name="questions")
    about = models.CharField(max_length=160, blank=True)
    about_words = models.TextField(blank=True)
    text = models.TextField()
    mark = models.UUIDField(unique=True)  # of the form it came from: sent twice is asked once
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="questions")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=71, blank=True)  # of the link by which somebody without an account returns
    link_until = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, blank=True, related_name="questions")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # without an answer, and why
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closing_reason = models.TextField(blank=True)

    objects = Questions.as_manager()

    class Meta:
        """Found by what waits, and by link; answered or closed, never both."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answer=None) | models.Q(closed_at=None), name="question_answered_or_closed"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["season", "answer", "asked_at"]),
            models.Index(fields=["provider", "asked_at"]),
            models.Index(fields=["link_hash"]),
        ]

    def __str__(self) -> str:
        return f"vraag {self.pk}"

    @property
    def received_at(self) -> datetime:
        """From which moment it counts."""
        return self.confirmed_at or self.asked_at

    @property
    def ended_at(self) -> datetime | None:
        """When it was answered or closed; None while it waits."""
        return self.answered_at or self.closed_at
