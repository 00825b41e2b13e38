"""Lay a mailing before a colleague, agree to it, send it, stop it: what was agreed to is named by its hash.

Nobody who had a hand in a mailing agrees to it. What was agreed to cannot change: at the moment of sending the worker
reckons the hash once more, and sends nothing when it differs.
"""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mailings import jobs
from zorginkoop.portal.mailings.making import CannotError, draft, included, locked, refresh_addresses, unfit
from zorginkoop.portal.mailings.models import Mailing, MailingState, Receiver

_AT_ONCE = 1000


def hash_of(mailing: Mailing) -> str:
    """Give the hash of the text and of everybody who gets it, where; a row at a time, so that ten thousand fit."""
    digest = hashlib.sha256()
    head = [mailing.subject, mailing.body, mailing.agreement_id, int(mailing.all_by_letter)]
    digest.update(content_hash(head).encode())
    last = 0
    while True:
        rows = included(mailing).filter(pk__gt=last).values_list("pk", "provider__public_id", "address")[:_AT_ONCE]
        batch = list(rows)
        if not batch:
            return f"sha256:{digest.hexdigest()}"
        last = batch[-1][0]
        digest.update(content_hash([[str(whom), address] for _pk, whom, address in batch]).encode())


def submit(mailing: Mailing, by: User) -> Mailing:
    """Ask a colleague to agree; CannotError names everything that is not right yet."""
    with changing("mailings.submitted", about=mailing) as change:
        mailing = draft(mailing)
        refresh_addresses(mailing)
        if wrong := unfit(mailing):
            raise CannotError(*wrong)
        mailing.state, mailing.submitted_at = MailingState.SUBMITTED, clock.now()
        mailing.hands = sorted({*mailing.hands, by.pk})
        mailing.content_hash = change.details["content"] = hash_of(mailing)
        mailing.save(update_fields=["state", "submitted_at", "hands", "content_hash"])
    return mailing


def back_to_draft(mailing: Mailing) -> Mailing:
    """Make it a concept again, by its maker or by the colleague who does not agree; nothing was sent."""
    with changing("mailings.back_to_draft", about=mailing):
        mailing = locked(mailing.pk)
        if mailing.state not in (MailingState.SUBMITTED, MailingState.APPROVED):
            raise CannotError(_("Dit kan alleen zolang er niets is verstuurd."))
        mailing.state, mailing.content_hash = MailingState.DRAFT, ""
        mailing.approved_by = mailing.approved_at = mailing.submitted_at = None
        mailing.save()
    return mailing


def not_by(mailing: Mailing, by: User) -> str:
    """Say why somebody cannot agree to a mailing; empty when nothing is in the way."""
    if mailing.state != MailingState.SUBMITTED:
        return _("Deze mailing wacht niet op akkoord.")
    if by.pk in mailing.hands:
        return _("U werkte zelf aan deze mailing. Vraag een collega om akkoord.")
    return ""


def approve(mailing: Mailing, shown: str, by: User) -> Mailing:
    """Agree to what was shown, named by its hash, as the second person."""
    with changing("mailings.approved", about=mailing) as change:
        mailing = locked(mailing.pk)
        if reason := not_by(mailing, by):
            raise CannotError(reason)
        if shown != mailing.content_hash or hash_of(mailing) != shown:
            raise CannotError(_("De mailing is intussen gewijzigd. Bekijk hem opnieuw voordat u akkoord geeft."))
        mailing.state, mailing.approved_by, mailing.approved_at = MailingState.APPROVED, by, clock.now()
        mailing.save(update_fields=["state", "approved_by", "approved_at"])
        change.details["content"] = mailing.content_hash
    return mailing


def start(mailing: Mailing) -> Mailing:
    """Let the worker send it, or go on where it was stopped; pressing twice sends nobody two."""
    with changing("mailings.started", about=mailing):
        mailing = locked(mailing.pk)
        if mailing.state in (MailingState.SENDING, MailingState.SENT):
            return mailing
        if mailing.state not in (MailingState.APPROVED, MailingState.STOPPED):
            raise CannotError(_("Eerst geeft een collega akkoord. Daarna kunt u versturen."))
        mailing.state, mailing.failure = MailingState.SENDING, ""
        mailing.save(update_fields=["state", "failure"])
        jobs.send.enqueue(mailing.pk)
    return mailing


def stop(mailing: Mailing) -> Mailing:
    """Stop sending; who has it has it, and nobody else gets it until somebody lets it go on."""
    with changing("mailings.stopped", about=mailing):
        mailing = locked(mailing.pk)
        if mailing.state != MailingState.SENDING:
            raise CannotError(_("Deze mailing wordt nu niet verstuurd."))
        mailing.state = MailingState.STOPPED
        mailing.save(update_fields=["state"])
    return mailing


def withdraw(mailing: Mailing) -> Mailing:
    """Set a concept aside for good; it stays to be read."""
    with changing("mailings.withdrawn", about=mailing):
        mailing = draft(mailing)
        mailing.state = MailingState.WITHDRAWN
        mailing.save(update_fields=["state"])
    return mailing


def mark_posted(mailing: Mailing, by: User) -> int:
    """Write down that the letters that are made went to the post today; give how many."""
    with changing("mailings.posted", about=mailing) as change:
        made = Receiver.objects.filter(mailing=locked(mailing.pk), posted_on=None).exclude(letter_hash="")
        change.details["letters"] = number = made.update(posted_by=by, posted_on=clock.today())
    return number
