"""Where questions and reasons are sent: as the policy says; in a rehearsal never to whom the policy really is of."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from zorginkoop.kernel.language import ContactSource
from zorginkoop.portal.editions.compiled import rules_of
from zorginkoop.portal.editions.models import SeasonAgreement

_MADE_UP = "verzonnen.example"


def channels_of(agreement: SeasonAgreement) -> Mapping[str, ContactSource]:
    """Give the points of contact of an agreement by name; in a rehearsal with made-up addresses and no telephone."""
    told = rules_of(agreement.season).vocabulary.contactpunten
    if settings.PRODUCTION:
        return told
    return {name: one.model_copy(update={"kanaal": _made_up(one.kanaal), "tekst": None}) for name, one in told.items()}


def _made_up(channel: str) -> str:
    """Keep what kind of address it is: somebody who practises may well use it."""
    who, at, _domain = channel.partition("@")
    return f"{who}@{_MADE_UP}" if at else str(settings.BASE_URL)
