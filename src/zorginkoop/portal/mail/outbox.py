"""Write a message inside the change it belongs to; a worker hands it over after the change is kept."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from zorginkoop.kernel.canonical import content_hash
from zorginkoop.portal import clock
from zorginkoop.portal.mail.models import Message, MessageState

NO_ADDRESS = "geen geldig e-mailadres"
_LONGEST_SUBJECT = 200
_LONGEST_ADDRESS = 254


def write(  # noqa: PLR0913 - what a message consists of
    to: str, subject: str, body: str, *, about: models.Model | None = None, for_whom: object = "", secret: bool = False
) -> Message:
    """Put a message ready, with the Message-ID by which its hand-over can be traced; call it inside `changing`.

    An address that cannot be one is kept and shown to a person as refused; a subject is always one line. A message
    with a link for one person alone is `secret`: no page shows its text, and the text goes once it is handed over.
    """
    message = Message(
        to=one_line(to, _LONGEST_ADDRESS),
        subject=one_line(subject, _LONGEST_SUBJECT),
        body=body,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        for_whom=str(for_whom),
        secret=secret,
        written_at=clock.now(),
    )
    _put_ready(message, to)
    return message


def write_again(first: Message, to: str) -> Message:
    """Write what a message said once more, as a message of its own that points to the first; inside `changing`."""
    kept = ("subject", "body", "about_kind", "about_id", "for_whom", "secret")
    message = Message(
        to=one_line(to, _LONGEST_ADDRESS),
        earlier=first,
        written_at=clock.now(),
        **{name: getattr(first, name) for name in kept},
    )
    _put_ready(message, to)
    return message


def _put_ready(message: Message, to: str) -> None:
    if not is_address(to):
        message.state, message.state_note = MessageState.REFUSED, NO_ADDRESS
    domain = settings.DEFAULT_FROM_EMAIL.partition("@")[2].rstrip(">")
    message.message_id = f"<{message.public_id}@{domain}>"
    message.save(force_insert=True)


def one_line(text: str, longest: int) -> str:
    """Give a text as one line without control characters, so that it cannot become a header of its own."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def is_address(to: str) -> bool:
    """Tell whether a text can be an e-mail address."""
    try:
        validate_email(to)
    except ValidationError:
        return False
    return len(to) <= _LONGEST_ADDRESS


def content_of(message: Message) -> str:
    """Give the hash of what a message says and to whom; its own id is in it, so that nobody can guess back from it."""
    return content_hash([str(message.public_id), message.to, message.subject, message.body])
