"""The pages on which somebody without an account asks for an agreement; none says whether a practice is known here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.mandates import providers_of
from zorginkoop.portal.requests import receiving, rules
from zorginkoop.portal.requests.forms import DocumentForm, OutsideForm
from zorginkoop.portal.requests.receiving import CannotError
from zorginkoop.portal.requests.views import add_to, before_asking, may_write, said_of, term_of

_GONE = 410


@open_to_anyone
@require_safe
def forms(request: HttpRequest, edition: str) -> HttpResponse:
    """List the agreements of a policy that can be asked for, each with its last day."""
    rows = SeasonAgreement.objects.filter(season__edition=edition).select_related("season").order_by("title", "-pk")
    each = list({agreement.name: agreement for agreement in rows}.values())
    if not each:
        raise Http404
    listed = [(one, rules.until(one)) for one in each if rules.has_form(one)]
    return render(request, "requests/forms.html", {"edition": edition, "listed": listed})


@open_to_anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, edition: str, agreement: str) -> HttpResponse:
    """Ask for an agreement without an account; whoever has a practice here asks from there."""
    found = _agreement(edition, agreement)
    form = OutsideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = said_of(found, form.cleaned_data, None, form.cleaned_data["email"].strip().lower())
        receiving.receive_from_outside(said)
        return HttpResponseRedirect(reverse("request-sent", args=[edition, agreement]), status=303)
    user = request.user
    own = [one for one in providers_of(user) if may_write(user, one)] if isinstance(user, User) else []
    context = {"edition": edition, "agreement": found, "form": form, "own": own, **before_asking(found)}
    return render(request, "requests/outside.html", context, status=422 if form.errors else 200)


@open_to_anyone
@require_safe
def sent(request: HttpRequest, edition: str, agreement: str) -> HttpResponse:
    """Say that a link is on its way, whoever asked and whatever is known of the practice."""
    context = {"agreement": _agreement(edition, agreement), "edition": edition, "most": receiving.MOST_LINKS}
    return render(request, "requests/sent.html", context)


@open_to_anyone
@takes_at_most(EVIDENCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds a link confirm its request, add documents and take it back; looking at it confirms nothing."""
    found = receiving.by_link(token)
    if found is None:
        return render(request, "requests/link_ended.html", status=_GONE)
    form = DocumentForm()
    if request.method == "POST":
        if "document" in request.POST:
            form = DocumentForm(request.POST, request.FILES)
            if add_to(found, form):
                messages.success(request, _("Het stuk is toegevoegd."))
        elif "withdraw" in request.POST:
            try:
                receiving.withdraw(found, None)
            except CannotError as reason:
                form = DocumentForm({})
                form.add_error(None, str(reason))
        else:
            receiving.confirm(found)
        if not form.errors:
            return HttpResponseRedirect(reverse("request-link", args=[token]), status=303)
    context = {
        "asked": found,
        "term": term_of(found),
        "documents": list(found.documents.order_by("pk")),
        "form": form,
        "may_write": found.ended_at is None and found.confirmed_at is not None,
    }
    return render(request, "requests/link.html", context, status=422 if form.errors else 200)


def _agreement(edition: str, name: str) -> SeasonAgreement:
    rows = SeasonAgreement.objects.filter(season__edition=edition, name=name).select_related("season")
    found = rows.order_by("-pk").first()
    if found is None or not rules.has_form(found):
        raise Http404
    return found
