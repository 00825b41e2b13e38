"""After a restore nothing leaves by itself of what may have left since the backup; a person decides."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from support.portal import browser_of, person
from support.portal_jobs import write_once
from support.portal_mail import written
from support.portal_selection import physiotherapy, purchaser, region, selected
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.jobs import rescue
from zorginkoop.portal.jobs.models import WorkerBeat
from zorginkoop.portal.mail import handover
from zorginkoop.portal.mail.jobs import hand_over_waiting
from zorginkoop.portal.mail.models import Message, MessageState
from zorginkoop.portal.operate import doctor_work
from zorginkoop.portal.operate.set_aside import SetAside, set_aside
from zorginkoop.portal.selection.changes import confirm, start_sending
from zorginkoop.portal.selection.jobs import send
from zorginkoop.portal.selection.models import Invitation, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def test_what_waited_in_a_backup_waits_for_a_person() -> None:
    written()
    write_once.enqueue("ZG1")
    hand_over_waiting.enqueue()
    rescue.beat("w1", clock.of_machine(), clock.of_machine())
    assert set_aside() == SetAside(messages=1, jobs=1, runs=0)
    assert handover.hand_over_all() == 0
    assert Message.objects.get().state == MessageState.SET_ASIDE
    job = DBTaskResult.objects.get()
    assert job.status == TaskResultStatus.FAILED
    assert not WorkerBeat.objects.exists()
    told = [one.what for check in (doctor_work.failed_jobs, doctor_work.messages) for one in check()]
    assert told == [
        "1 keer werk is opzij gezet toen een reservekopie werd teruggezet.",
        "1 berichten zijn opzij gezet toen een reservekopie werd teruggezet.",
    ]
    assert set_aside() == SetAside(messages=0, jobs=0, runs=0)


def test_an_administrator_lets_the_work_be_done_or_drops_it() -> None:
    write_once.enqueue("ZG1")
    write_once.enqueue("ZG2")
    set_aside()
    browser = browser_of(person("Bert", StaffRole.ADMINISTRATOR))
    assert "stond klaar in de reservekopie" in browser.get(reverse("jobs")).content.decode()
    first, second = DBTaskResult.objects.order_by("enqueued_at")
    for _ in range(2):
        assert browser.post(reverse("jobs-drop", args=[first.pk]), follow=True).status_code in {200, 404}
    browser.post(reverse("jobs-again", args=[second.pk]))
    assert [one.pk for one in DBTaskResult.objects.all()] == [second.pk]
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_selection_that_was_being_sent_is_started_by_a_person() -> None:
    region(40)
    run = confirm(selected(physiotherapy(owner=person("Petra")), purchaser()), purchaser("Cor Collega"))
    start_sending(run)
    assert set_aside().runs == 1
    send.func(run.pk)
    assert not Invitation.objects.exists()
    run.refresh_from_db()
    assert run.state == RunState.CONFIRMED
    start_sending(run)
    send.func(run.pk)
    assert Invitation.objects.exists()
