"""What a person decides of a message of which the program does not know enough; of two who decide, the first counts."""

from __future__ import annotations

from django.db import models

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import FOR_A_PERSON, Message, MessageState
from zorginkoop.portal.mail.outbox import write_again
from zorginkoop.portal.mail.signals import written_again

BY_PERSON = "een medewerker zag dat het aangekomen is"


class Decision(models.TextChoices):
    """What can be decided."""

    ARRIVED = "bezorgd"
    AGAIN = "opnieuw"
    DROP = "vervallen"


def decide(message: Message, decision: Decision, attempt: int, to: str = "") -> Message | None:
    """Keep what a person decided after an attempt, and give the message that it is about now; None when it was late.

    Sending again writes a new message, with an id of its own, that points to the first; what the first said stays.
    What a restored backup set aside and goes to the same address is not written anew: if it left before after all,
    the receiver knows it again by its id.
    """
    second: Message | None = None
    with changing("mail.decided", about=message, for_whom=message.for_whom, decision=str(decision)) as change:
        found = Message.objects.select_for_update().get(pk=message.pk)
        still = found.state in FOR_A_PERSON and found.attempt == attempt
        change.details |= {"rows": int(still), "attempt": found.attempt}
        if not still:
            return None
        if decision == Decision.ARRIVED:
            _arrived(found)
        elif decision == Decision.DROP:
            _dropped(found)
        elif found.state == MessageState.SET_ASIDE and to == found.to:
            _released(found)
        else:
            second = write_again(found, to)
            found.state = MessageState.REPLACED
            found.body = "" if found.secret else found.body
            change.details["again"] = second.pk
            written_again.send(Message, first=found, second=second)
        found.save()
    return second or found


def decide_all_set_aside(*, release: bool) -> int:
    """Let everything that a restored backup set aside go after all, or nothing of it; give how many."""
    with changing("mail.set_aside_decided", decision="opnieuw" if release else "vervallen") as change:
        waiting = list(Message.objects.select_for_update().filter(state=MessageState.SET_ASIDE).order_by("pk"))
        for message in waiting:
            (_released if release else _dropped)(message)
            message.save()
        change.details["rows"] = len(waiting)
    return len(waiting)


def set_aside() -> int:
    """Set aside what had not left when a backup was made: perhaps it left since. Give how many."""
    unsent = (MessageState.WAITING, MessageState.HANDING_OVER)
    with changing("mail.set_aside") as change:
        change.details["rows"] = Message.objects.filter(state__in=unsent).update(state=MessageState.SET_ASIDE)
    return int(str(change.details["rows"]))


def _arrived(message: Message) -> None:
    message.state, message.state_note = MessageState.HANDED_OVER, BY_PERSON
    message.handed_over_at = message.handed_over_at or clock.now()
    message.body = "" if message.secret else message.body


def _dropped(message: Message) -> None:
    message.state, message.body = MessageState.DROPPED, "" if message.secret else message.body


def _released(message: Message) -> None:
    message.state, message.state_note, message.try_after = MessageState.WAITING, "", None
