"""A message is handed over at most once, whatever the mail server does and wherever the worker dies."""

from __future__ import annotations

import email
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest
from django.test import override_settings

from support.portal_mail import SMTP_BACKEND, mail_server, written
from zorginkoop.portal import clock
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.audit.verify import verify
from zorginkoop.portal.mail import handover, jobs, outbox, transport
from zorginkoop.portal.mail.models import Message, MessageState

pytestmark = pytest.mark.django_db


def state_of(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.state_note


def test_a_message_arrives_as_it_was_written() -> None:
    message = written(subject="Uw vragenlijst voor 2026: één dag nog")
    with mail_server() as server:
        assert handover.hand_over_all() == 1
    assert state_of(message) == (MessageState.HANDED_OVER, "")
    assert message.handed_over_at is not None
    (envelope,) = server.taken
    assert envelope.rcpt_tos == ["praktijk@verzonnen.example"]
    assert isinstance(envelope.content, bytes)
    got = email.message_from_bytes(envelope.content, policy=policy.default)
    assert got["Subject"] == "Uw vragenlijst voor 2026: één dag nog"
    assert got["Message-ID"] == message.message_id
    assert got.get_content().replace("\r\n", "\n") == message.body


def test_it_goes_once_however_often_it_is_asked() -> None:
    message = written()
    with mail_server() as server:
        assert handover.hand_over(message.pk) is not None
        assert handover.hand_over(message.pk) is None
        assert handover.hand_over_all() == 0
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("answers", "state", "note", "taken"),
    [
        ({"DATA": "gone"}, MessageState.UNKNOWN, "antwoordde niet na de tekst", 1),
        ({"DATA": "554 5.7.1 no"}, MessageState.REFUSED, "554 5.7.1 no", 0),
        ({"DATA": "451 4.3.0 later"}, MessageState.WAITING, "451 4.3.0 later", 0),
        ({"RCPT": "550 5.1.1 no such user"}, MessageState.REFUSED, "550 5.1.1 no such user", 0),
        ({"RCPT": "450 4.2.1 busy"}, MessageState.WAITING, "450 4.2.1 busy", 0),
        ({"RCPT": "gone"}, MessageState.WAITING, "brak af voor de tekst", 0),
        ({"MAIL": "550 5.7.1 not you"}, MessageState.REFUSED, "550 5.7.1 not you", 0),
    ],
)
def test_what_the_server_does_is_known_for_certain_or_goes_to_a_person(
    answers: dict[str, str], state: MessageState, note: str, taken: int
) -> None:
    message = written()
    with mail_server(**answers) as server:
        handover.hand_over_all()
        handover.hand_over_all()
    found, why = state_of(message)
    assert found == state
    assert note in why
    assert (len(server.taken), message.attempt) == (taken, 1), "what is unknown, refused or to be tried later stays put"


def test_a_server_that_is_not_there_keeps_the_rest_waiting_and_is_tried_again() -> None:
    first, second = written(), written()
    with override_settings(EMAIL_BACKEND=SMTP_BACKEND, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1, EMAIL_TIMEOUT=2):
        handover.hand_over_all()
    assert state_of(first)[0] == MessageState.WAITING
    assert "niet bereikbaar" in first.state_note
    assert (first.attempt, Message.objects.get(pk=second.pk).attempt) == (1, 0)
    assert list(handover.due(clock.of_machine())) == [second]
    later = clock.of_machine() + timedelta(minutes=3)
    assert list(handover.due(later)) == [first, second]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_the_text_leaves_it_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    message = written()

    def died(_message: Message) -> transport.Outcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(transport, "attempt", died)
    with pytest.raises(KeyboardInterrupt):
        handover.hand_over_all()
    assert state_of(message)[0] == MessageState.HANDING_OVER, "this was kept before the server was called"
    assert handover.give_up_lost(clock.of_machine()) == 0, "it may still be busy"
    assert not jobs.anything_to_hand_over()
    assert handover.give_up_lost(clock.of_machine() + timedelta(minutes=11)) == 1
    assert state_of(message) == (MessageState.UNKNOWN, handover.LOST)
    assert handover.hand_over_all() == 0
    assert verify().wrong == []


def test_one_that_was_taken_for_lost_and_came_back_is_believed() -> None:
    message = written()
    with mail_server():
        real = transport.attempt

        def slow(number: Message) -> transport.Outcome:
            handover.give_up_lost(clock.of_machine() + timedelta(minutes=11))
            return real(number)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(transport, "attempt", slow)
            handover.hand_over_all()
    assert state_of(message)[0] == MessageState.HANDED_OVER


@pytest.mark.parametrize(
    "line", ["Uw vragenlijst\nBcc: ander@verzonnen.example", "Uw\r\n\r\nvragenlijst", "a\x00b\x0bc"]
)
def test_no_subject_becomes_a_header(line: str) -> None:
    message = written(subject=line)
    with mail_server() as server:
        handover.hand_over_all()
    (envelope,) = server.taken
    assert isinstance(envelope.content, bytes)
    got = email.message_from_bytes(envelope.content, policy=policy.default)
    assert got["Bcc"] is None
    assert envelope.rcpt_tos == ["praktijk@verzonnen.example"]
    assert state_of(message)[0] == MessageState.HANDED_OVER


@pytest.mark.parametrize("to", ["", "geen adres", "a@b.nl\nBcc: c@d.nl", "x@" + "lang" * 80 + ".example"])
def test_an_address_that_cannot_be_one_goes_to_a_person_at_once(to: str) -> None:
    message = written(to=to)
    assert state_of(message) == (MessageState.REFUSED, outbox.NO_ADDRESS)
    with mail_server() as server:
        handover.hand_over_all()
    assert server.taken == []


def test_a_long_subject_is_kept_within_its_place() -> None:
    assert len(written(subject="lang " * 100).subject) == 200


def test_a_link_for_one_person_goes_once_it_is_handed_over() -> None:
    message = written(secret=True)
    with mail_server(DATA="gone"):
        handover.hand_over_all()
    assert state_of(message)[0] == MessageState.UNKNOWN
    assert message.body
    other = written(secret=True)
    with mail_server():
        handover.hand_over_all()
    assert state_of(other)[0] == MessageState.HANDED_OVER
    assert other.body == ""


def test_the_log_names_no_address_and_no_text() -> None:
    written()
    with mail_server(RCPT="550 no such user praktijk@verzonnen.example"):
        handover.hand_over_all()
    said = " ".join(f"{entry.details} {entry.about_id} {entry.for_whom}" for entry in Entry.objects.all())
    assert "praktijk" not in said
    assert "sha256:" in said


def test_in_a_demo_it_lies_in_a_folder(tmp_path: Path) -> None:
    message = written()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend", EMAIL_FILE_PATH=str(tmp_path)
    ):
        assert handover.hand_over_all() == 1
    assert state_of(message)[0] == MessageState.HANDED_OVER
    assert len(list(tmp_path.iterdir())) == 1
