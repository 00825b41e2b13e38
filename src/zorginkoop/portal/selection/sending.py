"""Send the invitations of a selection: each provider once, in small changes, so that it can stop and go on anywhere."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.people.appointing import ask_along
from zorginkoop.portal.register.models import Mandate, Provider
from zorginkoop.portal.selection.letter import invitation_letter
from zorginkoop.portal.selection.models import Choice, Invitation, Run, RunState, Says
from zorginkoop.portal.selection.signals import invited

_AT_ONCE = 25  # few enough that nobody who writes meanwhile waits long
_TURN = 0.1  # seconds in which others get to write, on a database that lets one write at a time


def send(number: int) -> None:
    """Invite everyone who is chosen, can be reached, and was not invited yet."""
    after = 0
    while True:
        with changing("selection.invited") as change:
            run = _locked(number)
            change.about = run
            if run.state != RunState.SENDING:
                return
            batch = list(_to_invite(run).filter(pk__gt=after).order_by("pk")[:_AT_ONCE])
            if not batch:
                run.state, run.sent_at = RunState.SENT, clock.now()
                run.save(update_fields=["state", "sent_at"])
                change.action = "selection.sent"
                return
            after = batch[-1].pk
            change.details["invited"] = invite(run, batch)
        if connection.vendor == "sqlite":
            time.sleep(_TURN)


def stop(run: Run) -> Run:
    """Stop the sending of a selection where it is, until a person starts it again."""
    with changing("selection.stopped", about=run):
        run = _locked(run.pk)
        if run.state == RunState.SENDING:
            run.state = RunState.CONFIRMED
            run.save(update_fields=["state"])
    return run


def invite(run: Run, choices: Iterable[Choice]) -> int:
    """Invite providers, inside a change; give how many could be reached."""
    by_vecozo = run.agreement.channel == Channel.VECOZO
    choices = list(choices)
    contacts = contacts_of([choice.provider for choice in choices])
    number, reached = 0, dict[int, str]()
    for choice in choices:
        provider, address = choice.provider, contacts.get(choice.provider_id, "")
        if not address:
            continue
        message = None
        if not by_vecozo:
            letter = invitation_letter(run.agreement, provider, by_policy=choice.says == Says.APPROACH)
            message = outbox.write(address, letter.subject, letter.body, about=run, for_whom=provider.public_id)
        invitation = Invitation.objects.create(
            agreement=run.agreement,
            provider=provider,
            run=run,
            channel=run.agreement.channel,
            message=message,
            invited_at=clock.now(),
        )
        invited.send(Invitation, invitation=invitation)
        reached[provider.pk] = address
        number += 1
    if run.agreement.channel == Channel.PORTAL:  # here somebody must sign in to answer
        ask_along(reached)
    return number


def follow(first: Message, second: Message, **_: object) -> None:
    """Let an invitation point to the message that was sent in the place of its first one."""
    Invitation.objects.filter(message=first).update(message=second)


def contacts_of(providers: Iterable[Provider]) -> dict[int, str]:
    """Give the address at which each provider is written to: the one known at VECOZO, else that of its own manager."""
    listed = list(providers)
    found = {provider.pk: provider.vecozo_email for provider in listed if provider.vecozo_email}
    others = [provider.pk for provider in listed if provider.pk not in found]
    if others:
        managers = Mandate.objects.valid(clock.today()).filter(
            provider__in=others, role=ProviderRole.MANAGER, user__is_active=True
        )
        found |= dict(managers.order_by("-pk").values_list("provider", "user__email"))  # the first of them counts
    return found


def without_address(run: Run) -> QuerySet[Choice]:
    """Give who is chosen and cannot be written to."""
    managed = Mandate.objects.valid(clock.today()).filter(
        provider=OuterRef("provider"), role=ProviderRole.MANAGER, user__is_active=True
    )
    return _to_invite(run).filter(Q(provider__vecozo_email="") & ~Exists(managed))


def _to_invite(run: Run) -> QuerySet[Choice]:
    there = Invitation.objects.filter(agreement=run.agreement, provider=OuterRef("provider"))
    return Choice.objects.filter(~Exists(there), run=run, approach=True).select_related("provider")


def _locked(number: int) -> Run:
    runs = Run.objects.select_for_update(of=("self",)).select_related("agreement__season", "agreement__owner")
    return runs.get(pk=number)


def to_invite(run: Run) -> int:
    """Count who gets an invitation when it is sent now: approached, not invited yet, and with an address."""
    invited = Invitation.objects.filter(agreement=run.agreement_id).values("provider")
    waiting = Choice.objects.filter(run=run, approach=True).exclude(provider__in=invited)
    return waiting.exclude(pk__in=without_address(run).values("pk")).count()
