"""The page on which an administrator sees what waits, runs and failed, and lets it run again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.jobs.models import WorkerBeat
from zorginkoop.portal.jobs.rescue import LEASE, SET_ASIDE, WorkerLost

PER_PAGE = 50
STATES = {
    TaskResultStatus.FAILED: gettext_lazy("mislukt"),
    TaskResultStatus.RUNNING: gettext_lazy("bezig"),
    TaskResultStatus.READY: gettext_lazy("wacht"),
    TaskResultStatus.SUCCESSFUL: gettext_lazy("gedaan"),
}
_PLACE = re.compile(r'File "[^"]*?([^"/\\]+/[^"/\\]+)", line (\d+), in (\w+)')


@dataclass(frozen=True, slots=True)
class Line:
    """One job as the page shows it; of a mistake only its kind and place, for its words may name people."""

    id: UUID
    name: str
    since: datetime
    tries: int
    mistake: str


@open_to(StaffRole.ADMINISTRATOR)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show workers, counts, and the jobs of one state."""
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    chosen = request.GET.get("staat", "")
    if chosen not in STATES:
        chosen = TaskResultStatus.FAILED.value
    jobs = DBTaskResult.objects.filter(status=chosen).order_by("-enqueued_at", "pk")
    page = paged(request, jobs, PER_PAGE, _sheet())
    now = clock.of_machine()
    workers = [
        {"started_at": beat.started_at, "seen_at": beat.seen_at, "lives": beat.seen_at >= now - LEASE}
        for beat in WorkerBeat.objects.order_by("-seen_at")[:20]
    ]
    context = {
        "states": [(state, title, counts.get(state, 0), state == chosen) for state, title in STATES.items()],
        "caption": STATES[TaskResultStatus(chosen)],
        "failed": chosen == TaskResultStatus.FAILED,
        "lines": [_line(job) for job in page],
        "page": page,
        "query": f"staat={chosen}",
        "workers": workers,
        "none_lives": not any(worker["lives"] for worker in workers),
    }
    return render(request, "jobs/queue.html", context)


def _sheet() -> Sheet:
    """Say what of a job goes into a file: as on the page, and so of a mistake only its kind and place."""
    pairs = (
        (_("werk"), lambda job: _line(job).name),
        (_("sinds"), lambda job: _line(job).since),
        (_("pogingen"), lambda job: _line(job).tries),
        (_("wat er misging"), lambda job: _line(job).mistake),
    )
    return Sheet("achtergrondwerk", "jobs.export", columns(*pairs))


def _line(job: DBTaskResult[..., object]) -> Line:
    return Line(
        id=job.pk,
        name=job.task_path.removeprefix("zorginkoop.portal."),
        since=job.finished_at or job.started_at or job.enqueued_at,
        tries=len(job.worker_ids),
        mistake=_mistake(job),
    )


def _mistake(job: DBTaskResult[..., object]) -> str:
    kind = job.exception_class_path.rpartition(".")[2]
    if not kind:
        return ""
    if job.exception_class_path == SET_ASIDE:
        return _("stond klaar in de reservekopie die is teruggezet; kijk eerst of het daarna al is gedaan")
    if kind == WorkerLost.__qualname__:
        return _("de verwerker viel telkens uit tijdens dit werk")
    places = _PLACE.findall(job.traceback)
    return f"{kind} ({places[-1][0]}:{places[-1][1]}, {places[-1][2]})" if places else kind


@open_to(StaffRole.ADMINISTRATOR)
@require_POST
def drop(request: HttpRequest, job: UUID) -> HttpResponse:
    """Let a failed job be: it is not done, and no longer asks for a person."""
    get_object_or_404(DBTaskResult, pk=job)
    with changing("jobs.dropped", job=str(job)) as change:
        failed = DBTaskResult.objects.select_for_update().filter(pk=job).failed().first()
        change.details["rows"] = 1 if failed else 0
        if failed is not None:
            change.details["task"] = failed.task_path
            failed.delete()
    words = (
        _("Dit werk wordt niet meer gedaan.") if failed is not None else _("Dit werk stond al niet meer op mislukt.")
    )
    messages.success(request, words)
    return HttpResponseRedirect(reverse("jobs"), status=303)


@open_to(StaffRole.ADMINISTRATOR)
@require_POST
def again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Put a failed job back in the queue; pressing twice does it once."""
    get_object_or_404(DBTaskResult, pk=job)
    with changing("jobs.again", job=str(job)) as change:
        failed = DBTaskResult.objects.select_for_update().filter(pk=job).failed().first()
        change.details["rows"] = 1 if failed else 0
        if failed is not None:
            change.details["task"] = failed.task_path
            failed.status = TaskResultStatus.READY
            failed.worker_ids = []
            failed.finished_at = None
            failed.exception_class_path = failed.traceback = ""
            failed.save()
    words = _("Het werk staat weer in de rij.") if failed is not None else _("Dit werk stond al niet meer op mislukt.")
    messages.success(request, words)
    return HttpResponseRedirect(reverse("jobs"), status=303)
