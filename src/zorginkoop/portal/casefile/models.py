"""Season files that were asked for: of whom, by whom, why, and the file by the hash of its content."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import Season
from zorginkoop.portal.register.models import Provider


class CaseFileState(models.TextChoices):
    """How far a season file is."""

    WAITING = "wacht", _("wordt gemaakt")
    MADE = "klaar", _("klaar om op te halen")
    FAILED = "mislukt", _("niet gelukt")


class CaseFile(Guarded):
    """One season file: kept as it was sealed, for whoever has to show later what was handed over."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="case_files")
    season = models.ForeignKey(Season, models.PROTECT, related_name="case_files")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    for_whom = models.CharField(max_length=160)  # who gets it: a court, a regulator, the provider's lawyer
    ground = models.TextField()
    confidential = models.BooleanField(default=False)
    confidential_ground = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=CaseFileState, default=CaseFileState.WAITING)
    made_at = models.DateTimeField(null=True, blank=True)
    file_hash = models.CharField(max_length=71, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, blank=True)

    class Meta:
        """The newest first; of one provider and season one is made at a time; nothing confidential without a reason."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "season"],
                condition=models.Q(state=CaseFileState.WAITING),
                name="one_case_file_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(confidential=False) | ~models.Q(confidential_ground=""),
                name="case_file_confidential_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the file, as its overview has it."""
        return f"D{self.season.contract_year}-{self.pk:06}"

    @property
    def file_name(self) -> str:
        """How the file is called when somebody fetches it."""
        return f"dossier-{self.provider.agb_code}-{self.number}.zip"

    @property
    def path(self) -> Path:
        """Give where the file is kept."""
        digest = self.file_hash.removeprefix("sha256:")
        return folder() / digest[:2] / f"{digest}.zip"


def folder() -> Path:
    """Give the folder of season files, outside what is served."""
    return Path(settings.DATA) / "dossiers"
