"""Decide that a deadline ends later: one person proposes with the reason, another agrees. Nothing ever ends earlier."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.deadlines.ends import EXTENDABLE, end_for, last_day_before
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import Provider


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def propose(  # noqa: PLR0913 - what a decision about a deadline consists of
    agreement: SeasonAgreement, event: str, last_day: date, ground: str, *, by: User, provider: Provider | None = None
) -> Extension:
    """Propose a later last day; CannotError says why it cannot be one."""
    with changing("deadlines.extension_proposed", event=event, last_day=last_day.isoformat()) as change:
        change.for_whom = _whom(provider)
        _refuse_tied(by, provider)
        SeasonAgreement.objects.select_for_update().get(pk=agreement.pk)
        if reason := in_the_way(agreement, event, last_day, provider):
            raise CannotError(reason)
        if Extension.objects.open().filter(agreement=agreement, event=event, provider=provider).exists():
            raise CannotError(_("Er ligt al een voorstel. Laat een collega daarover beslissen, of trek het in."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom de termijn langer wordt."))
        change.about = extension = Extension.objects.create(
            agreement=agreement, event=event, provider=provider, last_day=last_day, ground=ground.strip(),
            proposed_by=by, proposed_at=clock.now(),
        )  # fmt: skip
    return extension


def in_the_way(agreement: SeasonAgreement, event: str, last_day: date, provider: Provider | None) -> str:
    """Say why a day cannot be the new last one; empty when nothing is in the way."""
    end = end_for(agreement, event, provider)
    if event not in EXTENDABLE or end is None:
        return _("Deze termijn heeft geen vaste laatste dag die wij kunnen verlengen.")
    if last_day < clock.today():
        return _("Deze dag is al voorbij. Kies vandaag of een latere dag.")
    if last_day <= last_day_before(end):
        return _("De termijn loopt nu tot en met %(day)s. Kies een latere dag: korter maken kan niet.") % {
            "day": date_format(last_day_before(end))
        }
    return ""


def agree(extension: Extension, by: User) -> Extension:
    """Agree as the second person; from now on the later last day counts."""
    with changing("deadlines.extension_agreed", about=extension, for_whom=_whom(extension.provider)):
        extension = _open(extension)
        _refuse_tied(by, extension.provider)
        if extension.proposed_by_id == by.pk:
            raise CannotError(_("U stelde dit zelf voor. Vraag een collega om akkoord."))
        if reason := in_the_way(extension.agreement, extension.event, extension.last_day, extension.provider):
            raise CannotError(reason)
        extension.agreed_by, extension.agreed_at = by, clock.now()
        extension.save(update_fields=["agreed_by", "agreed_at"])
    return extension


def withdraw(extension: Extension, by: User) -> None:
    """Take a proposal back, or turn a colleague's down; the deadline stays as it is."""
    with changing("deadlines.extension_withdrawn", about=extension, for_whom=_whom(extension.provider)):
        extension = _open(extension)
        extension.withdrawn_by, extension.withdrawn_at = by, clock.now()
        extension.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _open(extension: Extension) -> Extension:
    """Give a proposal as it is now, for nobody else to decide on meanwhile."""
    locked = Extension.objects.select_for_update(of=("self",)).select_related("agreement__season", "provider")
    found = locked.get(pk=extension.pk)
    if found.agreed_at is not None or found.withdrawn_at is not None:
        raise CannotError(_("Over dit voorstel is al beslist."))
    return found


def _refuse_tied(by: User, provider: Provider | None) -> None:
    if provider is not None and (words := not_theirs_to_decide(by, provider.pk)):
        raise CannotError(words)


def _whom(provider: Provider | None) -> str:
    return str(provider.public_id) if provider else ""
