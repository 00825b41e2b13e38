"""The pages of changes of AGB codes: what waits, a new one, and the decision of a colleague."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.case_forms import CodeCaseForm, RefusalForm
from zorginkoop.portal.register.code_cases import CaseRefused, consequences, decide, open_case
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.models import CodeCase
from zorginkoop.portal.register.views import readers, writers

PER_PAGE = 25
_deciders = frozenset({StaffRole.PURCHASER, StaffRole.INTEGRITY_OFFICER})
_COLUMNS = (
    (gettext_lazy("AGB-code"), "provider.agb_code"),
    (gettext_lazy("naam"), "provider.name"),
    (gettext_lazy("wat"), "get_kind_display"),
    (gettext_lazy("vanaf"), "effective_on"),
    (gettext_lazy("AGB-code van wie verdergaat"), "successor.agb_code"),
    (gettext_lazy("wie gaat verder"), "successor.name"),
    (gettext_lazy("gemeld op"), "opened_at"),
    (gettext_lazy("gemeld door"), "opened_by.name"),
    (gettext_lazy("akkoord"), "agreed"),
)


@readers
@require_safe
def cases(request: SignedInRequest) -> HttpResponse:
    """List the changes, those that wait for a colleague first."""
    rows = CodeCase.objects.select_related("provider", "successor", "opened_by")
    rows = rows.order_by(F("agreed").asc(nulls_first=True), "-opened_at", "-pk")
    page = paged(request, rows, PER_PAGE, Sheet("wijzigingen", "register.cases_export", columns(*_COLUMNS)))
    return render(request, "register/cases.html", {"page": page, "query": ""})


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Report a change of the code of a provider."""
    form = CodeCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = open_case(request.provider, request.user, form.cleaned_data)
        except CaseRefused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(reverse("code-case", args=[case.public_id]), status=303)
    context = {"provider": request.provider, "form": form}
    return render(request, "register/case_new.html", context, status=422 if form.errors else 200)


@readers
@require_http_methods(["GET", "HEAD"])
def show(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Show a change, what follows from it, and what a colleague can decide."""
    return _case(request, _found(case), RefusalForm())


@writers
@require_http_methods(["POST"])
def decide_page(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Agree with a change, or refuse it with a reason."""
    found, agreed, form = _found(case), request.POST.get("besluit") == "akkoord", RefusalForm(request.POST)
    refusal = form.cleaned_data.get("refusal", "") if form.is_valid() else ""
    if not agreed and not refusal:
        form.add_error("refusal", _("Schrijf op waarom de wijziging niet doorgaat."))
        return _case(request, found, form, status=422)
    try:
        if not decide(found, request.user, agreed=agreed, refusal=refusal):
            messages.info(request, _("Over deze wijziging is al beslist; er is niets veranderd."))
    except CaseRefused as refused:
        form.add_error(None, str(refused))
        return _case(request, found, form, status=422)
    return HttpResponseRedirect(reverse("code-case", args=[case]), status=303)


def _found(case: UUID) -> CodeCase:
    rows = CodeCase.objects.select_related("provider", "successor", "opened_by", "decided_by")
    return get_object_or_404(rows, public_id=case)


def _case(request: SignedInRequest, case: CodeCase, form: RefusalForm, status: int = 200) -> HttpResponse:
    may_decide = case.agreed is None and bool(request.staff_roles & _deciders)
    context = {
        "case": case,
        "consequences": consequences(case),
        "form": form,
        "own": may_decide and case.opened_by_id == request.user.pk,
        "may_decide": may_decide and case.opened_by_id != request.user.pk,
    }
    return render(request, "register/case.html", context, status=status)
