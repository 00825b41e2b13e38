"""What every part of a demo does: let it be a moment, and let the worker do what waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal import clock
from zorginkoop.portal.clock.models import RehearsalClock
from zorginkoop.portal.jobs.worker import work


def at(day: date, hour: int, minute: int = 0) -> None:
    """Let it be a moment of a day in the Netherlands."""
    moment = datetime.combine(day, time(hour, minute), tzinfo=clock.AMSTERDAM)
    RehearsalClock.set_to(moment, datetime.now(UTC))


def do_jobs() -> None:
    """Do everything that waits for the worker; a job that fails is a mistake of ours, and the demo stops."""
    work(until_empty=True)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).first()
    if failed is not None:
        message = f"{failed.task_path} failed: {failed.exception_class_path}"
        raise RuntimeError(message)
