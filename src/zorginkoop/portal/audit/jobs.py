"""What the log does by itself: seal readings, remove those whose term is over, and tell the witness."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task

from zorginkoop.portal.audit import reading, witness


@task()
def seal_readings() -> None:
    """Seal what was read since the last seal."""
    reading.seal()


@task()
def remove_readings() -> None:
    """Remove the readings whose term is over."""
    reading.remove_past_term()


@task()
def tell_witness() -> None:
    """Add how far the logs are to the witness's file, and send it to its address, where an installation has these."""
    anchors = witness.anchors_now()
    if not anchors:
        return
    if settings.WITNESS_FILE:
        witness.add(Path(settings.WITNESS_FILE), anchors)
    if settings.WITNESS_EMAIL:
        lines = "\n".join(str(anchor) for anchor in anchors)
        EmailMessage("zorginkoop logboek", f"{lines}\n", to=[settings.WITNESS_EMAIL]).send()
