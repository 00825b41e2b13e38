"""The pages on which a purchaser writes down what it learned of a provider, and reads what stood there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register import recording
from zorginkoop.portal.register.history import earlier_of
from zorginkoop.portal.register.mandates import ProviderRequest
from zorginkoop.portal.register.models import Contact, Organisation, Provider
from zorginkoop.portal.register.record_forms import (
    CertificateForm,
    ContactForm,
    OrganisationForm,
    PurchaserForm,
    ScreeningForm,
    VecozoAddressForm,
)
from zorginkoop.portal.register.views import readers, writers

PER_PAGE = 50
_EARLIER = (
    (_("telde tot"), "until"),
    (_("tabel"), "table"),
    (_("wat er stond"), "said"),
    (_("bron"), "source"),
    (_("bekend sinds"), "known_since"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be written down: what it is called, its form, what stands in it, and what is done with it."""

    title: Promise
    form: Callable[..., forms.BaseForm]
    initial: Callable[[Provider], Mapping[str, object]]
    record: Callable[[Provider, Mapping[str, object]], object]


def _organisation(provider: Provider) -> Mapping[str, object]:
    found = Organisation.objects.filter(kvk_number=provider.kvk_number).first()
    return {"name": found.name, "legal_form": found.legal_form} if found else {}


def _nothing(_provider: Provider) -> Mapping[str, object]:
    return {}


KINDS: Mapping[str, Kind] = {
    "controle": Kind(_("Controle vastleggen"), ScreeningForm, _nothing, recording.record_screening),
    "contactpersoon": Kind(_("Contactpersoon toevoegen"), ContactForm, _nothing, recording.record_contact),
    "vecozo-adres": Kind(
        _("E-mailadres bij VECOZO"),
        VecozoAddressForm,
        lambda provider: {"vecozo_email": provider.vecozo_email},
        lambda provider, written: recording.record_vecozo_address(provider, str(written["vecozo_email"])),
    ),
    "certificaat": Kind(_("VECOZO-certificaat vastleggen"), CertificateForm, _nothing, recording.record_certificate),
    "inkoper": Kind(
        _("Vaste inkoper"),
        PurchaserForm,
        lambda provider: {"purchaser": provider.fixed_purchaser_id},
        lambda provider, written: recording.assign(provider, written["purchaser"]),  # type: ignore[arg-type]  # the form gives a person or none
    ),
    "onderneming": Kind(
        _("Onderneming"),
        OrganisationForm,
        _organisation,
        lambda provider, written: recording.name_organisation(provider.kvk_number, written),
    ),
}


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ProviderRequest, provider: UUID, what: str) -> HttpResponse:
    """Write one thing down."""
    kind = KINDS.get(what)
    if kind is None or (what == "onderneming" and not request.provider.kvk_number):
        raise Http404
    form = kind.form(request.POST or None, initial=dict(kind.initial(request.provider)))
    if request.method == "POST" and form.is_valid():
        kind.record(request.provider, form.cleaned_data)
        return HttpResponseRedirect(reverse("dossier", args=[provider]), status=303)
    context = {"provider": request.provider, "form": form, "title": kind.title}
    return render(request, "register/record.html", context, status=422 if form.errors else 200)


@writers
@require_POST
def forget(request: ProviderRequest, provider: UUID, contact: int) -> HttpResponse:
    """Leave a person out."""
    recording.forget_contact(get_object_or_404(Contact, pk=contact, provider=request.provider))
    return HttpResponseRedirect(reverse("dossier", args=[provider]), status=303)


@readers
@require_safe
def history(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show what stood in the dossier before, from when until when."""
    read("register.history", for_whom=request.provider.public_id)
    sheet = Sheet("geschiedenis", "register.history_export", columns(*_EARLIER), for_whom=request.provider.public_id)
    page = paged(request, earlier_of(request.provider), PER_PAGE, sheet)
    return render(request, "register/history.html", {"provider": request.provider, "page": page, "query": ""})
