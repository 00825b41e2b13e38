"""Files that were brought to bring the register up to date, and what stood there before them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "wacht", _("wordt nagekeken")
    CHECKED = "nagekeken", _("nagekeken, nog niet verwerkt")
    REFUSED = "geweigerd", _("niet te verwerken")
    CONFIRMED = "bevestigd", _("wordt verwerkt")
    PROCESSED = "verwerkt", _("verwerkt")
    SET_ASIDE = "weggelegd", _("weggelegd, niet verwerkt")


BUSY = (ImportState.WAITING, ImportState.CHECKED, ImportState.CONFIRMED)


class RegisterImport(Guarded):
    """Tables that somebody brought: looked through first, and processed as a whole when somebody says so."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    files = models.JSONField()  # of each its name, its table, and the hash of its content
    content_hash = models.CharField(max_length=71, db_index=True)
    complete = models.BooleanField(default=False)  # what a source no longer names is taken back
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(default=dict)  # new, same, changed and withdrawn rows by table
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    report_hash = models.CharField(max_length=71, blank=True)  # every row, or every problem, as CSV
    moved = models.BooleanField(default=False)  # the register changed between looking through and processing
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"I{self.pk:06}"


class EarlierValues(Guarded):
    """What stood in a row before it was changed in its place, because other tables point at that row."""

    may_delete = True  # it may hold an address of a person

    table = models.CharField(max_length=20)
    row = models.BigIntegerField()
    values = models.JSONField()  # the changed columns of the table, as they were
    replaced_at = models.DateTimeField()
    brought = models.ForeignKey(RegisterImport, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Found by the row."""

        indexes: ClassVar = [models.Index(fields=["table", "row"])]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
