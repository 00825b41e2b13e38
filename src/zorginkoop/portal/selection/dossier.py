"""What selections said of a provider, and its invitations, as a part of its dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import CONTRACTING, OF_CONTRACTING, Section
from zorginkoop.portal.selection.approach import Reasons
from zorginkoop.portal.selection.models import Choice, Invitation, Says

_SHOWN = 20


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give the newest selection of each agreement by a day for whom the provider is meant, and its invitations."""
    choices = Choice.objects.filter(provider=provider, in_audience=True, run__on__lte=on)
    newest: dict[int, Choice] = {}
    for choice in choices.select_related("run__agreement__season").order_by("-run__number")[:_SHOWN]:
        newest.setdefault(choice.run.agreement_id, choice)
    invitations = {
        one.agreement_id: one
        for one in Invitation.objects.filter(provider=provider).select_related("message")
        if one.invited_at.astimezone(clock.AMSTERDAM).date() <= on
    }
    return {"selections": [(choice, _words(choice), invitations.get(run)) for run, choice in newest.items()]}


def _words(choice: Choice) -> str:
    reasons = Reasons(compiled(choice.run.agreement).agreement)
    return reasons.words(choice.reason, unknown=choice.says == Says.UNDECIDED) if choice.reason else ""


SECTION = Section(22, "selections", "selection/dossier.html", filled, part=CONTRACTING, seen_by=OF_CONTRACTING)
