"""The purchaser's pages of differences between VECOZO's record and ours."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exchange.deciding import ADVICE, CannotDecideError, choices_for, decide
from zorginkoop.portal.exchange.forms import DecisionForm
from zorginkoop.portal.exchange.jobs import compare_records
from zorginkoop.portal.exchange.models import Choice, Difference, Kind
from zorginkoop.portal.exchange.views import PER_PAGE, acting, looking, of_vecozo
from zorginkoop.portal.exports.files import exported
from zorginkoop.portal.register.mandates import SignedInRequest


@looking
@require_safe
def difference_list(request: SignedInRequest, agreement: int) -> HttpResponse:
    """List what differs: what waits for a person, or everything there ever was; of one kind, or of all."""
    found = of_vecozo(agreement)
    everything, kind = request.GET.get("alles") == "1", request.GET.get("soort", "")
    waiting = Difference.objects.waiting().filter(agreement=found)
    rows = _chosen(request, found)
    kinds = waiting.values("kind").annotate(rows=Count("pk")).order_by("kind")
    query = {"alles": "1"} if everything else {}
    context = {
        "agreement": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": [(row["kind"], Kind(row["kind"]).label, row["rows"]) for row in kinds],
        "kind": kind,
        "everything": everything,
        "query": urlencode(query | ({"soort": kind} if kind else {})),
        "may_act": StaffRole.PURCHASER in request.staff_roles,
    }
    return render(request, "exchange/differences.html", context)


def _chosen(request: SignedInRequest, agreement: SeasonAgreement) -> QuerySet[Difference]:
    """Give the differences that the address asks for."""
    rows = Difference.objects.filter(agreement=agreement)
    if request.GET.get("alles") != "1":
        rows = rows.filter(gone_at=None, choice="")
    if request.GET.get("soort") in Kind.values:
        rows = rows.filter(kind=request.GET["soort"])
    return rows.select_related("provider", "decided_by").order_by("kind", "agb_code", "pk")


@looking
@require_safe
def difference_file(request: SignedInRequest, agreement: int) -> HttpResponseBase:
    """Hand over the same list as a file for a spreadsheet."""
    found = of_vecozo(agreement)
    head = (
        _("Verschil"),
        _("AGB-code"),
        _("Zorgaanbieder"),
        _("Waarover"),
        _("Wij"),
        "VECOZO",
        _("Besluit"),
        _("Waarom"),
    )
    rows = [
        (
            one.get_kind_display(),
            one.agb_code,
            one.provider.name if one.provider else "",
            one.about,
            one.ours,
            one.theirs,
            one.get_choice_display() if one.choice else "",
            one.ground,
        )
        for one in _chosen(request, found)
    ]
    read("exchange.differences_file", about=found.pk)
    return exported(request.GET.get("vorm", "csv"), f"verschillen-{found.name}", head, rows)


@looking
@require_http_methods(["GET", "HEAD", "POST"])
def difference_page(request: SignedInRequest, difference: int) -> HttpResponse:
    """Show both sides of a difference and what to do, and take a decision."""
    found = get_object_or_404(
        Difference.objects.select_related("agreement__season", "provider", "decided_by"), pk=difference
    )
    may_act = StaffRole.PURCHASER in request.staff_roles
    form, first = DecisionForm(request.POST or None, choices=choices_for(found)), ""
    if found.provider is not None:
        read("exchange.difference", for_whom=found.provider.public_id, about=found.pk)
    if request.method == "POST" and may_act and form.is_valid():
        try:
            decide(found, Choice(form.cleaned_data["choice"]), form.cleaned_data["ground"], request.user)
        except CannotDecideError as refused:
            form.add_error(None, str(refused))
            first = refused.first
        else:
            messages.success(request, _("Uw besluit is vastgelegd."))
            address = reverse("exchange:differences", args=[found.agreement_id])
            return HttpResponseRedirect(address, status=303)
    context = {
        "difference": found,
        "agreement": found.agreement,
        "advice": ADVICE[Kind(found.kind)],
        "form": form,
        "first": first,
        "may_decide": may_act and not found.choice and found.gone_at is None,
    }
    return render(request, "exchange/difference.html", context, status=422 if form.errors else 200)


@acting
@require_POST
def compare_page(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Have both records compared anew."""
    found = of_vecozo(agreement)
    compare_records.enqueue(found.pk)
    messages.info(request, _("De gegevens worden opnieuw vergeleken. Ververs deze bladzijde zo."))
    return HttpResponseRedirect(reverse("exchange:differences", args=[found.pk]), status=303)
