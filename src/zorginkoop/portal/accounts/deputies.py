"""For whom somebody stands in (waarnemen), so that the work of who is absent is seen and done."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import Replacement, User


def acting_for(person: User, day: date | None = None) -> list[User]:
    """Give the people for whom somebody stands in on a day, by default today."""
    return list(User.objects.filter(pk__in=absent_of(person, day)).order_by("name"))


def absent_of(person: User, day: date | None = None) -> QuerySet[Replacement, int]:
    """Give the same people by their numbers, to stand inside another question to the database."""
    return Replacement.objects.valid(day or clock.today()).filter(deputy=person).values_list("absent", flat=True)
