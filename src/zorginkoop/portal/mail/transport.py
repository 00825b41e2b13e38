"""Hand one message to the mail server, and say for certain what came of it, or that nobody knows."""

from __future__ import annotations

import contextlib
import re
import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from zorginkoop.portal.mail.models import Message, MessageState

_FOR_GOOD = 500  # codes from here on are a refusal; below it the server asks to come back later
_TAKEN = (250, 251)
_LINE_END = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt; WAITING says that nothing was handed over and that another attempt is harmless."""

    state: MessageState
    note: str = ""
    reached: bool = True


def attempt(message: Message) -> Outcome:
    """Hand a message over; never raises what a mail server can do."""
    backend = get_connection()
    mail = EmailMessage(
        message.subject, message.body, to=[message.to], headers={"Message-ID": message.message_id}, connection=backend
    )
    if isinstance(backend, EmailBackend):
        return _by_smtp(backend, mail)
    backend.send_messages([mail])  # a folder or a list in memory, in a demo and in tests
    return Outcome(MessageState.HANDED_OVER)


def _by_smtp(backend: EmailBackend, mail: EmailMessage) -> Outcome:
    try:
        backend.open()
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(MessageState.WAITING, f"de mailserver is niet bereikbaar ({_kind(error)})", reached=False)
    server = backend.connection
    assert server is not None  # noqa: S101 - open() made it or raised
    try:
        return _conversation(server, mail)
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            backend.close()


def _conversation(server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
    """Say from whom and to whom, then the message; only silence after the message leaves a doubt."""
    encoding = "utf-8"
    try:
        server.ehlo_or_helo_if_needed()
        for code, answer in (
            server.mail(sanitize_address(mail.from_email, encoding)),
            server.rcpt(sanitize_address(mail.to[0], encoding)),
        ):
            if code not in _TAKEN:
                return _refused(code, answer)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(MessageState.WAITING, f"de mailserver brak af voor de tekst ({_kind(error)})", reached=False)
    try:
        code, answer = server.data(_LINE_END.sub(b"\r\n", mail.message().as_bytes()))
    except smtplib.SMTPDataError as error:  # refused before the text
        return _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(MessageState.UNKNOWN, f"de mailserver antwoordde niet na de tekst ({_kind(error)})")
    return Outcome(MessageState.HANDED_OVER) if code in _TAKEN else _refused(code, answer)


def _refused(code: int, answer: bytes | str) -> Outcome:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    note = f"{code} {' '.join(said.split())}"[:300]
    return Outcome(MessageState.REFUSED if code >= _FOR_GOOD else MessageState.WAITING, note)


def _kind(error: Exception) -> str:
    return type(error).__name__
