"""What comes back is matched to the message that left, from whatever kind of mailbox, once."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from support.portal_mail import report, written
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.mail import jobs
from zorginkoop.portal.mail.bounces import Taken, take_in
from zorginkoop.portal.mail.models import Message, MessageState

pytestmark = pytest.mark.django_db


def bounced(message: Message) -> bool:
    message.refresh_from_db()
    return message.state == MessageState.BOUNCED


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_names_the_message_and_why(tmp_path: Path, *, whole: bool) -> None:
    message, other = written(), written()
    file = tmp_path / "bericht.eml"
    file.write_bytes(report(message.message_id, whole=whole).as_bytes())
    assert take_in(file) == Taken(read=1, bounced=1)
    assert bounced(message)
    assert message.state_note == "5.1.1 550 5.1.1 no such user here"
    assert not bounced(other)
    entries = Entry.objects.count()
    assert take_in(file) == Taken(read=1, again=1)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_of_delay_or_success_changes_nothing(tmp_path: Path, action: str) -> None:
    message = written()
    (tmp_path / "1.eml").write_bytes(report(message.message_id, action=action).as_bytes())
    assert take_in(tmp_path) == Taken(read=1, no_report=1)
    assert not bounced(message)


def test_other_messages_and_unknown_ones_are_counted_and_nothing_else(tmp_path: Path) -> None:
    plain = EmailMessage()
    plain["Subject"] = "Afwezig"
    plain.set_content("Ik ben op vakantie.")
    (tmp_path / "1.eml").write_bytes(plain.as_bytes())
    (tmp_path / "2.eml").write_bytes(report("<iets-anders@elders.example>").as_bytes())
    (tmp_path / "3.eml").write_bytes(b"\xff\xfe geen bericht")
    assert take_in(tmp_path) == Taken(read=3, unmatched=1, no_report=2)


def test_an_mbox_is_read_whole(tmp_path: Path) -> None:
    both = [written(), written()]
    box = mailbox.mbox(tmp_path / "terug.mbox")
    for message in both:
        box.add(report(message.message_id).as_bytes())
    box.close()
    assert take_in(tmp_path / "terug.mbox") == Taken(read=2, bounced=2)
    assert all(map(bounced, both))


def test_of_a_maildir_what_is_new_becomes_read(settings: Settings, tmp_path: Path) -> None:
    message = written()
    box = mailbox.Maildir(tmp_path / "post", create=True)
    box.add(report(message.message_id).as_bytes())
    settings.BOUNCES = str(tmp_path / "post")
    assert jobs.has_mailbox()
    jobs.take_in_bounces.func()
    assert bounced(message)
    assert take_in(tmp_path / "post") == Taken()
    assert len(list((tmp_path / "post" / "cur").iterdir())) == 1


def test_a_mailbox_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputWrong, match="postbus is niet te lezen"):
        take_in(tmp_path / "nergens")
