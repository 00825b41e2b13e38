"""What repeats is put in the queue once each interval, whoever looks, and not while it still waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from support.portal_jobs import do_jobs, write_once
from zorginkoop.portal.audit import jobs as audit
from zorginkoop.portal.jobs import housekeeping, repeats, rescue
from zorginkoop.portal.jobs.models import WorkerBeat

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without anything that repeats."""
    monkeypatch.setattr(repeats, "_repeats", {})


def waiting() -> int:
    return DBTaskResult.objects.ready().count()


@pytest.mark.usefixtures("only")
def test_it_comes_once_each_interval() -> None:
    repeats.repeat(audit.seal_readings, timedelta(minutes=5))
    assert repeats.put_due_in_queue(NOON) == 1
    DBTaskResult.objects.all().delete()
    assert repeats.put_due_in_queue(NOON + timedelta(minutes=4)) == 0
    assert repeats.put_due_in_queue(NOON + timedelta(minutes=5)) == 1


@pytest.mark.usefixtures("only")
def test_it_does_not_pile_up_while_no_worker_runs() -> None:
    repeats.repeat(audit.seal_readings, timedelta(minutes=5))
    for hours in range(5):
        repeats.put_due_in_queue(NOON + timedelta(hours=hours))
    assert waiting() == 1


@pytest.mark.usefixtures("only")
def test_what_has_nothing_to_do_is_not_put_in_the_queue() -> None:
    wanted = False
    repeats.repeat(audit.seal_readings, timedelta(minutes=5), wanted=lambda: wanted)
    assert repeats.put_due_in_queue(NOON) == 0
    wanted = True
    assert repeats.put_due_in_queue(NOON) == 1


def test_everything_that_repeats_can_be_run() -> None:
    assert len(repeats.repeats()) >= 4
    for one in repeats.repeats().values():
        one.task.enqueue()
    do_jobs()
    failed = DBTaskResult.objects.failed()
    assert [(job.task_path, job.traceback) for job in failed] == []


def test_old_jobs_that_went_well_are_forgotten_and_failed_ones_are_not() -> None:
    ids = [write_once.enqueue(f"ZG{number}").id for number in range(3)]
    old = datetime(2020, 1, 1, tzinfo=UTC)
    DBTaskResult.objects.filter(pk__in=ids[:2]).update(status="SUCCESSFUL", finished_at=old)
    DBTaskResult.objects.filter(pk=ids[1]).update(status="FAILED")
    rescue.beat("lang geleden", old, old)
    housekeeping.forget_finished.func()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED", "READY"}
    assert not WorkerBeat.objects.exists()
