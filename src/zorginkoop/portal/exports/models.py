"""Files of long lists, which a job writes and a person fetches."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded


class DownloadState(models.TextChoices):
    """How far a file is."""

    WAITING = "wacht", _("wordt gemaakt")
    MADE = "klaar", _("klaar om op te halen")
    FAILED = "mislukt", _("niet gelukt")
    GONE = "weg", _("opgeruimd")


class Download(Guarded):
    """A list that somebody asked for as a file: which, by its address with the filter, and how far it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.CharField(max_length=1000)
    form = models.CharField(max_length=4)
    language = models.CharField(max_length=5)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DownloadState, default=DownloadState.WAITING)
    job = models.CharField(max_length=36, blank=True)
    name = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        """The newest first; the same list is made once at a time for one person."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asked_by", "address", "form"],
                condition=models.Q(state=DownloadState.WAITING),
                name="one_download_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """How the file is called when somebody fetches it."""
        return f"{self.name}.{self.form}"

    @property
    def path(self) -> Path:
        """Give where the file is kept."""
        return folder() / f"{self.public_id}.{self.form}"

    @property
    def progress(self) -> Path:
        """Give where stands how far it is: what happens in one transaction cannot be seen in it from outside."""
        return folder() / f"{self.public_id}.voortgang"


def folder() -> Path:
    """Give the folder of these files, outside what is served; it is there afterwards."""
    found = Path(settings.DATA) / "downloads"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found
