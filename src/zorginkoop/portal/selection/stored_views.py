"""The page of what a selection rests on: everybody's outcome as one file, and the same judged again."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.selection import jobs
from zorginkoop.portal.selection.models import Replay, Run, RunOutcomes
from zorginkoop.portal.selection.views import readers, run_of

_PARTS = {
    "overeenkomst": _("de overeenkomst"),
    "uitgave": _("de uitgave van het beleid"),
    "uitgave_hash": _("de regels van het beleid"),
    "waarden_hash": _("de waarden van deze installatie"),
    "gegevens_hash": _("de gegevens van het register, of de regels"),
    "voorwaarden": _("de lijst van voorwaarden"),
    "routes": _("de lijst van routes"),
    "uitkomsten": _("de lijst van uitkomsten"),
    "bestand": _("het bewaarde bestand zelf"),
}


@readers
@require_safe
def stored(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Tell what was kept of a selection, and how it came out when it was judged again."""
    found = run_of(run)
    replays = found.replays.select_related("asked_by").order_by("-pk")
    context = {
        "run": found,
        "kept": _kept(found),
        "replays": [(one, [str(_PARTS.get(part, part)) for part in one.differs]) for one in replays],
        "may_replay": bool({StaffRole.PURCHASER, StaffRole.AUDITOR} & request.staff_roles),
        "waiting": any(one.ended_at is None for one in replays),
    }
    return render(request, "selection/stored.html", context)


@readers
@require_safe
def file(request: SignedInRequest, run: UUID) -> HttpResponse:  # noqa: ARG001 - the gate asked who it is
    """Give everybody's outcome as it was kept, byte for byte."""
    kept = _kept(run_of(run))
    if kept is None:
        raise Http404
    read("selection.outcomes", about=kept.run_id)
    name = f"uitkomsten-{kept.run.public_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(kept.file, content_type="application/json", headers=headers)


@open_to(StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_POST
def replay(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Have a selection judged again; pressing twice asks once."""
    found = run_of(run)
    if _kept(found) is None:
        raise Http404
    ask(found, request.user)
    return HttpResponseRedirect(reverse("selection-stored", args=[found.public_id]), status=303)


def ask(run: Run, by: User) -> None:
    """Ask for a selection to be judged again, unless that was asked already."""
    try:
        with changing("selection.replay_asked", about=run):
            asked = Replay.objects.create(run=run, asked_by=by, asked_at=clock.now())
            jobs.replay.enqueue(asked.pk)
    except IntegrityError:  # it waits already
        return


def _kept(run: Run) -> RunOutcomes | None:
    return RunOutcomes.objects.filter(run=run).select_related("run").first()
