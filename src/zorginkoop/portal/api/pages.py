"""Pages on which an organisation makes and ends the keys of its own systems."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to, open_to_anyone
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.api.keys import make_key, withdraw
from zorginkoop.portal.api.models import ApiKey
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.models import Provider


class KeyForm(forms.Form):
    """What a key is for, and for how long."""

    name = forms.CharField(
        label=_("Waarvoor is deze sleutel?"), help_text=_("Bijvoorbeeld: planningssysteem."), max_length=80
    )
    days = forms.TypedChoiceField(
        label=_("Hoe lang mag hij gebruikt worden?"),
        coerce=int,
        choices=[(30, _("30 dagen")), (180, _("een half jaar")), (365, _("een jaar"))],
    )


@open_to(ProviderRole.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def keys_of_provider(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List and make the keys of a provider."""
    return _keys(request, request.provider)


@open_to(ProviderRole.MANAGER)
@require_POST
def withdraw_of_provider(request: ProviderRequest, provider: UUID, key: UUID) -> HttpResponse:
    """End a key of a provider."""
    withdraw(get_object_or_404(ApiKey, provider=request.provider, public_id=key))
    messages.success(request, _("De sleutel werkt niet meer."))
    return HttpResponseRedirect(reverse("api-keys-of-provider", args=[provider]), status=303)


@open_to(StaffRole.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def keys_of_purchaser(request: SignedInRequest) -> HttpResponse:
    """List and make the keys by which the purchaser's own systems read everything."""
    return _keys(request, None)


@open_to(StaffRole.ADMINISTRATOR)
@require_POST
def withdraw_of_purchaser(request: SignedInRequest, key: UUID) -> HttpResponse:
    """End a key of the purchaser."""
    withdraw(get_object_or_404(ApiKey, provider=None, public_id=key))
    messages.success(request, _("De sleutel werkt niet meer."))
    return HttpResponseRedirect(reverse("api-keys"), status=303)


def _keys(request: SignedInRequest, provider: Provider | None) -> HttpResponse:
    form = KeyForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        until = clock.today() + timedelta(days=form.cleaned_data["days"])
        _made, secret = make_key(form.cleaned_data["name"], request.user, provider, until)
        form = KeyForm()
    rows = ApiKey.objects.filter(provider=provider)
    context = {"form": form, "keys": rows, "secret": secret, "provider": provider, "today": clock.today()}
    response = render(request, "api/keys.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"  # the secret is shown once
    return response


@open_to_anyone
def documentation(request: HttpRequest) -> HttpResponse:
    """Tell the makers of other systems how to begin."""
    return render(request, "api/documentation.html")
