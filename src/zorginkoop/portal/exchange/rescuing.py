"""Let nothing wait for ever: a delivery whose job broke off says so, and can be asked for or confirmed again."""

from __future__ import annotations

from zorginkoop.kernel.errors import Problem
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import Plain, changing
from zorginkoop.portal.exchange.arriving import written_problems
from zorginkoop.portal.exchange.jobs import check_import, make_export, process_import
from zorginkoop.portal.exchange.models import Export, ExportState, Import, ImportState
from zorginkoop.portal.jobs.rescue import is_left

_BROKEN = "Dit werk is afgebroken voordat het klaar was; er is niets half bewaard."
_MORE = "Gebeurt het weer, laat de beheerder naar het werk kijken."
_NEW_EXPORT = f"Vraag een nieuwe levering. {_MORE}"
# what is done for a delivery in a state, the state it goes back to, and what to do then
_WAYS = {
    ImportState.WAITING: (check_import, ImportState.REFUSED, f"Breng het bestand opnieuw. {_MORE}"),
    ImportState.CONFIRMED: (process_import, ImportState.CHECKED, f"Laat het opnieuw verwerken. {_MORE}"),
}


def anything_waiting() -> bool:
    """Tell whether a delivery waits for a job."""
    waiting = Export.objects.filter(state=ExportState.WAITING)
    return waiting.exists() or Import.objects.filter(state__in=_WAYS).exists()


def rescue() -> int:
    """Free what waits for a job that is there no longer; give how many deliveries that were."""
    return sum(map(_export, _left_exports())) + sum(map(_import, Import.objects.filter(state__in=_WAYS).order_by("pk")))


def _left_exports() -> list[Export]:
    waiting = Export.objects.filter(state=ExportState.WAITING).order_by("pk")
    return [one for one in waiting if is_left(make_export.module_path, one.pk, clock.of_machine())]


def _export(export: Export) -> int:
    with changing("exchange.export_broken", about=export):
        waiting = Export.objects.filter(pk=export.pk, state=ExportState.WAITING)
        return waiting.update(state=ExportState.FAILED, problems=_told(_NEW_EXPORT))


def _import(delivery: Import) -> int:
    state = ImportState(delivery.state)
    job, back, remedy = _WAYS[state]
    if not is_left(job.module_path, delivery.pk, clock.of_machine()):
        return 0
    with changing("exchange.import_broken", about=delivery):
        waiting = Import.objects.filter(pk=delivery.pk, state=state)
        return waiting.update(state=back, problems=_told(remedy), problem_count=1)


def _told(remedy: str) -> list[Plain]:
    return written_problems([Problem(_BROKEN, remedy=remedy)])
