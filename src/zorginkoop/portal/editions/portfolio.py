"""Who an agreement of a season belongs to, along which channel it comes about, and handing it over from a day on."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Handover, SeasonAgreement

handed_over = Signal()  # agreement, before, after: sent inside the change, so that the open work goes along


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def purchasers(on: date | None = None) -> list[User]:
    """Give who is a purchaser on a day, by name."""
    grants = RoleGrant.objects.valid(on or clock.today()).filter(role=StaffRole.PURCHASER)
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name"))


def set_channel(agreement: SeasonAgreement, channel: str) -> None:
    """Choose the channel of an agreement; what was sent already went along the old one."""
    with changing("editions.channel_set", about=agreement, channel=channel):
        SeasonAgreement.objects.filter(pk=agreement.pk).update(channel=channel)


def hand_over(agreement: SeasonAgreement, to: User, first_day: date, by: User, note: str = "") -> Handover:
    """Arrange that an agreement goes to somebody from a day on; today or earlier is at once."""
    if to not in purchasers(max(first_day, clock.today())):
        raise CannotError(_("Deze collega is op die dag geen zorginkoper. Kies een ander, of laat eerst de rol geven."))
    with changing("editions.handover_arranged", about=agreement, to=to.pk, first_day=first_day.isoformat()):
        handover = Handover.objects.create(
            agreement=agreement, to=to, first_day=first_day, note=note, arranged_by=by, arranged_at=clock.now()
        )
    if first_day <= clock.today():
        carry_out()
    return handover


def withdraw(handover: Handover) -> None:
    """Call a handover off that has not begun."""
    with changing("editions.handover_withdrawn", about=handover.agreement):
        waiting = Handover.objects.filter(pk=handover.pk, done_at=None, withdrawn_at=None)
        if not waiting.update(withdrawn_at=clock.now()):
            raise CannotError(_("Deze overdracht is al ingegaan of ingetrokken."))


def due() -> QuerySet[Handover]:
    """Give the handovers whose day has come and that are not carried out yet."""
    return Handover.objects.filter(done_at=None, withdrawn_at=None, first_day__lte=clock.today())


def carry_out() -> int:
    """Carry out every handover whose day has come; give how many. Doing it again changes nothing."""
    number = 0
    for pk in list(due().order_by("first_day", "pk").values_list("pk", flat=True)):
        with changing("editions.handed_over") as change:
            handover = (
                Handover.objects.select_for_update(of=("self",)).select_related("agreement__owner", "to").get(pk=pk)
            )
            change.about = handover
            if handover.done_at is not None or handover.withdrawn_at is not None:
                continue
            before = handover.agreement.owner
            SeasonAgreement.objects.filter(pk=handover.agreement_id).update(owner=handover.to)
            handed_over.send(SeasonAgreement, agreement=handover.agreement, before=before, after=handover.to)
            Handover.objects.filter(pk=pk).update(done_at=clock.now())
            number += 1
    return number
