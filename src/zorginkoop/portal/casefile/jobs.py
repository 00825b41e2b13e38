"""What the worker does for season files; each may be started again at any moment and does nothing twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal import clock
from zorginkoop.portal.casefile import making
from zorginkoop.portal.casefile.models import CaseFile, CaseFileState
from zorginkoop.portal.jobs.rescue import is_left

_BROKEN = "Dit werk is afgebroken voordat het klaar was; er is niets half bewaard. Vraag het dossier opnieuw."


@task()
def make_case_file(case: int) -> None:
    """Make a season file that was asked for."""
    making.make(CaseFile.objects.select_related("provider", "season", "asked_by").get(pk=case))


@task()
def rescue_case_files() -> int:
    """Let what waits for work that broke off fail in words, so that it can be asked for anew; give how many."""
    waiting = CaseFile.objects.filter(state=CaseFileState.WAITING).select_related("provider", "season").order_by("pk")
    left = [one for one in waiting if is_left(make_case_file.module_path, one.pk, clock.of_machine())]
    return sum(making.fail(one, _BROKEN) for one in left)


def anything_waiting() -> bool:
    """Tell whether a season file waits for its job."""
    return CaseFile.objects.filter(state=CaseFileState.WAITING).exists()
