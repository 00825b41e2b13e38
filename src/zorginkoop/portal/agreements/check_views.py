"""The page where anybody checks a document: it is read, judged, and not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.accounts.sizes import ONE_DOCUMENT, takes_at_most
from zorginkoop.portal.agreements.answers import INVALID
from zorginkoop.portal.agreements.forms import CheckForm
from zorginkoop.portal.agreements.trust import trust


@open_to_anyone
@takes_at_most(ONE_DOCUMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """Take a document, and say who signed it, when, and whether it is still what was signed."""
    if request.method != "POST":
        return render(request, "agreements/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "agreements/check.html", {"form": form}, status=INVALID)
    from zorginkoop.documents.checking import check  # noqa: PLC0415 - pyHanko takes a while to load

    report = check(form.cleaned_data["document"].read(), trust().roots, moment=clock.now())
    shown = {"form": CheckForm(), "report": report, "mark": trust().mark}
    return render(request, "agreements/check.html", shown)
