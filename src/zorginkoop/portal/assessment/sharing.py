"""Share the work out: who has how much, and who takes over what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment.interests import refuse_tied
from zorginkoop.portal.assessment.models import Completion, Interest, WorkItem
from zorginkoop.portal.assessment.work import AlreadyDoneError, waits
from zorginkoop.portal.audit.log import changing

Row = tuple[int, int, datetime | None]
NOTHING: Row = (0, 0, None)


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has taken on: how much, how much of it waits for a provider, and since when the oldest waits."""

    name: str
    number: int
    waiting: int
    since: datetime | None


def loads() -> list[Load]:
    """Give the work of every purchaser, who has most first, and under an empty name what nobody has taken on."""
    waiting = Completion.objects.filter(waits()).values("item")
    rows = (
        WorkItem.objects.filter(closed_at=None)
        .order_by()
        .values_list("assigned_to")
        .annotate(number=Count("pk"), waiting=Count("pk", filter=Q(pk__in=waiting)), since=Min("raised_at"))
    )
    counted: dict[int | None, Row] = {person: (number, idle, since) for person, number, idle, since in rows}
    has_some = [person for person in counted if person is not None]
    people = User.objects.filter(Q(pk__in=has_some) | Q(pk__in=purchasers().values("pk")))
    found = [Load(one.name, *counted.get(one.pk, NOTHING)) for one in people]
    nobody = [Load("", *counted[None])] if None in counted else []
    return nobody + sorted(found, key=lambda one: (-one.number, one.name))


def purchasers() -> QuerySet[User]:
    """Give everybody who is a purchaser today."""
    held = RoleGrant.objects.valid(clock.today()).filter(role=StaffRole.PURCHASER)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def can_take(item: WorkItem) -> QuerySet[User]:
    """Give who can take a piece of work on: a purchaser that is not tied to the provider."""
    tied = Interest.objects.filter(provider=item.provider_id, ended_at=None).values("person")
    return purchasers().exclude(pk__in=tied)


def assign(item: WorkItem, to: User) -> None:
    """Give a piece of work to somebody; AlreadyDoneError when it was dealt with, TiedError where that one is tied."""
    with changing("assessment.work_assigned", about=item, for_whom=item.provider.public_id, to=to.pk):
        refuse_tied(to, item.provider_id)
        held = WorkItem.objects.select_for_update().get(pk=item.pk)
        if held.closed_at is not None:
            raise AlreadyDoneError
        held.assigned_to = to
        held.save(update_fields=["assigned_to"])
