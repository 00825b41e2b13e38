"""Signing in by certificate, and the administrator's page on which certificates are given to people."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.portal.accounts.access import open_to, open_to_anyone
from zorginkoop.portal.accounts.entrances import came_in, refused
from zorginkoop.portal.accounts.models import ClientCertificate
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.people.certificates import add_certificate, holder_of, withdraw_certificate
from zorginkoop.portal.people.forms import CertificateForm
from zorginkoop.portal.people.giving import NotAllowed
from zorginkoop.portal.register.mandates import SignedInRequest

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
administrators = open_to(StaffRole.ADMINISTRATOR)


@open_to_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def by_certificate(request: HttpRequest) -> HttpResponse:
    """Sign in whoever holds the certificate that the proxy checked."""
    holder = holder_of(request)
    if holder is None:
        if request.method == "POST":  # looking at the page is no attempt
            refused(None, "certificate")
        return render(request, "people/certificate.html", {"offered": bool(settings.PROXY_SECRET)}, status=403)
    if request.method != "POST":
        return render(request, "people/certificate.html", {"holder": holder})
    login(request, holder, backend=BACKEND)
    record_authentication(request, holder, method="certificate")
    request.session["certificate"] = True  # the gate: a certificate is a second factor by itself
    came_in(request, holder)
    return HttpResponseRedirect(reverse("start"), status=303)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: SignedInRequest) -> HttpResponse:
    """Show by which certificates people sign in, and add one."""
    form = CertificateForm(request.POST, request.FILES) if request.method == "POST" else CertificateForm()
    if form.is_bound and form.is_valid():
        try:
            added = add_certificate(form.cleaned_data["person"], form.cleaned_data["certificate"], request.user)
        except NotAllowed as why:
            form.add_error("certificate", str(why))
        else:
            messages.success(request, _("%s kan nu met dit certificaat aanmelden.") % added.user.name)
            return HttpResponseRedirect(reverse("certificates"), status=303)
    standing = ClientCertificate.objects.filter(withdrawn_at=None).select_related("user").order_by("user__name", "pk")
    context = {"certificates": standing, "form": form, "offered": bool(settings.PROXY_SECRET)}
    return render(request, "people/certificates.html", context, status=422 if form.errors else 200)


@administrators
@require_POST
def withdraw(request: SignedInRequest, certificate: int) -> HttpResponse:
    """Let a certificate open nothing any more."""
    withdraw_certificate(get_object_or_404(ClientCertificate, pk=certificate))
    messages.success(request, _("Met dit certificaat kan niemand meer aanmelden."))
    return HttpResponseRedirect(reverse("certificates"), status=303)
