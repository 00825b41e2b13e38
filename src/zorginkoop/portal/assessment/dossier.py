"""The outcomes of a provider, as a part of its dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import CONTRACTING, OF_CONTRACTING, Section


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the outcomes that were judged by a day, the latest first."""
    found = Assessment.objects.filter(provider=provider, on__lte=on).select_related("agreement__season")
    return {"assessments": found.defer("packed").order_by("-judged_at")}


SECTION = Section(35, "assessments", "assessment/dossier.html", filled, part=CONTRACTING, seen_by=OF_CONTRACTING)
