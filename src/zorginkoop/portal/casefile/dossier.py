"""The season files of a provider, as a part of its dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.casefile.models import CaseFile
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import CONTRACTING, Section

ASKERS = frozenset({StaffRole.PURCHASER, StaffRole.INTEGRITY_OFFICER, StaffRole.AUDITOR})
_SHOWN = 10


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the season files that were asked for by a day, the newest first."""
    files = CaseFile.objects.filter(provider=provider).select_related("season", "asked_by")[:_SHOWN]
    return {"case_files": [one for one in files if one.asked_at.astimezone(clock.AMSTERDAM).date() <= on]}


SECTION = Section(80, "case_files", "casefile/section.html", filled, part=CONTRACTING, seen_by=ASKERS)
