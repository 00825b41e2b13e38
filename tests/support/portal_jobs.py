"""Jobs for tests, and a worker in a process of its own that a test can kill at a chosen point.

A job writes its change once, however often it runs, as every job of the site does. It stops at a point by making a
file `reached-POINT` and waiting for as long as there is a file `hold-POINT` in the folder of the test.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.dispatch import receiver
from django_tasks import task
from django_tasks.signals import task_started

from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Group

FOLDER = "ZORGINKOOP_TEST_HOLDS"
POINTS = ("claimed", "in-the-change", "after-the-change")
ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 60


def point(name: str) -> None:
    """Stop here while the test holds this point."""
    if not (folder := os.environ.get(FOLDER)):
        return
    (Path(folder) / f"reached-{name}").touch()
    while (Path(folder) / f"hold-{name}").exists():
        time.sleep(0.01)


@receiver(task_started)
def claimed(**_: object) -> None:
    """Stop between claiming a job and doing it."""
    point("claimed")


@task()
def write_once(code: str) -> None:
    """Make a group, once."""
    with changing("test.group_made") as change:
        made = Group.objects.get_or_create(code=code, defaults={"name": code})[1]
        change.details["rows"] = int(made)
        point("in-the-change")
    point("after-the-change")


@task()
def fail(email: str) -> None:
    """Fail with personal data in the words of the mistake."""
    message = f"{email} bestaat al"
    raise ValueError(message)


def times_made() -> int:
    """Count how often a group was really made, by the log."""
    return sum(int(details["rows"]) for details in Entry.objects.values_list("details", flat=True) if "rows" in details)


def worker_process(folder: Path, *, batch: bool) -> subprocess.Popen[bytes]:
    """Start a worker on the database of this test."""
    name = str(connection.settings_dict["NAME"])
    database = f"sqlite://{name}"
    if connection.vendor == "postgresql":
        address, _, query = os.environ["ZORGINKOOP_TEST_DATABASE"].partition("?")
        database = f"{address.rpartition('/')[0]}/{name}?{query}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "support.portal_settings",
        "PYTHONPATH": str(ROOT / "tests"),
        "ZORGINKOOP_TEST_DATABASE": database,
        "TMPDIR": str(folder),
        FOLDER: str(folder),
    }
    code = (
        "import django; django.setup(); import support.portal_jobs; from zorginkoop.portal.jobs.worker import work; "
        f"work(until_empty={batch}, interval=0.05)"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=folder)


def wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the worker gets to a point."""
    end = time.monotonic() + WAIT_SECONDS
    while not file.exists():
        assert process.poll() is None, "the worker ended before it got there"
        assert time.monotonic() < end, f"{file.name} did not come"
        time.sleep(0.01)


def killed_at(name: str, folder: Path) -> None:
    """Let a worker get to a point, and kill it there."""
    (folder / f"hold-{name}").touch()
    process = worker_process(folder, batch=False)
    try:
        wait_for(folder / f"reached-{name}", process)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        (folder / f"hold-{name}").unlink()
        (folder / f"reached-{name}").unlink(missing_ok=True)


def do_jobs() -> None:
    """Do what waits in the queue, in this process and inside the test's own transaction."""
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415 - models load after the apps
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - as above

    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    while (job := DBTaskResult.objects.ready().first()) is not None:
        job.claim("test")
        worker.run_task(job)


def all_jobs() -> list[dict[str, Any]]:
    """Give state and tries of the jobs of this test."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - models load after the apps are ready

    rows = DBTaskResult.objects.filter(task_path__startswith="support.").order_by("enqueued_at")
    return [{"status": row.status, "tries": len(row.worker_ids)} for row in rows]
