"""What the purchaser writes down about a provider: people to call, notes, checks, and what happened to its code."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.register.models.base import Recorded
from zorginkoop.portal.register.models.organisations import Provider


class Contact(Guarded):
    """Somebody at a provider whom one may call or write to; apart from who signs and from who signs in."""

    may_delete = True  # a person may ask to be left out

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    function = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    source = models.CharField(max_length=80)
    known_since = models.DateField()


class NoteKind(models.TextChoices):
    """How a note came about."""

    NOTE = "notitie", _("notitie")
    CALL = "telefoon", _("telefoongesprek")
    MAIL = "e-mail", _("e-mail")
    TALK = "gesprek", _("gesprek")
    APPOINTMENT = "afspraak", _("afspraak")


class Note(Guarded):
    """What somebody wrote down about a provider: for itself, or for all purchasers; perhaps with a day to follow up."""

    may_delete = True  # it may name people

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoteKind, default=NoteKind.NOTE)
    text = models.TextField()
    shared = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    follow_up_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; looked up by the day to follow up."""

        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["author", "follow_up_on"])]


class ScreeningSubject(models.TextChoices):
    """What is checked about a provider, each in a register of its own."""

    ADMISSION = "wtza", _("toelating (Wtza)")
    INSPECTORATE = "igj", _("maatregel van de inspectie (IGJ)")
    INSOLVENCY = "insolventie", _("faillissement of surseance")
    TRADE_REGISTER = "kvk", _("inschrijving in het handelsregister")


class ScreeningResult(models.TextChoices):
    """What a check found."""

    CLEAR = "in_orde", _("niets gevonden")
    ATTENTION = "aandacht", _("let op")
    SERIOUS = "ernstig", _("ernstig")


class Screening(Recorded):
    """One check of a provider in one register on one day."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="screenings")
    subject = models.CharField(max_length=12, choices=ScreeningSubject)
    result = models.CharField(max_length=8, choices=ScreeningResult)
    finding = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField()


class CodeCaseKind(models.TextChoices):
    """What happened to an AGB code."""

    TAKEOVER = "overname", _("overname")
    MERGER = "fusie", _("fusie")
    NEW_LOCATION = "nieuwe_vestiging", _("nieuwe vestiging")
    ENDED = "beeindigd", _("beëindigde code")


class CodeCase(Guarded):
    """A change of an AGB code as a case: opened by one person, and carried out with the accord of another."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=CodeCaseKind)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="code_cases")
    successor = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="code_cases_won")
    location_agb = models.CharField(max_length=8, blank=True)
    location_name = models.CharField(max_length=200, blank=True)
    location_postcode = models.CharField(max_length=7, blank=True)
    location_place = models.CharField(max_length=80, blank=True)
    effective_on = models.DateField()
    ground = models.TextField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)
    refusal = models.TextField(blank=True)

    class Meta:
        """Newest first; of one code one change at a time waits."""

        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider"], condition=models.Q(agreed=None), name="one_code_case_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.provider_id}"


class Certificate(Recorded):
    """A VECOZO certificate of a provider, with its days."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField()
