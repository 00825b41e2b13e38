"""The pages of season files: ask for one with the reason, see how far it is, fetch it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.casefile.dossier import ASKERS
from zorginkoop.portal.casefile.forms import CaseFileForm
from zorginkoop.portal.casefile.making import ask
from zorginkoop.portal.casefile.models import CaseFile, CaseFileState
from zorginkoop.portal.register.mandates import ProviderRequest
from zorginkoop.portal.register.sections import IN_CONFIDENCE

askers = open_to(*ASKERS)


@askers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ProviderRequest, provider: UUID) -> HttpResponse:
    """Ask for a season file."""
    in_confidence = _in_confidence(request)
    if request.method == "POST" and not in_confidence and "confidential" in request.POST:
        raise PermissionDenied
    form = CaseFileForm(request.POST if request.method == "POST" else None, in_confidence=in_confidence)
    if form.is_bound and form.is_valid():
        case = ask(request.provider, form.wanted, request.user)
        return HttpResponseRedirect(reverse("case-file", args=[provider, case.public_id]), status=303)
    context = {"provider": request.provider, "form": form}
    return render(request, "casefile/new.html", context, status=422 if form.errors else 200)


@askers
@require_safe
def show(request: ProviderRequest, provider: UUID, casefile: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show a season file: being made, ready, or why it failed."""
    found = _case(request, casefile)
    read("casefile.page", for_whom=request.provider.public_id, about=found.pk)
    context = {"provider": request.provider, "case": found, "may_fetch": _may_fetch(request, found)}
    return render(request, "casefile/show.html", context)


@askers
@require_safe
def fetch(request: ProviderRequest, provider: UUID, casefile: UUID) -> HttpResponseBase:
    """Hand over a season file; one with confidential parts only to who may read those."""
    found = _case(request, casefile)
    if not _may_fetch(request, found):
        raise PermissionDenied
    if found.state != CaseFileState.MADE:
        messages.info(request, _("Dit dossier is er nog niet."))
        return HttpResponseRedirect(reverse("case-file", args=[provider, casefile]), status=303)
    read("casefile.fetched", for_whom=request.provider.public_id, about=found.pk)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.file_name)


def _case(request: ProviderRequest, casefile: UUID) -> CaseFile:
    rows = CaseFile.objects.select_related("season", "asked_by", "provider")
    return get_object_or_404(rows, public_id=casefile, provider=request.provider)


def _may_fetch(request: ProviderRequest, case: CaseFile) -> bool:
    return not case.confidential or _in_confidence(request)


def _in_confidence(request: ProviderRequest) -> bool:
    return bool(request.staff_roles & IN_CONFIDENCE)
