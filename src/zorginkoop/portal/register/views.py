"""The pages of the register for the purchaser: find a provider, read its dossier, write a note."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register import dossier
from zorginkoop.portal.register.forms import DayForm, NoteForm, SearchForm
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.sections import CALLERS, IN_CONFIDENCE, MAIN, PARTS, READERS, sections

PER_PAGE = 25
ASKED = "aanbieder_gezocht"  # kept with the session: a name does not stand in an address
readers = open_to(*READERS)
writers = open_to(*IN_CONFIDENCE)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """Find providers; what was asked stays with the person and out of the address."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        if form.is_valid():
            request.session[ASKED] = form.cleaned_data["asked"]
            return HttpResponseRedirect(reverse("providers"), status=303)
        return render(request, "register/search.html", {"form": form}, status=422)
    asked = request.session.get(ASKED, "")
    page = paged(request, dossier.found(asked), PER_PAGE, _found_sheet()) if asked else None
    form = SearchForm({"asked": asked} if asked else None)
    return render(request, "register/search.html", {"form": form, "page": page, "query": ""})


def _found_sheet() -> Sheet:
    """Say what of a provider that was found goes into a file."""
    pairs = (
        (_("AGB-code"), "agb_code"),
        (_("naam"), "name"),
        (_("KvK-nummer"), "kvk_number"),
        (_("postcode"), "postcode"),
        (_("plaats"), "place"),
    )
    return Sheet("aanbieders", "register.found_export", columns(*pairs), rests=True)


@readers
@require_safe
def show(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show everything that is known of one provider, as on a day."""
    return _dossier(request)


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def write_note(request: ProviderRequest, provider: UUID) -> HttpResponse:
    """Write a note in a dossier: asked on the dossier itself, or on a page of its own where scripts do not run."""
    form = NoteForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "register/note.html", {"provider": request.provider, "form": form}, status=status)
    dossier.write_note(request.provider, request.user, form.cleaned_data)
    messages.success(request, _("De notitie is bewaard."))
    return HttpResponseRedirect(reverse("dossier", args=[provider]), status=303)


@writers
@require_POST
def note_done(request: ProviderRequest, provider: UUID, note: UUID) -> HttpResponse:
    """Say that what a note asked for was done."""
    one = dossier.by_id(note, request.user)
    if one is None or one.provider_id != request.provider.pk:
        raise Http404
    dossier.done(one)
    return HttpResponseRedirect(reverse("dossier", args=[provider]), status=303)


def _dossier(request: ProviderRequest) -> HttpResponse:
    read("register.dossier", for_whom=request.provider.public_id)
    days = DayForm(request.GET or None)
    on = (days.cleaned_data["op"] if days.is_valid() else None) or clock.today()
    part = request.GET.get("deel", MAIN)
    if part not in PARTS:
        raise Http404
    filled = [
        (section, section.filled(request.provider, on, request.user)) for section in sections(part, request.staff_roles)
    ]
    context: dict[str, object] = {"provider": request.provider, "on": on, "days": days}
    context["parts"] = [(name, title, name == part) for name, title in PARTS.items()]
    context["part"] = part
    context["sections"] = [section for section, _values in filled]
    for _section, values in filled:
        context |= values
    context["is_purchaser"] = StaffRole.PURCHASER in request.staff_roles
    context["may_write"] = bool(request.staff_roles & IN_CONFIDENCE)
    context["may_call"] = bool(request.staff_roles & CALLERS)
    return render(request, "register/dossier.html", context)
