"""Stretches of days with one contract status and one why, and the places that the public finder reads.

Both are worked out anew from the register whenever something changes: they hold no decision of their own.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

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


class PublishedPlaces(models.QuerySet["PublishedPlace"]):
    """Finds what may be seen."""

    def visible(self, day: date) -> Self:
        """Give what may be seen on a day, also of agreements that have ended by then."""
        return self.filter(visible_from__lte=day)

    def in_year(self, year: int, looked_on: date) -> Self:
        """Give what holds in a year, of each address the first stretch; of this year only what has not ended yet."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        rows = self.visible(looked_on).filter(_overlaps(looked_on if first <= looked_on <= last else first, last))
        same = {name: models.OuterRef(name) for name in ADDRESS}
        sooner = rows.filter(**same).order_by(models.F("first").asc(nulls_first=True), "-contract_year", "pk")
        return rows.filter(pk=models.Subquery(sooner.values("pk")[:1]))

    def standing(self, day: date) -> Self:
        """Give what may be seen on a day and has not ended by then."""
        return self.visible(day).filter(models.Q(last=None) | models.Q(last__gte=day))


def _overlaps(first: date, last: date) -> models.Q:
    starts = models.Q(first=None) | models.Q(first__lte=last)
    return starts & (models.Q(last=None) | models.Q(last__gte=first))


# what makes an address in the finder one: for one care and policy it stands there once
ADDRESS = ("place_id", "location_code", "care_type", "insurer", "label", "product_type")


class PublishedPlace(Guarded):
    """One stretch of days of one address in the care finder.

    The finder reads this table and no other, so it cannot show a draft.
    """

    may_delete = True  # a projection: worked out anew, and taken away when it no longer holds

    place_id = models.UUIDField()  # of the provider
    provider_name = models.CharField(max_length=200)
    location_code = models.CharField(max_length=8, blank=True)  # empty: the provider's own address
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

    objects = PublishedPlaces.as_manager()

    class Meta:
        """Searched by policy and care, then by place or postcode."""

        indexes: ClassVar = [
            models.Index(fields=["care_type", "label", "product_type", "postcode4"], name="place_by_postcode"),
            models.Index(fields=["care_type", "label", "product_type", "place"], name="place_by_town"),
            models.Index(fields=["place_id"]),
        ]
