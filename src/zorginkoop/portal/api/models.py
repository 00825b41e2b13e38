"""The keys by which other systems read: each of one organisation, and kept as a hash."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models import Provider


class ApiKey(Guarded):
    """A key of a provider (which reads what is its own), or of the purchaser (which reads everything)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="api_keys")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=71, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]
