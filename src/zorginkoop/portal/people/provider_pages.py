"""Pages on which a provider manages who acts and who signs for it, and on which somebody says for whom it works."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to, open_to_signed_in
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.people.extracts import as_answer, keep
from zorginkoop.portal.people.forms import MandateForm, RefusalForm, SignatoryForm
from zorginkoop.portal.people.giving import (
    NotAllowed,
    check_signatory,
    end_mandate,
    end_signatory,
    give_mandate,
    name_signatory,
)
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest, providers_of
from zorginkoop.portal.register.models import Mandate, Signatory

managers = open_to(ProviderRole.MANAGER)


@open_to_signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Ask for whom somebody works now; with one provider there is nothing to ask."""
    user = request.user
    providers = providers_of(user) if isinstance(user, User) else []
    if len(providers) == 1:
        return HttpResponseRedirect(reverse("practice-home", args=[providers[0].public_id]))
    return render(request, "people/mine.html", {"providers": providers})


@managers
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: ProviderRequest, provider: UUID) -> HttpResponse:
    """Show who acts and who signs for a provider, and let somebody new in."""
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        give_mandate(request.provider, ProviderRole(given["role"]), given["email"], given["name"], request.user)
        messages.success(request, _("%s kan nu meewerken. Wij stuurden een bericht.") % given["name"])
        return HttpResponseRedirect(reverse("provider-people", args=[provider]), status=303)
    return _people(request, form, SignatoryForm())


@managers
@require_POST
def end(request: ProviderRequest, provider: UUID, mandate: int) -> HttpResponse:
    """Let somebody no longer act for a provider."""
    try:
        end_mandate(get_object_or_404(Mandate, pk=mandate, provider=request.provider), request.user)
        messages.success(request, _("Deze persoon kan niet meer meewerken."))
    except NotAllowed as why:
        messages.error(request, str(why))
    return HttpResponseRedirect(reverse("provider-people", args=[provider]), status=303)


@managers
@require_POST
def name(request: ProviderRequest, provider: UUID) -> HttpResponse:
    """Name somebody who may sign, with an extract of the trade register."""
    form = _signatory_form(request)
    if not form.is_valid():
        return _people(request, MandateForm(), form)
    named = form.cleaned_data
    extract = (named["extract_date"], keep(named["extract"]))
    name_signatory(request.provider, named["person"], jointly=named["jointly"], extract=extract, by=request.user)
    messages.success(request, _("Wij controleren het uittreksel. Daarna kan deze persoon tekenen."))
    return HttpResponseRedirect(reverse("provider-people", args=[provider]), status=303)


@managers
@require_POST
def end_signing(request: ProviderRequest, provider: UUID, signatory: int) -> HttpResponse:
    """Let somebody no longer sign for a provider."""
    end_signatory(get_object_or_404(Signatory, pk=signatory, provider=request.provider))
    messages.success(request, _("Deze persoon kan niet meer tekenen."))
    return HttpResponseRedirect(reverse("provider-people", args=[provider]), status=303)


@open_to(StaffRole.PURCHASER)
@require_safe
def to_check(request: SignedInRequest) -> HttpResponse:
    """List the signatories whose extract waits for somebody to look at it."""
    return _to_check(request, RefusalForm())


@open_to(StaffRole.PURCHASER)
@require_safe
def extract(request: ProviderRequest, provider: UUID, signatory: int) -> FileResponse:  # noqa: ARG001 - the gate looked
    """Give the extract of a signatory."""
    one = get_object_or_404(Signatory, pk=signatory, provider=request.provider)
    answer = as_answer(one.kvk_extract_hash)
    read("people.extract", for_whom=request.provider.public_id, about=one.pk)
    return answer


@open_to(StaffRole.PURCHASER)
@require_POST
def check(request: ProviderRequest, provider: UUID, signatory: int) -> HttpResponse:  # noqa: ARG001 - the gate looked
    """Say whether an extract shows what was said."""
    one = get_object_or_404(Signatory, pk=signatory, provider=request.provider)
    refusal = ""
    if "refuse" in request.POST:
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return _to_check(request, form)
        refusal = form.cleaned_data["refusal"]
    try:
        check_signatory(one, request.user, refusal)
        messages.success(request, _("Vastgelegd."))
    except NotAllowed as why:
        messages.error(request, str(why))
    return HttpResponseRedirect(reverse("signatories"), status=303)


def _to_check(request: SignedInRequest, form: RefusalForm) -> HttpResponse:
    waiting = Signatory.objects.standing().filter(checked_at=None).select_related("provider", "named_by")
    managers_to_be = Appointment.objects.to_check().select_related("provider").order_by("taken_up_at", "pk")
    context = {"waiting": waiting.order_by("pk"), "appointments": managers_to_be, "form": form}
    return render(request, "people/to_check.html", context, status=422 if form.errors else 200)


def _people(request: ProviderRequest, form: MandateForm, signing: SignatoryForm) -> HttpResponse:
    provider = request.provider
    if not signing.is_bound:
        signing = _signatory_form(request, bound=False)
    held = Mandate.objects.valid(clock.today()).filter(provider=provider).exclude(role=ProviderRole.SIGNATORY)
    signatories = Signatory.objects.filter(provider=provider).exclude(withdrawn_at__isnull=False, refusal="")
    context = {
        "provider": provider,
        "mandates": held.select_related("user").order_by("user__name", "role"),
        "signatories": signatories.order_by("-pk"),
        "form": form,
        "signing": signing,
    }
    return render(request, "people/people.html", context, status=422 if form.errors or signing.errors else 200)


def _signatory_form(request: ProviderRequest, *, bound: bool = True) -> SignatoryForm:
    """Let one choose from the people who act for the provider."""
    form = SignatoryForm(request.POST, request.FILES) if bound else SignatoryForm()
    own = Mandate.objects.valid(clock.today()).filter(provider=request.provider).values("user")
    form.fields["person"].queryset = User.objects.filter(pk__in=own).order_by("name")  # type: ignore[attr-defined]  # declared so
    return form
