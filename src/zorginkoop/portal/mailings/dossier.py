"""The mailings, letters and reminders to a provider, as a part of its dossier."""

from __future__ import annotations

from datetime import date, datetime

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.mailings.models import Receiver, Reminder
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import OF_CONTRACTING, SENT, Section

_SHOWN = 20


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give what was sent to the provider by a day, the newest first."""
    received = Receiver.objects.filter(provider=provider, done_at__isnull=False)
    reminded = Reminder.objects.filter(provider=provider)
    mailings = received.select_related("mailing", "message").order_by("-done_at")[:_SHOWN]
    reminders = reminded.select_related("agreement__season", "message").order_by("-sent_at")[:_SHOWN]
    return {
        "mailings_received": [one for one in mailings if one.done_at and _day(one.done_at) <= on],
        "reminders_received": [one for one in reminders if _day(one.sent_at) <= on],
    }


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.AMSTERDAM).date()


SECTION = Section(24, "mailings", "mailings/dossier.html", filled, SENT, OF_CONTRACTING)
