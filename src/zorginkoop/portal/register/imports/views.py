"""The pages on which the register is brought up to date from files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.accounts.sizes import LARGE_FILES, takes_at_most
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.imports import progress
from zorginkoop.portal.register.imports.bringing import bring, confirm, processed_before, set_aside
from zorginkoop.portal.register.imports.forms import BringForm
from zorginkoop.portal.register.imports.store import path_of
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.register.models import ImportState, RegisterImport
from zorginkoop.tables import TABLES

PER_PAGE = 25
PROBLEMS_PER_PAGE = 50
MUCH = 5  # of five rows that are touched, one that is taken back asks for a second look

_IMPORTS = (
    (gettext_lazy("nummer"), "__str__"),
    (gettext_lazy("gebracht"), "brought_at"),
    (gettext_lazy("door"), "brought_by.name"),
    (gettext_lazy("stand"), "get_state_display"),
    (gettext_lazy("fouten"), "problem_count"),
)
acting = open_to(StaffRole.PURCHASER, StaffRole.ADMINISTRATOR)
looking = open_to(StaffRole.PURCHASER, StaffRole.ADMINISTRATOR, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)


@looking
@takes_at_most(LARGE_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: SignedInRequest) -> HttpResponse:
    """List what was brought, and take in what somebody brings."""
    may_act = bool(request.staff_roles & {StaffRole.PURCHASER, StaffRole.ADMINISTRATOR})
    form, status = BringForm(), 200
    if request.method == "POST" and may_act:
        form = BringForm(request.POST, request.FILES)
        if form.is_valid():
            found, before = bring(form.cleaned_data["brought"], complete=form.cleaned_data["complete"], by=request.user)
            if before:
                messages.info(request, _("Deze bestanden waren er al; hier staan ze."))
            return HttpResponseRedirect(reverse("import", args=[found.public_id]), status=303)
        status = 422
    brought = RegisterImport.objects.select_related("brought_by").defer("problems")
    page = paged(request, brought, PER_PAGE, Sheet("invoer", "register.imports_export", columns(*_IMPORTS)))
    context = {"form": form, "page": page, "query": "", "may_act": may_act, "tables": TABLES.values()}
    return render(request, "register/imports.html", context, status=status)


@looking
@require_safe
def show(request: SignedInRequest, brought: UUID) -> HttpResponse:
    """Show what an import would do or did, or what is wrong with it."""
    found = get_object_or_404(RegisterImport.objects.select_related("brought_by", "decided_by"), public_id=brought)
    done, total = progress.told(found.pk) if found.state == ImportState.CONFIRMED else (0, 0)
    kinds = {kind: sum(rows[kind] for rows in found.counts.values()) for kind in _KINDS}
    touched = sum(kinds.values()) - kinds["gelijk"]
    context = {
        "brought": found,
        "done": done,
        "total": total,
        "kinds": kinds,
        "touched": touched,
        "much_withdrawn": kinds["ingetrokken"] * MUCH > sum(kinds.values()),
        "before": processed_before(found) if found.state == ImportState.CHECKED else None,
        "page": paged(request, found.problems, PROBLEMS_PER_PAGE, _problem_sheet(found)),
        "query": "",
        "may_act": bool(request.staff_roles & {StaffRole.PURCHASER, StaffRole.ADMINISTRATOR}),
    }
    return render(request, "register/import.html", context)


def _problem_sheet(brought: RegisterImport) -> Sheet:
    """Say what of a problem goes into a file; every row of an import stands in its report."""
    names = ("bestand", "rij", "kolom", "wat", "doe")
    return Sheet(f"fouten-{brought}", "register.import_problems", columns(*zip(names, names, strict=True)), brought.pk)


_KINDS = ("nieuw", "gewijzigd", "ingetrokken", "gelijk")


@looking
@require_safe
def report(request: SignedInRequest, brought: UUID) -> FileResponse:  # noqa: ARG001 - a view is given the request
    """Hand over every row, or every problem, as a file for a spreadsheet."""
    found = get_object_or_404(RegisterImport, public_id=brought)
    if not found.report_hash:
        raise Http404
    read("register.import_report", about=found.pk)
    name = f"{'fouten' if found.problem_count else 'wijzigingen'}-{found}.csv"
    return FileResponse(path_of(found.report_hash).open("rb"), as_attachment=True, filename=name)


@acting
@require_POST
def confirm_page(request: SignedInRequest, brought: UUID) -> HttpResponse:
    """Have an import processed."""
    found = get_object_or_404(RegisterImport, public_id=brought)
    if not confirm(found, request.user):
        messages.info(request, _("Over deze invoer is al beslist; er is niets veranderd."))
    return HttpResponseRedirect(reverse("import", args=[brought]), status=303)


@acting
@require_POST
def set_aside_page(request: SignedInRequest, brought: UUID) -> HttpResponse:
    """Lay an import aside."""
    found = get_object_or_404(RegisterImport, public_id=brought)
    if not set_aside(found, request.user):
        messages.info(request, _("Over deze invoer is al beslist; er is niets veranderd."))
    return HttpResponseRedirect(reverse("import", args=[brought]), status=303)
