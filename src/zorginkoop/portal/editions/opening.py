"""Open a season: from then on its agreements can be carried out."""

from __future__ import annotations

from collections.abc import Mapping

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import edition_of, rules_of
from zorginkoop.portal.editions.keeping import keep
from zorginkoop.portal.editions.models import Channel, Season, SeasonAgreement

PROVIDER = "aanbieder"


def open_season(edition: str, *, label: str = "", product_type: str = "", channels: Mapping[str, Channel]) -> Season:
    """Open a season of an edition for a label and product type (by default its first), with these agreements.

    Raises KeyError for an agreement that the edition does not have. Opening it twice gives the same season.
    """
    loaded = edition_of(edition)
    head = loaded.source.uitgave
    scope = head.geldt_voor
    with changing("editions.season_opened") as change:
        keep(edition, loaded)
        season, _ = Season.objects.get_or_create(
            edition=edition,
            insurer=scope.uzovi,
            label=label or (scope.labels[0] if scope.labels else ""),
            product_type=product_type or (scope.polisvormen[0] if scope.polisvormen else ""),
            contract_year=head.contractjaar,
            defaults={"coding": head.codering, "edition_hash": loaded.content_hash, "opened_at": clock.now()},
        )
        rules = rules_of(season)  # a season that runs goes on by its own
        for name, channel in channels.items():
            source = rules.source.overeenkomsten[name]
            SeasonAgreement.objects.get_or_create(
                season=season,
                name=name,
                defaults={"care_type": source.zorgsoort, "title": source.naam.nl, "channel": channel},
            )
        change.about = season
        change.details["agreements"] = sorted(channels)
    return season
