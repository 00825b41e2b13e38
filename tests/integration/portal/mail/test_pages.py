"""The purchaser sees what did not arrive and decides, once; what is for one person is shown to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, person
from support.portal_mail import mail_server, report, written
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.mail import deciding, handover
from zorginkoop.portal.mail.bounces import take_in
from zorginkoop.portal.mail.models import Message, MessageState

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return browser_of(person("Bea Verzonnen", StaffRole.PURCHASER))


@pytest.fixture
def unknown() -> Message:
    message = written(for_whom="aanbieder-1")
    with mail_server(DATA="gone"):
        handover.hand_over_all()
    message.refresh_from_db()
    assert message.state == MessageState.UNKNOWN
    return message


def decide(browser: Client, message: Message, **said: object) -> int:
    data = {"attempt": message.attempt, "to": message.to} | said
    return browser.post(reverse("message-decide", args=[message.public_id]), data).status_code


def test_the_list_begins_with_what_needs_a_person(browser: Client, unknown: Message) -> None:
    written(subject="Nog niet weg")
    page = browser.get(reverse("messages")).content.decode()
    assert unknown.subject in page
    assert "Nog niet weg" not in page
    assert "alleen de berichten die aandacht vragen" in page
    waiting = browser.get(reverse("messages"), {"staat": "wacht"}).content.decode()
    assert "Nog niet weg" in waiting
    assert "alleen de berichten met deze staat: staat klaar." in waiting
    assert "Hier staat geen bericht" in browser.get(reverse("messages"), {"staat": "teruggekomen"}).content.decode()


def test_a_page_is_written_down_as_read(browser: Client, unknown: Message) -> None:
    page = browser.get(reverse("message", args=[unknown.public_id])).content.decode()
    assert unknown.message_id.strip("<>") in page
    assert "De vragenlijst staat klaar" in page
    reading = Reading.objects.get(what="mail.message")
    assert (reading.for_whom, reading.about_id) == ("aanbieder-1", str(unknown.pk))


def test_it_arrived_after_all(browser: Client, unknown: Message) -> None:
    assert decide(browser, unknown, decision="bezorgd") == 303
    unknown.refresh_from_db()
    assert unknown.state == MessageState.HANDED_OVER
    with mail_server() as server:
        handover.hand_over_all()
    assert server.taken == []


def test_it_is_sent_again_to_a_better_address_once(browser: Client, unknown: Message) -> None:
    for _ in range(2):
        assert decide(browser, unknown, decision="opnieuw", to="beter@verzonnen.example") == 303
    with mail_server() as server:
        handover.hand_over_all()
        assert decide(browser, unknown, decision="opnieuw", to="beter@verzonnen.example") == 303
        handover.hand_over_all()
    assert [envelope.rcpt_tos for envelope in server.taken] == [["beter@verzonnen.example"]]
    assert [entry.details["rows"] for entry in Entry.objects.filter(action="mail.decided").order_by("number")] == [
        1,
        0,
        0,
    ]


def test_what_is_sent_again_is_a_message_of_its_own_and_the_first_stays_as_it_was(
    browser: Client, unknown: Message
) -> None:
    before = Message.objects.filter(pk=unknown.pk).values("to", "subject", "body", "message_id", "written_at").get()
    decide(browser, unknown, decision="opnieuw", to="beter@verzonnen.example")
    assert Message.objects.filter(pk=unknown.pk).values(*before).get() == before
    second = Message.objects.get(earlier=unknown)
    assert second.message_id != unknown.message_id
    assert (second.body, second.to, second.state) == (unknown.body, "beter@verzonnen.example", MessageState.WAITING)
    unknown.refresh_from_db()
    assert unknown.state == MessageState.REPLACED
    for one, other in ((unknown, second), (second, unknown)):
        page = browser.get(reverse("message", args=[one.public_id])).content.decode()
        assert reverse("message", args=[other.public_id]) in page


def test_a_late_report_about_the_first_does_not_ask_for_a_person_again(
    browser: Client, unknown: Message, tmp_path: Path
) -> None:
    decide(browser, unknown, decision="opnieuw", to=unknown.to)
    (tmp_path / "1.eml").write_bytes(report(unknown.message_id).as_bytes())
    assert take_in(tmp_path).again == 1
    unknown.refresh_from_db()
    assert unknown.state == MessageState.REPLACED


def test_a_link_whose_text_is_gone_cannot_be_sent_again(browser: Client) -> None:
    message = written(secret=True)
    with changing("test"):
        Message.objects.update(state=MessageState.BOUNCED, body="")
    assert decide(browser, message, decision="opnieuw") == 422
    assert "De tekst met de link is weg" in browser.get(reverse("message", args=[message.public_id])).content.decode()
    assert Message.objects.count() == 1


def test_what_a_restored_backup_set_aside_leaves_only_when_a_person_says_so(browser: Client) -> None:
    first, second, third, fourth = (written(subject=f"Bericht {number}") for number in range(4))
    assert deciding.set_aside() == 4
    with mail_server() as server:
        handover.hand_over_all()
        assert server.taken == []
        page = browser.get(reverse("messages")).content.decode()
        assert "4 berichten zijn opzij gezet" in page
        assert "Bericht 0" in page
        assert decide(browser, first, decision="vervallen") == 303
        assert decide(browser, second, decision="opnieuw") == 303
        for _ in range(2):
            assert browser.post(reverse("messages-set-aside"), {"drop": "1"}).status_code == 303
        handover.hand_over_all()
    assert [envelope.rcpt_tos for envelope in server.taken] == [[second.to]]
    states = dict(Message.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (first, second, third, fourth)] == [
        MessageState.DROPPED, MessageState.HANDED_OVER, MessageState.DROPPED, MessageState.DROPPED,
    ]  # fmt: skip


def test_everything_that_was_set_aside_is_released_at_once(browser: Client) -> None:
    written()
    deciding.set_aside()
    browser.post(reverse("messages-set-aside"), {"release": "1"})
    with mail_server() as server:
        handover.hand_over_all()
    assert len(server.taken) == 1


def test_who_decides_on_an_older_attempt_is_told(browser: Client, unknown: Message) -> None:
    with changing("test"):
        Message.objects.filter(pk=unknown.pk).update(attempt=2)
    page = browser.post(
        reverse("message-decide", args=[unknown.public_id]), {"attempt": 1, "decision": "bezorgd"}, follow=True
    )
    assert "er is niets veranderd" in page.content.decode()
    unknown.refresh_from_db()
    assert unknown.state == MessageState.UNKNOWN


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"decision": ""}, "Kies wat er moet gebeuren"),
        ({"decision": "opnieuw", "to": "mis"}, "Schrijf een e-mailadres"),
    ],
)
def test_a_mistake_keeps_what_was_typed(browser: Client, unknown: Message, said: dict[str, str], told: str) -> None:
    answer = browser.post(reverse("message-decide", args=[unknown.public_id]), {"attempt": 1, "to": "mis"} | said)
    page = answer.content.decode()
    assert (answer.status_code, told in page, 'value="mis"' in page) == (422, True, True)


def test_a_link_for_one_person_is_shown_to_nobody(browser: Client) -> None:
    message = written(secret=True)
    page = browser.get(reverse("message", args=[message.public_id])).content.decode()
    assert "De vragenlijst staat klaar" not in page
    assert "link voor één persoon" in page


def test_an_auditor_reads_and_decides_nothing(unknown: Message) -> None:
    browser = browser_of(person("Dia Verzonnen", StaffRole.AUDITOR))
    assert "Vastleggen" not in browser.get(reverse("message", args=[unknown.public_id])).content.decode()
    assert decide(browser, unknown, decision="bezorgd") == 403


def test_the_list_stays_cheap(browser: Client, django_assert_max_num_queries: object) -> None:
    for _ in range(60):
        written()
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # pytest-django's
        browser.get(reverse("messages"), {"staat": "wacht"})


def test_a_script_in_a_subject_is_text(browser: Client) -> None:
    message = written(subject="<script>alert(1)</script>")
    assert "<script>alert" not in browser.get(reverse("message", args=[message.public_id])).content.decode()
