"""Put back in the queue what a worker left behind that no longer lives."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal.jobs.models import WorkerBeat

LEASE = timedelta(seconds=60)  # who is silent for longer is taken for lost
TRIES = 3  # a job during which this many workers were lost waits for a person
FORGOTTEN = timedelta(days=1)
_log = logging.getLogger("zorginkoop.jobs")


class WorkerLost(Exception):
    """What stands beside a job that cost one worker after another; nobody raises it."""


class SetAside(Exception):
    """What stands beside a job that waited when a backup was made that was put back; nobody raises it."""


SET_ASIDE = f"{SetAside.__module__}.{SetAside.__qualname__}"


def beat(worker_id: str, started_at: datetime, now: datetime) -> None:
    """Show that a worker lives."""
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"started_at": started_at, "seen_at": now})


def living(now: datetime) -> set[str]:
    """Give the workers that live."""
    return set(WorkerBeat.objects.filter(seen_at__gte=now - LEASE).values_list("worker_id", flat=True))


def rescue_orphans(now: datetime) -> int:
    """Put the running jobs of lost workers back in the queue; give how many were found."""
    alive = living(now)
    orphans = [job for job in DBTaskResult.objects.running() if _orphaned(job, alive)]
    return sum(_rescued(job, now) for job in orphans)


def _orphaned(job: DBTaskResult[..., object], alive: set[str]) -> bool:
    return not job.worker_ids or job.worker_ids[-1] not in alive


def _rescued(found: DBTaskResult[..., object], now: datetime) -> bool:
    with transaction.atomic():
        job = DBTaskResult.objects.select_for_update(skip_locked=True).filter(pk=found.pk).running().first()
        if job is None or job.worker_ids != found.worker_ids:
            return False  # it ended after all, or another worker was first
        if len(job.worker_ids) < TRIES:
            job.status = TaskResultStatus.READY
        else:
            job.status = TaskResultStatus.FAILED
            job.finished_at = now
            job.exception_class_path = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
            job.traceback = ""
        job.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
    _log.warning("job rescued", extra={"job": str(job.pk), "task": job.task_path, "tries": len(job.worker_ids)})
    return True


def is_left(path: str, number: int, moment: datetime) -> bool:
    """Tell whether what a job with this argument should do was left: no such job waits, runs or ended just now."""
    found = DBTaskResult.objects.filter(task_path=path, args_kwargs__args__0=number)
    busy = found.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    return not (busy.exists() or found.filter(finished_at__gte=moment - LEASE).exists())


def forget(worker_id: str) -> None:
    """Forget a worker that ended as it should."""
    WorkerBeat.objects.filter(worker_id=worker_id).delete()


def forget_lost_workers(now: datetime) -> None:
    """Forget workers that have been silent for a day."""
    WorkerBeat.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
