"""Let no selection wait for ever: whose work broke off says so; sending that broke off goes on from where it was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.jobs.rescue import is_left
from zorginkoop.portal.selection.jobs import judge, send
from zorginkoop.portal.selection.models import Run, RunState

_WAITING = (RunState.REQUESTED, RunState.SENDING)


def anything_waiting() -> bool:
    """Tell whether a selection waits for a job."""
    return Run.objects.filter(state__in=_WAITING).exists()


def rescue() -> int:
    """Free what waits for a job that is there no longer; give how many selections that were."""
    return sum(map(_rescued, Run.objects.filter(state__in=_WAITING).order_by("pk")))


def _rescued(run: Run) -> bool:
    job = judge if run.state == RunState.REQUESTED else send
    if not is_left(job.module_path, run.pk, clock.of_machine()):
        return False
    with changing("selection.work_broken", about=run, state=run.state):
        held = Run.objects.select_for_update().get(pk=run.pk)
        if held.state != run.state:
            return False
        if held.state == RunState.SENDING:
            send.enqueue(held.pk)
            return True
        held.state, held.failure = RunState.FAILED, _("Het werk is afgebroken voordat het klaar was.")
        held.save(update_fields=["state", "failure"])
    return True
