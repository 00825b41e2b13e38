"""Who may act for a provider in the site, and who may sign for it by the trade register."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models.base import Kept_co, ValidRows
from zorginkoop.portal.register.models.organisations import Provider


class Mandate(Guarded):
    """A role of somebody at a provider, from a day until a day; one person may have them at several."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="mandates")
    user = models.ForeignKey(User, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=16, choices=ProviderRole)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ValidRows.as_manager()

    class Meta:
        """Looked up by person at each request."""

        indexes: ClassVar = [models.Index(fields=["user", "provider"])]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.provider_id}"


class BindingRows(ValidRows[Kept_co]):
    """Signatories that count: only those whose evidence the purchaser has checked."""

    def valid(self, on: date) -> Self:
        """Give who may bind on a day."""
        return super().valid(on).exclude(checked_at=None)


class Signatory(Guarded):
    """Somebody who may bind a provider by the trade register: alone, or only together with another.

    A provider names it with an extract of the trade register; it counts once the purchaser has checked that.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="signatories")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="signatory_of")
    name = models.CharField(max_length=120)
    jointly = models.BooleanField(default=False)
    kvk_extract_date = models.DateField()
    kvk_extract_hash = models.CharField(max_length=71, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True)

    objects = BindingRows.as_manager()

    def __str__(self) -> str:
        return f"{self.name} of {self.provider_id}"
