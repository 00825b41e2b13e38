"""The pages of the care finder: for everybody, without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.finder.forms import SearchForm
from zorginkoop.portal.places.models import PublishedPlace

PER_PAGE = 20
_COLUMNS = (
    (_("aanbieder"), "provider_name"),
    (_("vestiging"), "location_name"),
    (_("postcode"), "postcode4"),
    (_("plaats"), "place"),
    (_("zorg"), "care_title"),
    (_("stand"), "get_status_display"),
    (_("van"), "first"),
    (_("tot en met"), "last"),
    (_("peildatum"), "as_of"),
)
NEAR = (4, 3, 2)  # how many digits of a postcode two addresses share, from near to far


@open_to_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Ask, and list what was found. A search is posted, so that a whole postcode never stands in an address."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        if form.is_valid():
            asked = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
            return HttpResponseRedirect(f"{reverse('finder')}?{urlencode(asked)}", status=303)
        return render(request, "finder/search.html", {"form": form, "page": None}, status=422)
    form = SearchForm(request.GET if "care" in request.GET else None)
    page = None
    if form.is_bound and form.is_valid():
        page = paged(request, _found(form.cleaned_data), PER_PAGE, Sheet("zorgzoeker", "", columns(*_COLUMNS)))
    query = request.GET.copy()
    query.pop("page", None)
    elsewhere = [] if page is None or page.paginator.count else _other_care(form.cleaned_data)
    context = {"form": form, "page": page, "today": clock.today(), "query": query.urlencode(), "elsewhere": elsewhere}
    return render(request, "finder/search.html", context)


@open_to_anyone
@require_safe
def detail(request: HttpRequest, place: UUID) -> HttpResponse:
    """Show everything that is published of one provider today."""
    rows = list(
        PublishedPlace.objects.visible(clock.today())
        .filter(place_id=place)
        .order_by("contract_year", "care_title", "location_name", "label", "product_type", "first")
    )
    if not rows:
        raise Http404
    return render(request, "finder/detail.html", {"rows": rows, "name": rows[0].provider_name, "today": clock.today()})


@dataclass(frozen=True, slots=True)
class OtherCare:
    """Other care for which the same search does find addresses."""

    title: str
    number: int
    query: str


def _other_care(asked: dict[str, str]) -> list[OtherCare]:
    """Count what the same search finds for other care: who looks for a name may have left the care as it stood."""
    rows = _near(_of_policy(asked), asked["where"]).exclude(care_type=asked["care"])
    found = rows.order_by("care_title").values_list("care_type", "care_title").annotate(number=Count("pk"))
    said = {name: value for name, value in asked.items() if value not in ("", None)}
    return [OtherCare(title, number, urlencode({**said, "care": care})) for care, title, number in found]


def _found(asked: dict[str, str]) -> QuerySet[PublishedPlace]:
    where = asked["where"]
    near = _near(_of_policy(asked).filter(care_type=asked["care"]), where)
    if not where.isdigit():
        return near.order_by("provider_name", "pk")
    shared = [When(postcode4__startswith=where[:digits], then=Value(rank)) for rank, digits in enumerate(NEAR)]
    ranked = near.annotate(far=Case(*shared, default=Value(len(NEAR)), output_field=IntegerField()))
    return ranked.order_by(F("far"), "provider_name", "pk")


def _of_policy(asked: dict[str, str]) -> QuerySet[PublishedPlace]:
    """Give what is published for a policy and a year, of whoever has a name, for whatever care."""
    label, _, product = asked["policy"].partition(":")
    there = PublishedPlace.objects.in_year(int(asked["year"]), clock.today())
    rows = there.filter(label=label, product_type=product)
    return rows.filter(provider_name__icontains=asked["name"]) if asked["name"] else rows


def _near(rows: QuerySet[PublishedPlace], where: str) -> QuerySet[PublishedPlace]:
    """Keep what lies in a place, or near a postcode; everything where neither is asked."""
    if not where:
        return rows
    return rows.filter(postcode4__startswith=where[: NEAR[-1]]) if where.isdigit() else rows.filter(place__iexact=where)
