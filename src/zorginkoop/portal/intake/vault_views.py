"""The pages of evidence over the years: all that a provider handed in, and what is about to end."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.intake import expiring
from zorginkoop.portal.intake.models import EvidenceFile, ExpiryNotice
from zorginkoop.portal.intake.vault import CannotWithdrawError, kinds, pieces_of, withdraw
from zorginkoop.portal.intake.views import FILLS, language, sees_confidential
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest

_PER_PAGE = 50
_SEE_OTHER, _CONFLICT, _INVALID = 303, 409, 422
_STAFF = (StaffRole.PURCHASER, StaffRole.AUDITOR)
_COLUMNS = (
    (gettext_lazy("AGB-code"), "evidence.provider.agb_code"),
    (gettext_lazy("naam"), "evidence.provider.name"),
    (gettext_lazy("soort bewijs"), lambda one: kinds(language()).get(one.evidence.fact, one.evidence.fact)),
    (gettext_lazy("geldig tot en met"), "valid_until"),
    (gettext_lazy("verteld op"), "raised_at"),
)


class WithdrawForm(forms.Form):
    """Why a piece of evidence is withdrawn."""

    because = forms.CharField(
        label=gettext_lazy("Waarom trekt u dit bewijs in?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("De zorginkoper leest dit."),
        error_messages={"required": gettext_lazy("Schrijf waarom u dit bewijs intrekt.")},
    )


class HandleForm(forms.Form):
    """What was done about evidence that ends."""

    note = forms.CharField(
        label=gettext_lazy("Wat hebt u gedaan?"),
        max_length=300,
        help_text=gettext_lazy("Bijvoorbeeld: gebeld, het nieuwe keurmerk komt in januari."),
        error_messages={"required": gettext_lazy("Schrijf wat u hebt gedaan, of waarom er niets hoeft.")},
    )


@open_to(*ProviderRole, *_STAFF)
@require_safe
def vault(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show all evidence of a provider."""
    if not request.provider_roles:
        read("intake.vault", for_whom=request.provider.public_id)
    context = {
        "provider": request.provider,
        "pieces": pieces_of(request.provider, language()),
        "may_fill": bool(request.provider_roles & FILLS),
        "sees_confidential": sees_confidential(request),
    }
    return render(request, "intake/vault.html", context)


@open_to(*FILLS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: ProviderRequest, provider: UUID, file: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Ask why, say what follows, and withdraw a piece of evidence."""
    rows = EvidenceFile.objects.select_related("questionnaire__provider", "questionnaire__agreement__season")
    found = get_object_or_404(rows, public_id=file, questionnaire__provider=request.provider, evidence__isnull=False)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            withdraw(found, form.cleaned_data["because"])
        except CannotWithdrawError as reason:
            form.add_error(None, str(reason))
            status = _CONFLICT
        else:
            messages.success(request, _("Uw bewijs is ingetrokken. Wij bepalen opnieuw wat er van afhangt."))
            return HttpResponseRedirect(reverse("intake:vault", args=[request.provider.public_id]), status=_SEE_OTHER)
    elif form.errors:
        status = _INVALID
    kind = kinds(language()).get(found.fact, found.fact)
    context = {"provider": request.provider, "file": found, "kind": kind, "form": form}
    return render(request, "intake/withdrawal.html", context, status=status)


@open_to(*_STAFF)
@require_safe
def ending(request: SignedInRequest) -> HttpResponse:
    """List the evidence that is about to end, the first to end first."""
    page = paged(
        request, expiring.waiting(), _PER_PAGE, Sheet("bewijs-verloopt", "intake.expiring", columns(*_COLUMNS))
    )
    names = kinds(language())
    lines = [(one, names.get(one.evidence.fact, one.evidence.fact)) for one in page]
    may_handle = StaffRole.PURCHASER in request.staff_roles
    return render(request, "intake/expiring.html", {"page": page, "lines": lines, "may_handle": may_handle})


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def handled(request: SignedInRequest, notice: int) -> HttpResponse:
    """Take down what somebody did about evidence that ends."""
    found = get_object_or_404(ExpiryNotice.objects.select_related("evidence__provider", "handled_by"), pk=notice)
    read("intake.expiring", for_whom=found.evidence.provider.public_id, about=found.pk)
    form = HandleForm(request.POST if request.method == "POST" else None)
    status = _INVALID if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            expiring.handle(found, form.cleaned_data["note"], request.user)
        except expiring.AlreadyHandledError as reason:
            form.add_error(None, str(reason))
            status = _CONFLICT
        else:
            messages.success(request, _("Vastgelegd."))
            return HttpResponseRedirect(reverse("intake:ending"), status=_SEE_OTHER)
    kind = kinds(language()).get(found.evidence.fact, found.evidence.fact)
    context = {"notice": found, "provider": found.evidence.provider, "kind": kind, "form": form}
    return render(request, "intake/handle_expiry.html", context, status=status)
