"""Write a message inside the change it belongs to; a worker hands it over after the change is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zorginkoop.portal import clock
from zorginkoop.portal.mail.models import Message


def write(to: str, subject: str, body: str, *, about: models.Model | None = None, for_whom: object = "") -> Message:
    """Put a message ready, with the Message-ID by which its hand-over can be traced; call it inside `changing`."""
    message = Message(
        to=to,
        subject=subject,
        body=body,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        for_whom=str(for_whom),
        written_at=clock.now(),
    )
    domain = settings.DEFAULT_FROM_EMAIL.partition("@")[2].rstrip(">")
    message.message_id = f"<{message.public_id}@{domain}>"
    message.save(force_insert=True)
    return message
