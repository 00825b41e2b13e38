"""After a restore: what had not happened yet when the backup was made waits for a person, for perhaps it has since.

Messages stand at the messages, jobs at the work in the background, and a selection that was being sent stands where a
person starts sending it. What repeats by itself begins anew and needs nobody; but the reminders and the like that are
due by now are written at once and stand with the other messages, for perhaps they were sent since the backup.
"""

from __future__ import annotations

from dataclasses import dataclass

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.jobs.models import WorkerBeat
from zorginkoop.portal.jobs.repeats import repeats
from zorginkoop.portal.jobs.rescue import SET_ASIDE
from zorginkoop.portal.mail import deciding
from zorginkoop.portal.selection.models import Run, RunState
from zorginkoop.portal.selection.sending import stop

_UNDONE = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class SetAside:
    """How much waits for a person."""

    messages: int
    jobs: int
    runs: int


def set_aside() -> SetAside:
    """Set everything aside that would leave or happen by itself."""
    with changing("operate.set_aside") as change:
        runs = [stop(run) for run in Run.objects.filter(state=RunState.SENDING).order_by("pk")]
        for one in repeats().values():
            if one.write_due is not None:
                one.write_due()
        messages = deciding.set_aside()
        jobs = _jobs()
        change.details |= {"messages": messages, "jobs": jobs, "runs": len(runs)}
    return SetAside(messages, jobs, len(runs))


def _jobs() -> int:
    """Stop the jobs that wait or ran, and forget the workers of the installation that was copied."""
    undone = DBTaskResult.objects.filter(status__in=_UNDONE)
    undone.filter(task_path__in=[*repeats()]).delete()
    WorkerBeat.objects.all().delete()
    return undone.update(
        status=TaskResultStatus.FAILED, finished_at=clock.of_machine(), exception_class_path=SET_ASIDE, traceback=""
    )
