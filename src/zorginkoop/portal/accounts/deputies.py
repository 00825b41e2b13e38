"""For whom somebody stands in (waarnemen), so that the work of who is absent is seen and done."""

from __future__ import annotations

from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import Replacement, User


def acting_for(person: User, day: date | None = None) -> list[User]:
    """Give the people for whom somebody stands in on a day, by default today."""
    standing = Replacement.objects.valid(day or clock.today()).filter(deputy=person)
    return list(User.objects.filter(pk__in=standing.values("absent")).order_by("name"))
