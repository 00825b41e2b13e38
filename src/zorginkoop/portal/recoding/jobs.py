"""What the worker does when a season goes on by other rules; each job may be started again at any moment."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal import clock
from zorginkoop.portal.jobs.rescue import is_left
from zorginkoop.portal.recoding.changing_rules import carry_out, keep_consequences
from zorginkoop.portal.recoding.models import Recoding


@task()
def work_out(number: int) -> None:
    """Work out what a proposal changes for whom."""
    found = Recoding.objects.select_related("season").get(pk=number)
    if found.worked_out_at is None:
        keep_consequences(found)


@task()
def put_in_force(number: int) -> None:
    """Judge everybody by the new rules, and tell who is filling in."""
    carry_out(Recoding.objects.select_related("season").get(pk=number))


def anything_left() -> bool:
    """Tell whether a proposal or a change waits for a job."""
    return Recoding.objects.to_work_out().exists() or Recoding.objects.to_carry_out().exists()


@task()
def take_up() -> int:
    """Put back in the queue what lost its job; give how many."""
    jobs = [(work_out, one) for one in Recoding.objects.to_work_out()]
    jobs += [(put_in_force, one) for one in Recoding.objects.to_carry_out()]
    left = [(job, one.pk) for job, one in jobs if is_left(job.module_path, one.pk, clock.of_machine())]
    for job, number in left:
        job.enqueue(number)
    return len(left)
