"""What the post does by itself."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django_tasks import task

from zorginkoop.portal import clock
from zorginkoop.portal.mail import bounces, handover
from zorginkoop.portal.mail.models import Message, MessageState

POST = "post"


@task(queue_name=POST)
def hand_over_waiting() -> None:
    """Hand over what waits, and give to a person what nobody knows of."""
    handover.give_up_lost(clock.of_machine())
    handover.hand_over_all()


def anything_to_hand_over() -> bool:
    """Tell whether something waits, or hangs."""
    now = clock.of_machine()
    hanging = Message.objects.filter(state=MessageState.HANDING_OVER, attempt_at__lt=now - handover.GIVEN_UP)
    return handover.due(now).exists() or hanging.exists()


@task()
def take_in_bounces() -> None:
    """Take in the bounces that came into the installation's mailbox."""
    if settings.BOUNCES:
        bounces.take_in(Path(settings.BOUNCES))


def has_mailbox() -> bool:
    """Tell whether this installation has a mailbox for bounces."""
    return bool(settings.BOUNCES)
