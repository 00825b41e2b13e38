"""How a mailing reads for real receivers, and a proof of it to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.mailings import fields
from zorginkoop.portal.mailings.making import CannotError, included
from zorginkoop.portal.mailings.models import Mailing, Receiver

SHOWN = 3
_TWICE = timedelta(minutes=1)  # within which the same proof is pressed twice, and not wanted twice
TROUBLED = (MessageState.REFUSED, MessageState.BOUNCED, MessageState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Preview:
    """A mailing as one receiver gets it."""

    receiver: Receiver
    subject: str
    body: str


def previews(mailing: Mailing) -> list[Preview]:
    """Give the mailing as three receivers get it: the first, the last and one between, a letter among them if any."""
    rows = included(mailing).select_related("provider")
    total = rows.count()
    picked = [rows[at] for at in sorted({0, total // 2, total - 1}) if 0 <= at < total]
    if picked and all(one.address for one in picked):
        letter = rows.filter(address="").first()
        picked = [*picked[: SHOWN - 1], letter] if letter else picked
    values = fields.Values(mailing.agreement, [one.provider for one in picked])
    return [_preview(mailing, one, values.of(one.provider)) for one in picked]


def _preview(mailing: Mailing, receiver: Receiver, values: dict[str, str]) -> Preview:
    return Preview(receiver, fields.filled(mailing.subject, values), fields.filled(mailing.body, values))


def send_proof(mailing: Mailing, to: User) -> None:
    """Send the mailing as the first receiver gets it to oneself; the same once more within a minute does nothing."""
    found = previews(mailing)[:1]
    if not found:
        raise CannotError(_("Er is niemand die dit krijgt."))
    subject = f"Proef: {found[0].subject}"
    with changing("mailings.proof_sent", about=mailing):
        same = {"to": to.email, "subject": outbox.one_line(subject, 200), "body": found[0].body}
        if not Message.objects.filter(**same, written_at__gt=clock.now() - _TWICE).exists():
            outbox.write(to.email, subject, found[0].body, about=mailing)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many get a mailing along which way, how many have it, and what went wrong."""

    everybody: int
    left_out: int
    by_mail: int
    by_letter: int
    done: int
    made: int
    posted: int
    troubled: int
    handed_over: int

    @property
    def receiving(self) -> int:
        """How many get it."""
        return self.by_mail + self.by_letter


def numbers_of(mailing: Mailing) -> Numbers:
    """Count the receivers of a mailing."""
    inside = Q(excluded_at=None)
    counted = Receiver.objects.filter(mailing=mailing).aggregate(
        everybody=Count("pk"),
        left_out=Count("pk", filter=~inside),
        by_mail=Count("pk", filter=inside & ~Q(address="")),
        by_letter=Count("pk", filter=inside & Q(address="")),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        made=Count("pk", filter=~Q(letter_hash="")),
        posted=Count("pk", filter=Q(posted_on__isnull=False)),
        troubled=Count("pk", filter=Q(message__state__in=TROUBLED)),
        handed_over=Count("pk", filter=Q(message__state=MessageState.HANDED_OVER)),
    )
    return Numbers(**counted)
