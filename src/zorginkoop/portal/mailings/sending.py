"""Send a mailing: each receiver once, in small changes, so that it can be stopped and go on anywhere.

A message is written into the post, a letter is made and kept by its hash; either stands or falls with the mark that
this receiver is done. No more than one batch is ever in memory.
"""

from __future__ import annotations

import time

from django.db import connection

from zorginkoop.portal import clock
from zorginkoop.portal.agreements import store
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mailings import fields, paper
from zorginkoop.portal.mailings.deciding import hash_of
from zorginkoop.portal.mailings.making import included, locked
from zorginkoop.portal.mailings.models import Mailing, MailingState, Receiver

_AT_ONCE = 25  # few enough that nobody who writes meanwhile waits long
_TURN = 0.1  # seconds in which others get to write, on a database that lets one write at a time
CHANGED = "wat hier staat is niet meer waarvoor akkoord is gegeven; er is niets verstuurd"


def send(number: int) -> None:
    """Send to everybody who did not get it yet."""
    if not _as_agreed(number):
        return
    last = 0
    while last := send_some(number, last):
        if connection.vendor == "sqlite":
            time.sleep(_TURN)
    paper.bundle(number)


def _as_agreed(number: int) -> bool:
    """Check that what is sent is what was agreed to; else stop it, for a person to look at."""
    with changing("mailings.checked") as change:
        change.about = mailing = locked(number)
        if mailing.state != MailingState.SENDING:
            return mailing.state == MailingState.SENT  # only the bundle of letters may be left to make
        same = hash_of(mailing) == mailing.content_hash
        change.details["same"] = int(same)
        if not same:
            mailing.state, mailing.failure = MailingState.STOPPED, CHANGED
            mailing.save(update_fields=["state", "failure"])
    return same


def send_some(number: int, after: int = 0) -> int:
    """Send to the next who wait, and give how far it came; 0 when nobody is left, or somebody stopped it."""
    letters = _made(number, after)
    with changing("mailings.sent_some") as change:
        change.about = mailing = locked(number)
        if mailing.state != MailingState.SENDING:
            return 0
        batch = _waiting(mailing, after)
        if not batch:
            mailing.state, mailing.sent_at = MailingState.SENT, clock.now()
            mailing.save(update_fields=["state", "sent_at"])
            change.action = "mailings.sent"
            return 0
        values = fields.Values(mailing.agreement, [one.provider for one in batch])
        for one in batch:
            send_one(mailing, one, values.of(one.provider), letters)
        Receiver.objects.bulk_update(batch, ["message", "letter_hash", "done_at"])
        change.details["receivers"] = len(batch)
    return batch[-1].pk


def _waiting(mailing: Mailing, after: int) -> list[Receiver]:
    waiting = included(mailing).filter(done_at=None, pk__gt=after)
    return list(waiting.select_related("provider")[:_AT_ONCE])


def _made(number: int, after: int) -> dict[int, str]:
    """Make the letters of the next batch before the change begins: typesetting takes long, and a change must not."""
    mailing = Mailing.objects.select_related("agreement__season", "agreement__owner").get(pk=number)
    if mailing.state != MailingState.SENDING:
        return {}
    batch = [one for one in _waiting(mailing, after) if not one.address]
    values = fields.Values(mailing.agreement, [one.provider for one in batch])
    return {one.pk: store.keep(paper.letter(mailing, one, values.of(one.provider))) for one in batch}


def send_one(mailing: Mailing, one: Receiver, values: dict[str, str], letters: dict[int, str]) -> None:
    """Send to one receiver, inside a change; who calls keeps what it says of the receiver."""
    if one.address:
        subject, body = fields.filled(mailing.subject, values), fields.filled(mailing.body, values)
        one.message = outbox.write(one.address, subject, body, about=mailing, for_whom=one.provider.public_id)
    else:
        one.letter_hash = letters.get(one.pk) or store.keep(paper.letter(mailing, one, values))
    one.done_at = clock.now()
