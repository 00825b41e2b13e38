"""A real mail server inside the test, that takes, refuses, or dies at a chosen point; and reports of what came back."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail import models, outbox

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass
class Server:
    """What came in, and what to say at each point: an answer, or nothing and gone."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer from whom."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._said(server, "MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to whom."""
        envelope.rcpt_tos.append(address)
        return self._said(server, "RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take the text, and then answer, or be gone without a word."""
        if not self.answers.get("DATA", "").startswith(("4", "5")):
            self.taken.append(envelope)
        return self._said(server, "DATA", "250 OK")

    def _said(self, server: SMTP, point: str, otherwise: str) -> str:
        answer = self.answers.get(point, otherwise)
        if answer == "gone":
            transport: Any = server.transport
            transport.abort()
            return "421 gone"
        return answer


@contextlib.contextmanager
def mail_server(**answers: str) -> Iterator[Server]:
    """Run a mail server to which the site hands its messages."""
    server = Server(answers)
    port = _free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with override_settings(EMAIL_BACKEND=SMTP_BACKEND, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=5):
            yield server
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def written(
    to: str = "praktijk@verzonnen.example",
    subject: str = "Uw vragenlijst",
    *,
    for_whom: str = "",
    secret: bool = False,
) -> models.Message:
    """Write a message."""
    body = "Beste praktijk,\n\n.\nDe vragenlijst staat klaar: € 12,50.\n"
    with changing("test"):
        return outbox.write(to, subject, body, for_whom=for_whom, secret=secret)


def report(message_id: str, *, action: str = "failed", whole: bool = True, status: str = "5.1.1") -> EmailMessage:
    """Make a delivery report as mail servers do."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "mailer-daemon@verzonnen.example", "x@verzonnen.example", "Undelivered"
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")
    words = EmailMessage()
    words.set_content("Your message could not be delivered.")
    state = Message()
    state["Content-Type"] = "message/delivery-status"
    host, recipient = Message(), Message()
    host["Reporting-MTA"] = "dns; mx.verzonnen.example"
    recipient["Final-Recipient"] = "rfc822; praktijk@verzonnen.example"
    recipient["Action"] = action
    recipient["Status"] = status
    recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user here"
    state.set_payload([host, recipient])
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message_id, "Uw vragenlijst"
    original.set_content("Beste praktijk")
    kept: Message = Message()
    if whole:
        kept["Content-Type"] = "message/rfc822"
        kept.set_payload([original])
    else:
        kept["Content-Type"] = "text/rfc822-headers"
        kept.set_payload(f"Message-ID: {message_id}\nSubject: Uw vragenlijst\n")
    mail.set_payload([words, state, kept])
    return mail
