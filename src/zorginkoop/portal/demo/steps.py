"""What every part of a demo does: let it be a moment, and let the worker do what waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import together
from zorginkoop.portal.clock.models import RehearsalClock
from zorginkoop.portal.intake.jobs import PAPERS
from zorginkoop.portal.jobs.worker import work
from zorginkoop.portal.mail.handover import hand_over_all
from zorginkoop.portal.mail.jobs import POST

_MESSAGES = 1_000  # in one transaction; beyond some thousands a database loses more by it than it wins


def at(day: date, hour: int, minute: int = 0) -> None:
    """Let it be a moment of a day in the Netherlands."""
    moment = datetime.combine(day, time(hour, minute), tzinfo=clock.AMSTERDAM)
    RehearsalClock.set_to(moment, datetime.now(UTC))


def do_jobs() -> None:
    """Do what waits for the worker, but for papers: the site's own worker makes those; a job that fails stops the demo.

    Mail is handed over with many messages in one transaction: nobody looks on meanwhile.
    """
    work(until_empty=True, but=[PAPERS, POST])
    handed = _MESSAGES
    while handed == _MESSAGES:
        with together():
            handed = hand_over_all(_MESSAGES)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).first()
    if failed is not None:
        message = f"{failed.task_path} failed: {failed.exception_class_path}"
        raise RuntimeError(message)
