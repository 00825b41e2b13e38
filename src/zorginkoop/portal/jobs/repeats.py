"""Work that repeats: put in the queue once each interval, by whichever worker notices first.

repeat(seal_readings, timedelta(minutes=5))
repeat(hand_over_waiting, timedelta(seconds=15), wanted=anything_waiting)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal.jobs.models import RepeatState


def always() -> bool:
    """Say that there is something to do each time."""
    return True


@dataclass(frozen=True, slots=True)
class Repeat:
    """A job, how often, and whether there is anything to do; jobs that repeat take no arguments.

    What writes to people by itself says how to write, at any hour, all that is due: after a restore that is done once
    and set aside, for it may have been sent since the backup.
    """

    task: Task[[], Any]
    every: timedelta
    wanted: Callable[[], bool] = always
    write_due: Callable[[], object] | None = None


_repeats: dict[str, Repeat] = {}


def repeat(
    task: Task[[], Any],
    every: timedelta,
    *,
    wanted: Callable[[], bool] = always,
    write_due: Callable[[], object] | None = None,
) -> None:
    """Let a job repeat."""
    _repeats[task.module_path] = Repeat(task, every, wanted, write_due)


def repeats() -> dict[str, Repeat]:
    """Give what repeats, by the path of the job."""
    return dict(_repeats)


def put_due_in_queue(now: datetime) -> int:
    """Put what is due in the queue, unless it still waits or runs; give how many."""
    last = dict(RepeatState.objects.values_list("name", "last_at"))
    due = [name for name, one in _repeats.items() if _due(last.get(name), one.every, now) and one.wanted()]
    return sum(_enqueued(name, _repeats[name], now) for name in due)


def _due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    return last is None or now >= last + every


def _enqueued(name: str, one: Repeat, now: datetime) -> bool:
    """Put one in the queue; another worker that was first has the row, and then nothing is left to do."""
    with transaction.atomic():
        RepeatState.objects.get_or_create(name=name)
        state = RepeatState.objects.select_for_update().get(name=name)
        busy = DBTaskResult.objects.filter(
            task_path=name, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
        ).exists()
        if busy or not _due(state.last_at, one.every, now):
            return False
        state.last_at = now
        state.save(update_fields=["last_at"])
        one.task.enqueue()
        return True
