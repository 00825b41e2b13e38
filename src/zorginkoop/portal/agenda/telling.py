"""Tell the providers for whom a deadline ends later, by mail: who still has to act, each once, in small changes."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import reverse

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal.agenda.models import ExtensionTold
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.deadlines.decided import kept_by_policy
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.sending import contacts_of

_AT_ONCE = 25  # few enough that nobody who writes meanwhile waits long
_BY_THE_POLICY = (
    "Het beleid toetst zelf op welke dag u bevestigt, en die dag blijft in het beleid gelden. Wij bekijken wat dit "
    "voor uw uitkomst betekent. Vraag het uw zorginkoper als u twijfelt."
)
_TURN = 0.1  # seconds in which others get to write, on a database that lets one write at a time


def tell(number: int) -> None:
    """Tell everybody who was not told yet and still has to act; where VECOZO is the channel, VECOZO tells."""
    extension = Extension.objects.select_related("agreement__season", "agreement__owner").get(pk=number)
    if extension.agreed_at is None or extension.agreement.channel == Channel.VECOZO:
        return
    while _some(extension):
        if connection.vendor == "sqlite":
            time.sleep(_TURN)


def _some(extension: Extension) -> bool:
    with changing("agenda.extension_told", about=extension) as change:
        Extension.objects.select_for_update().get(pk=extension.pk)
        batch = list(_untold(extension))
        contacts = contacts_of(batch)
        for provider in batch:
            address = contacts.get(provider.pk, "")
            message = None
            if address:
                subject, body = words(extension, provider)
                message = outbox.write(address, subject, body, about=extension, for_whom=provider.public_id)
            ExtensionTold.objects.create(extension=extension, provider=provider, message=message)
        change.details["providers"] = len(batch)
    return len(batch) == _AT_ONCE


def _untold(extension: Extension) -> list[Provider]:
    asked = Questionnaire.objects.filter(
        agreement=extension.agreement, provider=OuterRef("pk"), confirmed_at=None
    )  # the one deadline that can be extended is that of the questionnaire
    told = ExtensionTold.objects.filter(extension=extension, provider=OuterRef("pk"))
    rows = Provider.objects.filter(Exists(asked), ~Exists(told))
    if extension.provider_id is not None:
        rows = rows.filter(pk=extension.provider_id)
    return list(rows.order_by("pk")[:_AT_ONCE])


def words(extension: Extension, provider: Provider) -> tuple[str, str]:
    """Write what a provider is told: until when it has now, for what, where, and whom to ask; in plain Dutch."""
    agreement = extension.agreement
    what = f"{agreement.title.lower()} {agreement.season.contract_year}"
    day = write_date(extension.last_day, "nl")
    place = f"{settings.BASE_URL}{reverse('practice-home', args=[provider.public_id])}"
    owner = agreement.owner
    allowed = f"{provider.name} (AGB-code {provider.agb_code}) heeft langer de tijd voor de vragenlijst {what}."
    phone = f", telefoon {owner.phone}" if owner and owner.phone else ""
    parts = [
        "Geachte heer of mevrouw,",
        f"{allowed} U kunt bevestigen tot en met {day}, 23:59 uur.",
        _BY_THE_POLICY if kept_by_policy(agreement, extension.event) else "",
        f"U doet dit op deze pagina:\n{place}",
        f"Vragen? Uw zorginkoper is {owner.name}{phone}." if owner else "",
        f"Met vriendelijke groet,\n{settings.PURCHASER}",
    ]
    subject = f"Langer de tijd: vragenlijst {what} tot en met {day}, AGB-code {provider.agb_code}"
    return subject, "\n\n".join(part for part in parts if part) + "\n"
