"""The places where providers are for whom an agreement is meant, and none of them has one, by region."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.season.coverage import meant_for
from zorginkoop.portal.selection.models import Run


@dataclass(frozen=True, slots=True)
class EmptyPlace:
    """One place without an agreement."""

    region: str
    place: str
    meant: int
    approached: int


def empty_places(agreement: SeasonAgreement, run: Run) -> list[EmptyPlace]:
    """Give the places without an agreement, by region and name."""
    rows = (
        meant_for(agreement, run)
        .exclude(provider__place="")
        .order_by()
        .values_list("region", "provider__place")
        .annotate(
            meant=Count("pk"),
            approached=Count("pk", filter=Q(approach=True)),
            contracted=Count("pk", filter=Q(has_agreement=True)),
        )
        .filter(contracted=0)
        .order_by("region", "provider__place")
    )
    return [EmptyPlace(region, place, meant, approached) for region, place, meant, approached, _none in rows]
