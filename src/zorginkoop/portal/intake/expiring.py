"""Evidence that is about to end: its provider is told in time, and a purchaser sees to it that something comes.

The rule is one: eight weeks before its last day, once for that day, and not where newer evidence holds longer.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.drafts import REJECTED
from zorginkoop.portal.intake.models import ExpiryNotice
from zorginkoop.portal.intake.vault import AHEAD, kinds
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Evidence, Provider
from zorginkoop.portal.selection.sending import contacts_of

_AT_ONCE = 50


class AlreadyHandledError(Exception):
    """A colleague was first."""


def ending() -> QuerySet[Evidence]:
    """Give what is about to end, was not told yet, and has nothing newer that holds longer."""
    today = clock.today()
    told = ExpiryNotice.objects.filter(evidence=OuterRef("pk"), valid_until=OuterRef("valid_until"))
    rows = Evidence.objects.filter(valid_until__gte=today, valid_until__lt=today + AHEAD)
    return rows.exclude(verdict=REJECTED).filter(~Exists(told), ~Exists(_longer("")))


def _longer(path: str) -> QuerySet[Evidence]:
    """Find evidence for the same fact that holds longer than that at a path."""
    rows = Evidence.objects.filter(provider=OuterRef(f"{path}provider"), fact=OuterRef(f"{path}fact"))
    longer = Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
    return rows.exclude(verdict=REJECTED).filter(longer)


def tell() -> None:
    """Tell each provider of what is about to end, in one mail for all of it; the rest waits for a person."""
    while True:
        pieces = list(ending().select_related("provider").order_by("provider", "valid_until", "pk")[:_AT_ONCE])
        if not pieces:
            return
        providers = {one.provider_id: one.provider for one in pieces}
        addresses = contacts_of(providers.values())
        for provider in providers.values():
            _tell(provider, addresses.get(provider.pk, ""))


def _tell(provider: Provider, address: str) -> None:
    with changing("intake.expiry_told", about=provider, for_whom=provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        pieces = list(ending().filter(provider=provider).order_by("valid_until", "pk"))
        message = _written(provider, address, pieces) if address and pieces else None
        ExpiryNotice.objects.bulk_create(
            ExpiryNotice(evidence=one, valid_until=one.valid_until, raised_at=clock.now(), message=message)
            for one in pieces
            if one.valid_until
        )
        change.details["pieces"] = len(pieces)


def _written(provider: Provider, address: str, pieces: list[Evidence]) -> Message:
    names = kinds("nl")
    lines = [
        f"- {names.get(one.fact, one.fact)}: geldig tot en met {write_date(one.valid_until, 'nl')}"
        for one in pieces
        if one.valid_until
    ]
    page = f"{settings.BASE_URL}{reverse('intake:vault', args=[provider.public_id])}"
    body = "\n".join(
        [
            "Geachte heer of mevrouw,\n",
            f"Bewijs dat wij van {provider.name} hebben, is binnenkort niet meer geldig:",
            *lines,
            "\nVraag op tijd nieuw bewijs aan bij wie het afgeeft. Vragen wij erom, dan staat dat in uw vragenlijst.",
            f"Wat wij van u hebben, ziet u hier:\n{page}\n",
            f"Met vriendelijke groet,\n{settings.PURCHASER}\n",
        ]
    )
    return outbox.write(address, "Uw bewijs verloopt binnenkort", body, about=provider, for_whom=provider.public_id)


def waiting() -> QuerySet[ExpiryNotice]:
    """Give what nobody saw to yet, the first to end first; what newer evidence made good is no longer there."""
    related = ("evidence__provider", "message")
    rows = ExpiryNotice.objects.filter(handled_at=None).exclude(evidence__verdict=REJECTED)
    return rows.filter(~Exists(_longer("evidence__"))).select_related(*related).order_by("valid_until", "pk")


def handle(notice: ExpiryNotice, note: str, by: User) -> None:
    """Say what was done about it; AlreadyHandledError when a colleague was first."""
    whom = notice.evidence.provider.public_id
    with changing("intake.expiry_handled", about=notice, for_whom=whom):
        held = ExpiryNotice.objects.select_for_update().get(pk=notice.pk)
        if held.handled_at is not None:
            raise AlreadyHandledError(_("Een collega heeft dit al afgehandeld."))
        held.handled_at, held.handled_by, held.note = clock.now(), by, note
        held.save(update_fields=["handled_at", "handled_by", "note"])
