"""Keep the queue small: jobs that went well are forgotten after a while, those that failed wait for a person."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal import clock
from zorginkoop.portal.jobs.rescue import forget_lost_workers

KEPT = timedelta(days=30)


@task()
def forget_finished() -> None:
    """Forget the jobs that went well a month ago, and the workers that are no more."""
    now = clock.of_machine()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT).delete()
    forget_lost_workers(now)
