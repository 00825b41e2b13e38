"""The page on which somebody whose session had ended sends again what it had typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zorginkoop.portal.accounts.access import open_to_signed_in
from zorginkoop.portal.accounts.kept import drop, kept


@open_to_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sent_too_late(request: HttpRequest) -> HttpResponse:
    """Offer to send what was kept, or let it go."""
    found = kept(request)
    if request.method == "POST" or found is None:
        drop(request)
        return HttpResponseRedirect(reverse("start"), status=303)
    return render(request, "people/sent_too_late.html", {"kept": found})
