"""The purchaser's pages of deliveries to and from VECOZO."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.accounts.sizes import LARGE_FILES, takes_at_most
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.exchange.bringing import ask_export, bring_import, confirm_import, set_aside
from zorginkoop.portal.exchange.forms import ExportForm, ImportForm
from zorginkoop.portal.exchange.models import Export, ExportState, Import
from zorginkoop.portal.exchange.store import path_of
from zorginkoop.portal.exports.files import exported
from zorginkoop.portal.register.mandates import SignedInRequest

PER_PAGE = 50
SHOWN = 10  # deliveries on the page of an agreement

acting = open_to(StaffRole.PURCHASER)
looking = open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)


def of_vecozo(agreement: int) -> SeasonAgreement:
    """Find an agreement whose channel is VECOZO; anything else is not there."""
    found = SeasonAgreement.objects.select_related("season")
    return get_object_or_404(found, pk=agreement, channel=Channel.VECOZO)


@looking
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """List the agreements that come about through VECOZO, with what waits."""
    waiting = Q(differences__gone_at=None, differences__choice="", differences__pk__isnull=False)
    agreements = (
        SeasonAgreement.objects.filter(channel=Channel.VECOZO)
        .select_related("season", "owner")
        .annotate(waiting=Count("differences", filter=waiting))
        .order_by("-season__contract_year", "title", "pk")
    )
    return render(request, "exchange/overview.html", {"agreements": agreements})


@looking
@require_safe
def agreement_page(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Show what went, what came, and how many differences wait."""
    return _agreement(request, of_vecozo(agreement), ExportForm(), ImportForm())


def _agreement(
    request: SignedInRequest, agreement: SeasonAgreement, export: ExportForm, delivery: ImportForm, status: int = 200
) -> HttpResponse:
    context = {
        "agreement": agreement,
        "exports": agreement.exports.select_related("agreement__season", "asked_by")[:SHOWN],
        "imports": agreement.imports.select_related("agreement__season", "brought_by")[:SHOWN],
        "waiting": agreement.differences.filter(gone_at=None, choice="").count(),
        "export_form": export,
        "import_form": delivery,
        "form": delivery if delivery.errors else export,
        "may_act": StaffRole.PURCHASER in request.staff_roles,
    }
    return render(request, "exchange/agreement.html", context, status=status)


@acting
@require_POST
def ask_export_page(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Have a delivery made."""
    found, form = of_vecozo(agreement), ExportForm(request.POST)
    if not form.is_valid():
        return _agreement(request, found, form, ImportForm(), status=422)
    export = ask_export(found, form.cleaned_data["form"], request.user)
    return HttpResponseRedirect(reverse("exchange:export", args=[export.public_id]), status=303)


@acting
@takes_at_most(LARGE_FILES)
@require_http_methods(["POST"])
def bring_import_page(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Take a delivery in, to be looked through."""
    found, form = of_vecozo(agreement), ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _agreement(request, found, ExportForm(), form, status=422)
    delivery, before = bring_import(found, form.cleaned_data["file"], request.user)
    if before:
        messages.info(
            request, _("Dit bestand was er al, als %(number)s. Er is niets veranderd.") % {"number": delivery}
        )
    return HttpResponseRedirect(reverse("exchange:import", args=[delivery.public_id]), status=303)


@looking
@require_safe
def export_page(request: SignedInRequest, export: UUID) -> HttpResponse:
    """Show a delivery: being made, ready with its receipt, or why it failed."""
    found = get_object_or_404(Export.objects.select_related("agreement__season", "asked_by"), public_id=export)
    return render(request, "exchange/export.html", {"export": found, "agreement": found.agreement})


@acting
@require_safe
def export_file(request: SignedInRequest, export: UUID) -> FileResponse:  # noqa: ARG001 - a view is given the request
    """Hand over a delivery, and write down that it was fetched."""
    found = get_object_or_404(Export, public_id=export, state=ExportState.MADE)
    read("exchange.export_file", about=found.pk)
    return FileResponse(path_of(found.file_hash).open("rb"), as_attachment=True, filename=found.file_name)


@looking
@require_safe
def import_page(request: SignedInRequest, delivery: UUID) -> HttpResponse:
    """Show a delivery that was brought: what was found in it, and what can be done with it."""
    found = get_object_or_404(
        Import.objects.select_related("agreement__season", "brought_by", "decided_by"), public_id=delivery
    )
    context = {
        "delivery": found,
        "agreement": found.agreement,
        "page": Paginator(found.problems, PER_PAGE).get_page(request.GET.get("page")),
        "new": sum(table["nieuw"] for table in found.counts.values()),
        "may_act": StaffRole.PURCHASER in request.staff_roles,
    }
    return render(request, "exchange/import.html", context)


@looking
@require_safe
def import_problems(request: SignedInRequest, delivery: UUID) -> HttpResponseBase:
    """Hand over the problems as a file for a spreadsheet."""
    found = get_object_or_404(Import.objects.select_related("agreement__season"), public_id=delivery)
    columns = ("bestand", "rij", "kolom", "wat", "doe")
    rows = [[problem[column] for column in columns] for problem in found.problems]
    read("exchange.import_problems", about=found.pk)
    return exported(request.GET.get("vorm", "csv"), f"fouten-{found.number}", columns, rows)


@acting
@require_POST
def confirm_page(request: SignedInRequest, delivery: UUID) -> HttpResponse:
    """Have a delivery processed."""
    found = get_object_or_404(Import.objects.select_related("agreement__season"), public_id=delivery)
    if not confirm_import(found, request.user):
        messages.info(request, _("Over deze terugkoppeling is al beslist; er is niets veranderd."))
    return HttpResponseRedirect(reverse("exchange:import", args=[found.public_id]), status=303)


@acting
@require_POST
def set_aside_page(request: SignedInRequest, delivery: UUID) -> HttpResponse:
    """Lay a delivery aside."""
    found = get_object_or_404(Import.objects.select_related("agreement__season"), public_id=delivery)
    if not set_aside(found, request.user):
        messages.info(request, _("Over deze terugkoppeling is al beslist; er is niets veranderd."))
    return HttpResponseRedirect(reverse("exchange:agreement", args=[found.agreement_id]), status=303)
