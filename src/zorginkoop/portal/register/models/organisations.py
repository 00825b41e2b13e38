"""Who there is: providers, their locations, and the groups they act in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models.base import Recorded


class Group(Guarded):
    """A group of providers that act together."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    representative = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Organisation(Recorded):
    """A company in the trade register: it may hold several providers, each with a code of its own."""

    kvk_number = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    legal_form = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name


class Provider(Recorded):
    """A provider with whom an agreement can exist: one row per AGB code of a practice or institution."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agb_code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)  # praktijk, kraamzorgorganisatie, instelling, apotheek, overig
    kvk_number = models.CharField(max_length=8, blank=True)
    vecozo_email = models.CharField(max_length=254, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    place = models.CharField(max_length=80, blank=True)
    predecessor_agb = models.CharField(max_length=8, blank=True)
    group_code = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # the last day of its code
    fixed_purchaser = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Found by code, by name, and by place."""

        indexes: ClassVar = [
            models.Index(fields=["name"]),
            models.Index(fields=["postcode"]),
            models.Index(fields=["kvk_number"]),
        ]

    def __str__(self) -> str:
        return self.name


class Location(Recorded):
    """An address where a provider gives care."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="locations")
    agb_code = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    postcode = models.CharField(max_length=7, blank=True)
    place = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """One row that stands for each code."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agb_code"], condition=models.Q(withdrawn_at=None), name="location_once")
        ]
        indexes: ClassVar = [models.Index(fields=["agb_code"])]

    def __str__(self) -> str:
        return self.name


class GroupMember(Guarded):
    """Which provider belongs to a group, from a day until a day."""

    group_code = models.CharField(max_length=40)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """One row for each start."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_code", "provider", "valid_from"], name="group_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.group_code}: {self.provider_id}"
