"""The page behind a link by which somebody gets at the data of a provider; open to whoever holds the link."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.people import appointing
from zorginkoop.portal.people.extracts import keep
from zorginkoop.portal.people.forms import ExtractForm, NewAccountForm
from zorginkoop.portal.people.giving import NotAllowed
from zorginkoop.portal.people.models import Appointment

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
GONE = 410


@open_to_anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, token: str) -> HttpResponse:
    """Let the holder of a link make an account, or join the one it has; looking at the page uses nothing up."""
    found = appointing.by_link(token)
    if found is None or not appointing.works(found):
        return _no_longer(request, found)
    account = appointing.account_of(found)
    forms_asked = _forms(request, found, account)
    refused = False
    if request.method == "POST" and all([form.is_valid() for form in forms_asked]):  # noqa: C419 - every form says what is wrong
        said = appointing.TakenUp()
        for form in forms_asked:
            given = form.cleaned_data
            if isinstance(form, ExtractForm):
                said = appointing.TakenUp(said.name, said.password, keep(given["extract"]), given["extract_date"])
            else:
                said = appointing.TakenUp(given["name"], given["password"])
        try:
            user = appointing.take_up(found, said)
        except NotAllowed as why:
            messages.error(request, str(why))
            refused = True
        else:
            if user is None:
                return _no_longer(request, appointing.by_link(token))
            return _let_in(request, user, found, new=account is None)
    wrong = next((form for form in forms_asked if form.errors), None)
    context = {"appointment": found, "account": account, "forms": forms_asked, "wrong": wrong}
    return render(request, "people/link.html", context, status=422 if wrong or refused else 200)


def _forms(request: HttpRequest, found: Appointment, account: User | None) -> list[forms.Form]:
    """Ask for a password where there is no account, and for an extract where the purchaser knows nobody yet."""
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    asked: list[forms.Form] = []
    if account is None:
        asked.append(NewAccountForm(data, email=found.email, initial={"name": found.name}))
    if found.checked_at is None:
        asked.append(ExtractForm(data, files))
    return asked


def _let_in(request: HttpRequest, user: User, found: Appointment, *, new: bool) -> HttpResponse:
    """Sign in who just chose its password; who had an account before signs in by that."""
    if found.checked_at is None:
        messages.success(request, _("Wij kijken uw uittreksel na. U krijgt bericht zodra u verder kunt."))
    else:
        messages.success(request, _("U bent nu beheerder van %s.") % found.provider.name)
    if not new:
        return HttpResponseRedirect(reverse("account_login"), status=303)
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="password")
    return HttpResponseRedirect(reverse("my-providers"), status=303)


def _no_longer(request: HttpRequest, found: Appointment | None) -> HttpResponse:
    """Say that a link does not work any more, and send a new one to the same address where it only ended."""
    ended = found is not None and found.withdrawn_at is None and found.taken_up_at is None
    if ended and found is not None and request.method == "POST":
        appointing.send_again(found)
        return render(request, "people/link_ended.html", {"sent": True})
    context = {"ended": ended, "used": found is not None and found.taken_up_at is not None}
    return render(request, "people/link_ended.html", context, status=GONE)
