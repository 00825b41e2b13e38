"""A mailing goes to each receiver once: whatever stops half-way, whoever presses twice, and only as was agreed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from support.portal_mail import report
from support.portal_mailings import BODY, agreed, invited, mailing, purchaser, started
from zorginkoop.portal.agreements import store
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.mail import bounces
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.mailings import sending
from zorginkoop.portal.mailings.deciding import approve, back_to_draft, hash_of, mark_posted, start, stop, submit
from zorginkoop.portal.mailings.jobs import send
from zorginkoop.portal.mailings.making import CannotError, leave_out, write
from zorginkoop.portal.mailings.models import MailingState, PostRun, Receiver
from zorginkoop.portal.mailings.paper import path_of
from zorginkoop.portal.mailings.previews import numbers_of, send_proof
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> object:
    with override_settings(DATA=tmp_path):
        yield


def test_everybody_gets_one_message_and_sees_nobody_else() -> None:
    providers = invited(4)
    made = started(mailing(providers))
    for _again in range(2):
        send.func(made.pk)
    made.refresh_from_db()
    assert made.state == MailingState.SENT
    sent = {one.to: one for one in Message.objects.all()}
    assert set(sent) == {one.vecozo_email for one in providers[:3]}
    for one in providers[:3]:
        message = sent[one.vecozo_email]
        assert one.agb_code in message.subject
        assert f"/praktijk/{one.public_id}/" in message.body
        others = [other for other in providers if other.pk != one.pk]
        assert not any(other.vecozo_email in message.body for other in others if other.vecozo_email)
        assert not any(other.name in message.body for other in others)
        assert message.for_whom == str(one.public_id)


def test_who_has_no_address_gets_a_letter_and_the_post_room_one_file(tmp_path: Path) -> None:
    providers = invited(3, without_address=2)
    made = started(mailing(providers))
    send.func(made.pk)
    lettered = Receiver.objects.exclude(letter_hash="").select_related("provider")
    assert {one.provider_id for one in lettered} == {providers[1].pk, providers[2].pk}
    words = PdfReader(io.BytesIO(store.fetch(lettered[0].letter_hash))).pages[0].extract_text()
    assert "Beste Praktijk Verzonnen 2 in Bedachtum" in words
    assert "1211 AA" in words
    bundled = PostRun.objects.get(mailing=made)
    assert path_of(bundled.file_hash).is_relative_to(tmp_path)
    with zipfile.ZipFile(path_of(bundled.file_hash)) as file:
        assert file.namelist() == ["00001-04000002.pdf", "00002-04000003.pdf", "adressen.csv"]
        listed = file.read("adressen.csv").decode("utf-8-sig")
    assert "04000002;Praktijk Verzonnen 2;1211 AA;Bedachtum" in listed
    assert mark_posted(made, purchaser("Piet Post")) == 2
    assert mark_posted(made, purchaser("Piet Post")) == 0
    assert numbers_of(made).posted == 2


def test_all_by_letter_writes_no_message() -> None:
    made = started(mailing(invited(2), all_by_letter=True))
    send.func(made.pk)
    assert not Message.objects.exists()
    assert Receiver.objects.exclude(letter_hash="").count() == 2


@pytest.mark.parametrize("stop_at", [0, 1, 3, 6])
def test_a_worker_that_is_killed_half_way_misses_nobody_and_sends_nobody_two(
    monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(sending, "_AT_ONCE", 2)
    providers = invited(8, without_address=2)
    made = started(mailing(providers))
    seen, one_of = iter(range(1000)), sending.send_one

    def killed(*arguments: object) -> None:
        if next(seen) == stop_at:
            raise KeyboardInterrupt
        one_of(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(sending, "send_one", killed)
    with pytest.raises(KeyboardInterrupt):
        send.func(made.pk)
    assert Receiver.objects.filter(done_at__isnull=False).count() == stop_at // 2 * 2
    send.func(made.pk)
    assert Message.objects.count() == 6
    assert Message.objects.values("to").distinct().count() == 6
    assert Receiver.objects.exclude(letter_hash="").count() == 2
    assert PostRun.objects.count() == 1


def test_a_worker_killed_before_the_bundle_was_made_makes_it_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    made = started(mailing(invited(2)))

    def killed(_number: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("zorginkoop.portal.mailings.paper.bundle", killed)
        with pytest.raises(KeyboardInterrupt):
            send.func(made.pk)
    assert not PostRun.objects.exists()
    send.func(made.pk)
    assert PostRun.objects.get().letters == 1
    assert Message.objects.count() == 1


def test_it_can_be_stopped_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_AT_ONCE", 2)
    made = started(mailing(invited(6, without_address=0)))
    some = sending.send_some

    def stopped(number: int, after: int = 0) -> int:
        last = some(number, after)
        stop(made)
        return last

    with monkeypatch.context() as patched:
        patched.setattr(sending, "send_some", stopped)
        with pytest.raises(CannotError, match="nu niet verstuurd"):  # the second time it lies still already
            send.func(made.pk)
    assert Message.objects.count() == 2
    send.func(made.pk)
    assert Message.objects.count() == 2
    start(made)
    send.func(made.pk)
    assert Message.objects.count() == 6


def test_pressing_send_twice_starts_it_once() -> None:
    made = agreed(mailing(invited(2)))
    for _again in range(2):
        start(made)
    assert DBTaskResult.objects.filter(task_path__endswith="mailings.jobs.send").count() == 1


def test_nothing_goes_out_before_a_second_person_agreed() -> None:
    made = mailing(invited(2))
    with pytest.raises(CannotError, match="Eerst geeft een collega"):
        start(made)
    send.func(made.pk)
    assert not Message.objects.exists()


def test_nobody_who_had_a_hand_in_it_agrees() -> None:
    maker, writer, helper, other = (purchaser(name) for name in ("Ina", "Wim", "Hans", "Olga"))
    providers = invited(3)
    made = write(mailing(providers, maker), "Onderwerp {agb}", BODY, writer)
    leave_out(made, Receiver.objects.get(provider=providers[0]), "Belt al met ons.", helper)
    made = submit(made, maker)
    for one in (maker, writer, helper):
        with pytest.raises(CannotError, match="werkte zelf"):
            approve(made, made.content_hash, one)
    assert approve(made, made.content_hash, other).state == MailingState.APPROVED
    with pytest.raises(CannotError, match="wacht niet op akkoord"):
        approve(made, made.content_hash, other)


def test_what_was_shown_is_what_is_agreed_to() -> None:
    made = submit(mailing(invited(3)), purchaser())
    shown = made.content_hash
    made = write(back_to_draft(made), "Iets anders", BODY, made.made_by)
    made = submit(made, made.made_by)
    with pytest.raises(CannotError, match="intussen gewijzigd"):
        approve(made, shown, purchaser("Cor"))


def test_what_was_agreed_to_cannot_change() -> None:
    providers = invited(3)
    made = agreed(mailing(providers))
    with pytest.raises(CannotError, match="verandert niets"):
        write(made, "Anders", BODY, made.made_by)
    with pytest.raises(CannotError, match="verandert niets"):
        leave_out(made, Receiver.objects.get(provider=providers[0]), "Toch niet.", made.made_by)


@pytest.mark.parametrize("what", ["text", "receiver"])
def test_the_worker_sends_nothing_that_is_not_what_was_agreed_to(what: str) -> None:
    made = started(mailing(invited(3)))
    with changing("test"):
        if what == "text":
            type(made).objects.filter(pk=made.pk).update(body="Heel iets anders\n")
        else:
            Receiver.objects.filter(address="praktijk1@verzonnen.example").update(address="ander@verzonnen.example")
    send.func(made.pk)
    made.refresh_from_db()
    assert made.state == MailingState.STOPPED
    assert "niet meer waarvoor akkoord" in made.failure
    assert not Message.objects.exists()


def test_sending_does_not_change_the_hash() -> None:
    made = started(mailing(invited(3)))
    send.func(made.pk)
    made.refresh_from_db()
    assert hash_of(made) == made.content_hash


def test_who_is_left_out_gets_nothing_and_the_database_agrees() -> None:
    providers = invited(3)
    draft = mailing(providers)
    leave_out(draft, Receiver.objects.get(provider=providers[0]), "Is al gebeld.", draft.made_by)
    made = started(draft)
    send.func(made.pk)
    assert not Message.objects.filter(for_whom=str(providers[0].public_id)).exists()
    one = Receiver.objects.get(provider=providers[0])
    with pytest.raises(IntegrityError), transaction.atomic(), changing("test"):
        Receiver.objects.filter(pk=one.pk).update(done_at=made.made_at)


def test_a_bounce_shows_on_the_mailing(tmp_path: Path) -> None:
    made = started(mailing(invited(3)))
    send.func(made.pk)
    message = Message.objects.order_by("pk")[0]
    box = tmp_path / "terug.eml"
    box.write_bytes(report(message.message_id).as_bytes())
    assert bounces.take_in(box).bounced == 1
    message.refresh_from_db()
    assert message.state == MessageState.BOUNCED
    assert numbers_of(made).troubled == 1


def test_a_proof_goes_to_oneself_and_twice_pressed_once() -> None:
    maker = purchaser()
    made = mailing(invited(2), maker)
    for _again in range(2):
        send_proof(made, maker)
    message = Message.objects.get()
    assert message.to == maker.email
    assert message.subject.startswith("Proef: Nieuws voor Praktijk Verzonnen 1")


def test_the_name_of_a_provider_is_never_read_as_a_field() -> None:
    providers = invited(2)
    with changing("test"):
        Provider.objects.filter(pk=providers[0].pk).update(name="{agb} {{ 7|add:7 }} {% now 'Y' %}")
    made = started(mailing(providers))
    send.func(made.pk)
    message = Message.objects.get(to="praktijk1@verzonnen.example")
    assert "Beste {agb} {{ 7|add:7 }} {% now 'Y' %} in Bedachtum" in message.body


def test_the_log_holds_no_address_no_name_and_no_word_of_the_text() -> None:
    made = started(mailing(invited(3)))
    send.func(made.pk)
    said = " ".join(str(one) for one in Entry.objects.filter(action__startswith="mailings.").values_list("details"))
    for word in ("verzonnen.example", "Praktijk", "Beste", "Nieuws"):
        assert word not in said
