"""The pages of reports; each number opens its names, and each list of names is a file as well."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to, open_to_anyone
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exports.files import exported
from zorginkoop.portal.exports.lists import asked_form, paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.reports import durations, empty, equal, faults, public, terms
from zorginkoop.portal.season import coverage
from zorginkoop.portal.season.stages import runs_of
from zorginkoop.portal.selection.views import language

PER_PAGE = 50
readers = open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
_CASES = (
    (gettext_lazy("AGB-code"), "agb_code"),
    (gettext_lazy("naam"), "name"),
    (gettext_lazy("voor"), "before"),
    (gettext_lazy("gedaan"), "done_at"),
)
_PROVIDERS = (
    (gettext_lazy("AGB-code"), "agb_code"),
    (gettext_lazy("naam"), "name"),
    (gettext_lazy("postcode"), "postcode"),
    (gettext_lazy("plaats"), "place"),
    (gettext_lazy("e-mail bij VECOZO"), "vecozo_email"),
)
_PLACES = (
    (gettext_lazy("regio"), "region"),
    (gettext_lazy("plaats"), "place"),
    (gettext_lazy("bedoeld voor"), "meant"),
    (gettext_lazy("benaderd"), "approached"),
)


@readers
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List the reports of each agreement, and of each year."""
    agreements = list(
        SeasonAgreement.objects.select_related("season").order_by("-season__contract_year", "title", "pk")
    )
    years = sorted({one.season.contract_year for one in agreements}, reverse=True)
    return render(request, "reports/index.html", {"agreements": agreements, "years": years})


@open_to_anyone
@require_safe
def public_punctuality(request: HttpRequest) -> HttpResponse:
    """Show everybody how often the purchaser kept the terms that the policy sets it."""
    context = {"found": public.punctuality(language()), "today": clock.today(), "smallest": equal.SMALLEST}
    return render(request, "reports/public.html", context)


@readers
@require_safe
def punctuality(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Show how the purchaser keeps its own terms."""
    found = _agreement(agreement)
    rows = [(one, one.dated.dates.say(language())) for one in terms.measured(found)]
    context = {"agreement": found, "rows": rows, "states": terms.STATES.values()}
    return render(request, "reports/terms.html", context)


@readers
@require_safe
def decisions(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Show how long decisions take, by kind of work."""
    found = _agreement(agreement)
    context = {"agreement": found, "rows": durations.durations(found), "smallest": equal.SMALLEST}
    return render(request, "reports/durations.html", context)


@readers
@require_safe
def cases(request: SignedInRequest, agreement: int, term: str, state: str) -> HttpResponse:
    """List who is in a state of a term."""
    found = _agreement(agreement)
    told = next((one for one in terms.measured(found) if one.id == term), None)
    if told is None or state not in terms.STATES:
        raise Http404
    about = f"{found.pk}/{term}/{state}"
    sheet = Sheet(f"stiptheid-{found.name}-{state}", "reports.cases_export", columns(*_CASES), about=about)
    page = paged(request, terms.cases_of(told, state), PER_PAGE, sheet)
    read("reports.cases", about=about)
    context = {"agreement": found, "term": told, "state": terms.STATES[state], "page": page, "query": ""}
    return render(request, "reports/cases.html", context)


@readers
@require_safe
def fault_list(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Count what is wrong, by kind."""
    found = _agreement(agreement)
    return render(request, "reports/faults.html", {"agreement": found, "rows": list(faults.counted(found))})


@readers
@require_safe
def fault(request: SignedInRequest, agreement: int, kind: str) -> HttpResponse:
    """List the providers with a kind of fault."""
    found, asked = _agreement(agreement), faults.kind_of(kind)
    if asked is None:
        raise Http404
    rows = faults.providers_with(found, asked).order_by("name", "agb_code")
    about = f"{found.pk}/{kind}"
    sheet = Sheet(f"fouten-{found.name}-{kind}", "reports.fault_export", columns(*_PROVIDERS), about=about)
    page = paged(request, rows, PER_PAGE, sheet)
    read("reports.fault", about=about)
    return render(request, "reports/fault.html", {"agreement": found, "kind": asked, "page": page, "query": ""})


@readers
@require_safe
def empty_places(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Show the contracting rate of each region, and the places of one region, or of all, without an agreement."""
    found = _agreement(agreement)
    run = runs_of(found)[1]
    region = request.GET.get("regio", "")
    places = empty.empty_places(found, run) if run else []
    asked = [one for one in places if not region or one.region == region]
    page = paged(request, asked, PER_PAGE, Sheet(f"lege-plekken-{found.name}", "reports.empty", columns(*_PLACES)))
    number: dict[str, int] = {}
    for one in places:
        number[one.region] = number.get(one.region, 0) + 1
    rows = [(one, number.get(one.name, 0)) for one in (coverage.by_region(found, run) if run else [])]
    query = urlencode({"regio": region} if region else {})
    context = {"agreement": found, "run": run, "rows": rows, "region": region, "page": page, "query": query}
    return render(request, "reports/empty.html", context)


@readers
@require_safe
def equal_treatment(request: SignedInRequest, year: int) -> HttpResponseBase:
    """Show how everyone was treated in a contract year, with small groups hidden; on a page or as a file."""
    told = equal.report(year, language())
    if not told:
        raise Http404
    if form := asked_form(request):
        head = (_("overeenkomst"), _("wat"), _("waarvan"), _("aantal"), _("percentage benaderd"))
        return exported(form, f"gelijke-behandeling-{year}", head, _lines(told))
    return render(request, "reports/equal.html", {"year": year, "told": told, "smallest": equal.SMALLEST})


def _lines(told: list[equal.Told]) -> list[tuple[str, str, str, str, str]]:
    """Write the report as rows, with the same numbers hidden as on the page."""
    rows = []
    for one in told:
        name = str(one.agreement)
        if one.run is None:
            rows.append((name, _("nog geen vastgestelde selectie"), "", "", ""))
            continue
        rows.append((name, _("bedoeld voor"), "", _shown(one.meant), ""))
        rows.append((name, _("benaderd"), "", _or_hidden(one.approached), ""))
        rows += [(name, _("niet benaderd"), group.words, _shown(group.number), "") for group in one.reasons.shown]
        if one.reasons.hidden:
            rows.append((name, _("niet benaderd"), _("andere redenen samen"), _shown(one.reasons.together), ""))
        for title, parts in ((_("soort aanbieder"), one.kinds), (_("regio"), one.regions)):
            rows += [(name, title, part, _or_hidden(meant), _percent(share)) for part, meant, share in parts]
        for approach, number, _agreed in one.deviations:
            what = _("afwijking: toch benaderd") if approach else _("afwijking: toch niet benaderd")
            rows.append((name, what, "", _shown(number), ""))
    return rows


def _shown(number: int | None) -> str:
    return _("minder dan %d") % equal.SMALLEST if number is None else str(number)


def _or_hidden(number: int | None) -> str:
    return _("niet getoond") if number is None else str(number)


def _percent(share: int | None) -> str:
    return "" if share is None else f"{share}%"


def _agreement(number: int) -> SeasonAgreement:
    return get_object_or_404(SeasonAgreement.objects.select_related("season", "owner"), pk=number)
