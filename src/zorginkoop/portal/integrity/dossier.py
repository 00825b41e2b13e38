"""In each dossier: a way to report, and nothing of what was reported."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import IN_CONFIDENCE, Section


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give nothing: whether there is a case is shielded."""
    return {}


SECTION = Section(90, "integrity", "integrity/dossier.html", filled, seen_by=IN_CONFIDENCE)
