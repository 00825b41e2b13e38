"""A season: one edition of a policy, carried out for one insurer, label and product type in one contract year."""

from __future__ import annotations

import zlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.models import Guarded


class Channel(models.TextChoices):
    """Along which way an agreement comes about."""

    VECOZO = "vecozo", _("VECOZO")
    PORTAL = "portaal", _("dit portaal")
    EMAIL = "e-mail", _("e-mail")


class Season(Guarded):
    """One edition carried out, by the rules that its hash names; those are kept, and other files change nothing."""

    edition = models.CharField(max_length=80)  # paramedische_zorg/2026-2
    coding = models.PositiveSmallIntegerField()
    edition_hash = models.CharField(max_length=71)
    insurer = models.CharField(max_length=4)
    label = models.CharField(max_length=40)
    product_type = models.CharField(max_length=40)
    contract_year = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        """One season for each edition and key."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "insurer", "label", "product_type", "contract_year"], name="season_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.label}"


class RuleText(Guarded):
    """The rules by which a season runs, or ran: every text of an edition as it then was, whatever its files became."""

    content_hash = models.CharField(max_length=71, unique=True)
    edition = models.CharField(max_length=80)
    coding = models.PositiveSmallIntegerField()
    packed = models.BinaryField()  # the canonical bytes, packed
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition} {self.coding}"

    @property
    def canonical_bytes(self) -> bytes:
        """The texts, byte for byte as they were kept."""
        return zlib.decompress(self.packed)


class SeasonAgreement(Guarded):
    """One agreement of a season: its channel, and the purchaser it belongs to."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="agreements")
    name = models.CharField(max_length=60)  # fysiotherapie
    care_type = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=12, choices=Channel)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="portfolio")

    class Meta:
        """One of each name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["season", "name"], name="season_agreement_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.season.contract_year}"


class Handover(Guarded):
    """That an agreement goes from one purchaser to another, from a day on; the last one that began counts."""

    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="handovers")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    first_day = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    arranged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by what still has to be done."""

        indexes: ClassVar = [models.Index(fields=["done_at", "first_day"])]

    def __str__(self) -> str:
        return f"{self.agreement_id} to {self.to_id} on {self.first_day}"
