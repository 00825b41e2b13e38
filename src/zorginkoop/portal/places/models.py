"""Stretches of days with one contract status and one why, and the places that the public finder reads.

Both are worked out anew from the register whenever something changes: they hold no decision of their own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zorginkoop.portal.audit.models import Guarded
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider


class StatusInterval(Guarded):
    """One stretch of days of one layer of an agreement at a provider; an end that is empty is open."""

    may_delete = True  # worked out anew as a whole

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="status_intervals")
    agreement = models.ForeignKey(SeasonAgreement, models.PROTECT, related_name="+")
    product_type = models.CharField(max_length=40)
    layer = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    location = models.CharField(max_length=60, blank=True)
    care = models.CharField(max_length=60, blank=True)
    row = models.CharField(max_length=60, blank=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    status = models.CharField(max_length=24)
    reasons = models.JSONField(default=list)  # sentences with the places of the policy behind them
    computed_at = models.DateTimeField()

    class Meta:
        """Read for one provider at a time, in order of day."""

        indexes: ClassVar = [models.Index(fields=["provider", "agreement", "product_type"])]
        ordering: ClassVar = ["agreement", "product_type", "layer", "row", "first"]


class PublicStatus(models.TextChoices):
    """What the public reads of a provider for one care, policy and year."""

    CONTRACTED = "gecontracteerd", _("gecontracteerd")
    PARTLY = "deels", _("deels gecontracteerd")
    NOT = "niet", _("niet gecontracteerd")


class PublishedPlace(Guarded):
    """One address in the care finder. The finder reads this table and no other, so it cannot show a draft."""

    may_delete = True  # a projection: worked out anew, and taken away when it no longer holds

    place_id = models.UUIDField()  # of the provider
    provider_name = models.CharField(max_length=200)
    location_name = models.CharField(max_length=200)
    postcode4 = models.CharField(max_length=4, blank=True)
    place = models.CharField(max_length=80, blank=True)
    care_type = models.CharField(max_length=60)
    care_title = models.CharField(max_length=120)
    insurer = models.CharField(max_length=4)
    label = models.CharField(max_length=40)
    product_type = models.CharField(max_length=40)
    contract_year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=16, choices=PublicStatus)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    special_care = models.JSONField(default=list)  # care that is contracted beside it, in words
    visible_from = models.DateField()
    as_of = models.DateField()

    class Meta:
        """Searched by policy and care, then by place or postcode."""

        indexes: ClassVar = [
            models.Index(
                fields=["care_type", "contract_year", "label", "product_type", "postcode4"], name="place_by_code"
            ),
            models.Index(fields=["care_type", "contract_year", "label", "product_type", "place"], name="place_by_name"),
            models.Index(fields=["place_id"]),
        ]
