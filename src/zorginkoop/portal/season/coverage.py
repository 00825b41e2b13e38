"""The contracting rate, and where nobody has an agreement: of the providers for whom it is meant, by own address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import RecordedAgreement
from zorginkoop.portal.selection.models import Choice, Run
from zorginkoop.portal.selection.summaries import summary_of


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many providers are meant, approached, and have an agreement for the contract year."""

    name: str
    meant: int
    approached: int
    contracted: int

    @property
    def percent(self) -> int | None:
        """The contracting rate in whole percents; none where nobody is meant."""
        return self.contracted * 100 // self.meant if self.meant else None


def total(agreement: SeasonAgreement, run: Run) -> Coverage:
    """Give the contracting rate of the whole country."""
    summary = summary_of(run)
    contracted = Choice.objects.filter(_agreed(agreement), run=run, in_audience=True).count()
    not_approached = sum(meant for _, _, _, meant in summary.reasons)
    return Coverage("", summary.audience, summary.audience - not_approached, contracted)


def by_region(agreement: SeasonAgreement, run: Run) -> list[Coverage]:
    """Give the contracting rate of each region: the first two digits of the postcode."""
    return sorted(_counted(meant_for(agreement, run), "region"), key=lambda one: one.name)


def empty_places(agreement: SeasonAgreement, run: Run) -> list[Coverage]:
    """Give the places where providers are for whom it is meant, and none of them has an agreement."""
    each = _counted(meant_for(agreement, run).exclude(provider__place=""), "provider__place")
    return sorted((one for one in each if not one.contracted), key=lambda one: (-one.meant, one.name))


def _counted(rows: QuerySet[Any, Any], by: str) -> Iterator[Coverage]:
    """Count providers by a field, in one query."""
    counted = (
        rows.order_by()
        .values_list(by)
        .annotate(
            meant=Count("pk"),
            approached=Count("pk", filter=Q(approach=True)),
            contracted=Count("pk", filter=Q(has_agreement=True)),
        )
    )
    return (Coverage(*row) for row in counted)


def meant_for(agreement: SeasonAgreement, run: Run) -> QuerySet[Any, Any]:
    """Give the choices of providers for whom an agreement is meant, each with whether it has one."""
    return Choice.objects.filter(run=run, in_audience=True).annotate(has_agreement=_agreed(agreement))


def _agreed(agreement: SeasonAgreement) -> Exists:
    """Tell whether the provider of a choice has an agreement that was signed and holds in the contract year."""
    season = agreement.season
    year = season.contract_year
    signed = RecordedAgreement.objects.standing().filter(
        Q(valid_until=None) | Q(valid_until__gte=date(year, 1, 1)),
        Q(label="") | Q(label=season.label),
        provider=OuterRef("provider"),
        insurer=season.insurer,
        care_type=agreement.care_type,
        valid_from__lte=date(year, 12, 31),
        concluded_on__isnull=False,
    )
    return Exists(signed)
