"""The questionnaires of a provider, as a part of its dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.deadlines.ends import CONFIRMED, ends_of
from zorginkoop.portal.intake.opening import closing_of, minute_before
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import CONTRACTING, OF_CONTRACTING, Section


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the questionnaires that stood open or were confirmed by a day."""
    found = provider.questionnaires.select_related("agreement__season", "provider").order_by("-opened_at")
    open_by = [one for one in found if one.opened_at.astimezone(clock.AMSTERDAM).date() <= on]
    ends = ends_of(provider, [one.agreement for one in open_by], CONFIRMED)
    told = [(one, closing_of(one) if one.reopened_until else ends[one.agreement_id]) for one in open_by]
    return {"questionnaires": [(one, minute_before(end)) for one, end in told]}


SECTION = Section(30, "questionnaires", "intake/dossier.html", filled, part=CONTRACTING, seen_by=OF_CONTRACTING)
