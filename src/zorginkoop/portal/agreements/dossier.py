"""The letters of refusals, as a part of a dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.letter_views import made
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import KNOWLEDGE, OF_CONTRACTING, Section


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the letters of a provider up to a day."""
    return {"letters": made().filter(assessment__provider=provider, day__lte=on)}


SECTION = Section(68, "letters", "agreements/letters.html", filled, KNOWLEDGE, OF_CONTRACTING)
