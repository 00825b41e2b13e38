"""A worker that is killed, wherever it is: nothing is lost and nothing is done twice."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django_tasks_db.management.commands.db_worker import Worker

from support import portal_jobs
from support.portal_jobs import POINTS, all_jobs, fail, killed_at, times_made, wait_for, worker_process, write_once
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.verify import verify
from zorginkoop.portal.jobs import rescue, worker
from zorginkoop.portal.register.models import Group

pytestmark = pytest.mark.django_db(transaction=True)


def later() -> int:
    """Let another worker look when the lost one has been silent for too long."""
    return rescue.rescue_orphans(clock.of_machine() + rescue.LEASE + timedelta(seconds=1))


@pytest.mark.parametrize("name", POINTS)
def test_a_worker_killed_anywhere_loses_nothing_and_does_nothing_twice(name: str, tmp_path: Path) -> None:
    write_once.enqueue("ZG1")
    killed_at(name, tmp_path)
    assert all_jobs() == [{"status": "RUNNING", "tries": 1}]
    assert rescue.rescue_orphans(clock.of_machine()) == 0, "it may still live"
    assert later() == 1
    worker.work(until_empty=True)
    assert all_jobs() == [{"status": "SUCCESSFUL", "tries": 2}]
    assert list(Group.objects.values_list("code", flat=True)) == ["ZG1"]
    assert times_made() == 1
    assert verify().wrong == []


def test_a_job_that_costs_worker_after_worker_waits_for_a_person(tmp_path: Path) -> None:
    write_once.enqueue("ZG1")
    for _ in range(rescue.TRIES):
        killed_at("claimed", tmp_path)
        assert later() == 1
    assert all_jobs() == [{"status": "FAILED", "tries": rescue.TRIES}]
    assert not Group.objects.exists()


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(tmp_path: Path) -> None:
    write_once.enqueue("ZG1")
    (tmp_path / "hold-after-the-change").touch()
    process = worker_process(tmp_path, batch=False)
    wait_for(tmp_path / "reached-after-the-change", process)
    process.send_signal(signal.SIGTERM)
    (tmp_path / "hold-after-the-change").unlink()
    assert process.wait(60) == 0
    assert all_jobs() == [{"status": "SUCCESSFUL", "tries": 1}]


def test_two_workers_share_the_queue(tmp_path: Path) -> None:
    for number in range(20):
        write_once.enqueue(f"ZG{number:02}")
    both = [worker_process(tmp_path, batch=True) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert all_jobs() == [{"status": "SUCCESSFUL", "tries": 1}] * 20
    assert times_made() == 20
    assert verify().wrong == []


def test_a_job_in_a_change_that_fails_is_never_done() -> None:
    with pytest.raises(ZeroDivisionError):
        _enqueued_and_then_failed()
    assert all_jobs() == []


def _enqueued_and_then_failed() -> None:
    with changing("test"):
        write_once.enqueue("ZG1")
        _ = 1 // 0


def test_one_job_that_fails_keeps_no_other_waiting() -> None:
    fail.enqueue("ada@verzonnen.example")
    write_once.enqueue("ZG1")
    worker.work(until_empty=True)
    assert [job["status"] for job in all_jobs()] == ["FAILED", "SUCCESSFUL"]


def test_a_database_that_is_away_for_a_moment_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    write_once.enqueue("ZG1")
    whole = Worker.run
    away = iter([True, False])

    def run(self: Worker) -> None:
        if next(away):
            message = "server closed the connection unexpectedly"
            raise OperationalError(message)
        whole(self)

    monkeypatch.setattr(worker, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(Worker, "run", run)
    worker.work(until_empty=True)
    assert all_jobs() == [{"status": "SUCCESSFUL", "tries": 1}]


def test_the_keeper_outlives_what_goes_wrong_in_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[int] = []
    keeper = worker.Keeper("w1", every=0.001)

    def turn() -> None:
        turns.append(1)
        if len(turns) == 1:
            raise OperationalError
        if len(turns) == 2:
            raise KeyError
        keeper.ended.set()

    monkeypatch.setattr(keeper, "turn", turn)
    keeper.run()
    assert len(turns) == 3


def test_the_jobs_of_these_tests_can_be_found_by_a_worker() -> None:
    assert portal_jobs.write_once.module_path == "support.portal_jobs.write_once"
