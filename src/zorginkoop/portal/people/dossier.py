"""Who manages a provider in the site, and who is to, as a part of its dossier."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.people.appointing import managers_of
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.register.sections import IN_CONFIDENCE, PEOPLE, Section


def filled(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - every part is filled alike
    """Give who manages it today, and what is open."""
    return {
        "managers": managers_of(provider),
        "appointments": Appointment.objects.open().filter(provider=provider).order_by("pk"),
    }


SECTION = Section(15, "managers", "people/dossier.html", filled, PEOPLE, IN_CONFIDENCE)
