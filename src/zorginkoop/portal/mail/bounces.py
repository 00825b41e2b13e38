"""Read what came back: reports by RFC 3464 in a Maildir, an mbox or single messages, each matched by Message-ID."""

from __future__ import annotations

import contextlib
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail import models
from zorginkoop.portal.mail.outbox import one_line

_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)
_LONGEST_NOTE = 300
_KNOWN = (models.MessageState.BOUNCED, models.MessageState.REPLACED)  # a person sent it again before the report came


@dataclass(frozen=True, slots=True)
class Bounce:
    """One message that did not arrive: which, and what the other server said."""

    message_id: str
    note: str


@dataclass(slots=True)
class Taken:
    """What taking in came to."""

    read: int = 0
    bounced: int = 0
    again: int = 0
    unmatched: int = 0
    no_report: int = 0


def take_in(box: Path) -> Taken:
    """Mark the messages that came back, by every report in a mailbox; the same report twice does nothing more."""
    taken = Taken()
    for mail in _mails(box):
        taken.read += 1
        found = list(bounces_in(mail))
        taken.no_report += not found
        for bounce in found:
            _mark(bounce, taken)
    return taken


def bounces_in(mail: Message) -> Iterator[Bounce]:
    """Give the failures that a message reports; another message, or a report of mere delay, gives none."""
    if mail.get_content_type() != "multipart/report":
        return
    parts = list(mail.walk())
    original = next((found for part in parts if (found := _original_id(part))), "")
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and original:
            recipients = [block for block in part.walk() if block.get("Action")]
            failed = [block for block in recipients if str(block["Action"]).strip().lower() == "failed"]
            for block in failed:
                yield Bounce(original, _note(block))


def _original_id(part: Message) -> str:
    """Give the Message-ID of the message that the report is about."""
    if part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        found = _MESSAGE_ID.search(content.decode("utf-8", "replace")) if isinstance(content, bytes) else None
        return found[1] if found else ""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Message) else ""
    return ""


def _note(block: Message) -> str:
    status = str(block.get("Status", "")).strip()
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Diagnostic-Code", ""))
    return one_line(f"{status} {said}", _LONGEST_NOTE)


def _mark(bounce: Bounce, taken: Taken) -> None:
    found = models.Message.objects.filter(message_id=bounce.message_id).first()
    if found is None:
        taken.unmatched += 1
    elif found.state in _KNOWN:
        taken.again += 1
    else:
        with changing("mail.bounced", about=found, for_whom=found.for_whom):
            message = models.Message.objects.select_for_update().get(pk=found.pk)
            message.state, message.state_note = models.MessageState.BOUNCED, bounce.note
            message.save(update_fields=["state", "state_note"])
        taken.bounced += 1


def _mails(box: Path) -> Iterator[EmailMessage]:
    """Read a Maildir (what is new becomes read), a folder of messages, an mbox, or one message."""
    try:
        if (box / "new").is_dir():
            yield from _of_maildir(box)
        elif box.is_dir():
            for file in sorted(box.glob("*.eml")):
                yield _mail(file)
        elif box.read_bytes()[:5] == b"From ":
            yield from _of_mbox(box)
        else:
            yield _mail(box)
    except OSError as error:
        what = f"deze postbus is niet te lezen ({error.strerror})."
        remedy = "Geef een Maildir, een map met .eml-bestanden, een mbox of een los bericht."
        raise InputWrong([Problem(what, Place(box.name), remedy)]) from error


def _of_maildir(box: Path) -> Iterator[EmailMessage]:
    folder = mailbox.Maildir(box, factory=None, create=False)
    for key in sorted(folder.keys()):
        kept = folder.get_message(key)
        if kept.get_subdir() == "new":
            yield message_from_bytes(folder.get_bytes(key), policy=policy.default)
            kept.set_subdir("cur")
            kept.add_flag("S")
            folder[key] = kept


def _of_mbox(box: Path) -> Iterator[EmailMessage]:
    with contextlib.closing(mailbox.mbox(box, create=False)) as folder:
        for key in folder.keys():  # noqa: SIM118 - a mailbox is not a dict: going over it gives messages
            yield message_from_bytes(folder.get_bytes(key), policy=policy.default)


def _mail(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)
