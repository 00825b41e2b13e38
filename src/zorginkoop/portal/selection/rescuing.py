"""Let no selection wait for ever: whose work broke off says so; sending that broke off goes on from where it was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.jobs.rescue import is_left
from zorginkoop.portal.selection.jobs import judge, replay, send
from zorginkoop.portal.selection.models import Replay, Run, RunState

_WAITING = (RunState.REQUESTED, RunState.SENDING)


def anything_waiting() -> bool:
    """Tell whether a selection waits for a job."""
    return Run.objects.filter(state__in=_WAITING).exists() or Replay.objects.filter(ended_at=None).exists()


def rescue() -> int:
    """Free what waits for a job that is there no longer; give how many selections that were."""
    again = Replay.objects.filter(ended_at=None).order_by("pk")
    return sum(map(_rescued, Run.objects.filter(state__in=_WAITING).order_by("pk"))) + sum(map(_begun_again, again))


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


def _begun_again(asked: Replay) -> bool:
    if not is_left(replay.module_path, asked.pk, clock.of_machine()):
        return False
    with changing("selection.work_broken", about=asked.run, state="replay"):
        replay.enqueue(asked.pk)
    return True
