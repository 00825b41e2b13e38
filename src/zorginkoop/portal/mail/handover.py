"""Hand messages over at most once: the attempt is kept before it starts, and what nobody knows goes to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail import transport
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.mail.outbox import content_of, one_line

GIVEN_UP = timedelta(minutes=10)  # far beyond how long a mail server is waited for
LONGEST_PAUSE = timedelta(hours=4)
_LONGEST_NOTE = 300
LOST = "de verwerker viel uit tijdens het overdragen"


def due(now: datetime) -> QuerySet[Message]:
    """Give the messages that may be handed over now, the oldest first."""
    later = Q(try_after=None) | Q(try_after__lte=now)
    return Message.objects.filter(later, state=MessageState.WAITING).order_by("pk")


def hand_over_all(most: int | None = None) -> int:
    """Hand over everything that is due, or the first so many; stop when the server is not there.

    Gives how many were handed over.
    """
    handed = 0
    for number in list(due(clock.of_machine()).values_list("pk", flat=True)[:most]):
        outcome = hand_over(number)
        if outcome is not None and not outcome.reached:
            break
        handed += outcome is not None and outcome.state == MessageState.HANDED_OVER
    return handed


def hand_over(number: int) -> transport.Outcome | None:
    """Hand one message over; None when it was not waiting any more."""
    with changing("mail.handing_over") as change:
        message = Message.objects.select_for_update().filter(pk=number, state=MessageState.WAITING).first()
        change.about = message
        if message is not None:
            message.state = MessageState.HANDING_OVER
            message.attempt += 1
            message.attempt_at = clock.of_machine()
            message.save(update_fields=["state", "attempt", "attempt_at"])
            change.for_whom = message.for_whom
            change.details |= {"attempt": message.attempt, "content": content_of(message)}
    if message is None:
        return None
    outcome = transport.attempt(message)
    _settle(message.pk, message.attempt, outcome)
    return outcome


def _settle(number: int, attempt: int, outcome: transport.Outcome) -> None:
    """Keep what came of an attempt, unless a person or a later attempt was first."""
    with changing("mail.attempted", attempt=attempt, state=str(outcome.state)) as change:
        message = Message.objects.select_for_update().get(pk=number)
        change.about, change.for_whom = message, message.for_whom
        mine = message.attempt == attempt and message.state in (MessageState.HANDING_OVER, MessageState.UNKNOWN)
        change.details["rows"] = int(mine)
        if mine:
            apply(message, outcome)


def apply(message: Message, outcome: transport.Outcome) -> None:
    """Write what came of an attempt into the message."""
    message.state, message.state_note = outcome.state, one_line(outcome.note, _LONGEST_NOTE)
    if outcome.state == MessageState.HANDED_OVER:
        message.handed_over_at = clock.now()
        message.body = "" if message.secret else message.body
    elif outcome.state == MessageState.WAITING:
        message.try_after = clock.of_machine() + min(timedelta(minutes=2 ** min(message.attempt, 10)), LONGEST_PAUSE)
    message.save()


def give_up_lost(now: datetime) -> int:
    """Take a hand-over of which nothing was heard for something nobody knows; give how many."""
    lost = Message.objects.filter(state=MessageState.HANDING_OVER, attempt_at__lt=now - GIVEN_UP)
    numbers = list(lost.values_list("pk", "attempt"))
    for number, attempt in numbers:
        _settle(number, attempt, transport.Outcome(MessageState.UNKNOWN, LOST))
    return len(numbers)
