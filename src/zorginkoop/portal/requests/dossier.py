"""The requests of a provider, as a part of its dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import CONTRACTING, Section
from zorginkoop.portal.requests.models import AgreementRequest


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the requests that came by a day, the latest first."""
    rows = AgreementRequest.objects.filter(provider=provider).select_related("agreement__season")
    told = rows.order_by("-received_at", "-pk")
    return {"requests": [one for one in told if one.received_at.astimezone(clock.AMSTERDAM).date() <= on]}


SECTION = Section(24, "requests", "requests/dossier.html", filled, CONTRACTING)
