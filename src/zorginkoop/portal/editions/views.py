"""The pages of seasons and of their rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.language import EditionHead
from zorginkoop.policies.loading import find_editions
from zorginkoop.portal.accounts.access import open_to, open_to_anyone
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.editions import portfolio
from zorginkoop.portal.editions.compiled import compiled, edition_of, installation, rules_of
from zorginkoop.portal.editions.forms import ChannelForm, HandoverForm, OpenSeasonForm
from zorginkoop.portal.editions.keeping import differs
from zorginkoop.portal.editions.models import Handover, Season, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.editions.rules import resting_on, sections

readers = open_to(
    StaffRole.POLICY_OFFICER, StaffRole.PURCHASER, StaffRole.AUDITOR, StaffRole.ADMINISTRATOR, StaffRole.LABEL_DESK
)


@readers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the seasons, and the editions for which one can be opened."""
    seasons = list(Season.objects.prefetch_related("agreements").order_by("-contract_year", "edition"))
    context = {"seasons": seasons, "editions": _editions(), "may_open": _may(request, StaffRole.POLICY_OFFICER)}
    return render(request, "editions/index.html", context)


@open_to(StaffRole.POLICY_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, edition: str) -> HttpResponse:
    """Open a season of an edition."""
    if edition not in _editions():
        raise Http404
    try:
        loaded = edition_of(edition)
    except InputWrong as wrong:
        return render(request, "editions/wrong.html", {"edition": edition, "wrong": str(wrong)}, status=409)
    form = OpenSeasonForm(loaded, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        channels = dict.fromkeys(asked["agreements"], asked["channel"])
        season = open_season(edition, label=asked["label"], product_type=asked["product_type"], channels=channels)
        messages.success(request, _("Het seizoen is open. Wijs nu de vaste inkopers aan."))
        return _to_season(season)
    context = {"form": form, "edition": edition, "head": loaded.source.uitgave, "hash": loaded.content_hash}
    return render(request, "editions/open.html", context, status=422 if form.errors else 200)


@readers
@require_safe
def show(request: HttpRequest, season: int) -> HttpResponse:
    """Show one season: its rules, values, agreements, channels and owners."""
    found = get_object_or_404(Season, pk=season)
    agreements = list(found.agreements.select_related("owner").order_by("title"))
    coming = Handover.objects.filter(agreement__in=agreements, done_at=None, withdrawn_at=None).select_related("to")
    waiting: dict[int, list[Handover]] = {}
    for handover in coming.order_by("first_day"):
        waiting.setdefault(handover.agreement_id, []).append(handover)
    loaded = rules_of(found)
    context = {
        "season": found,
        "head": loaded.source.uitgave,
        "changed": differs(found),
        "agreements": [(one, waiting.get(one.pk, [])) for one in agreements],
        "installation": installation(),
        "values": _values_of(loaded.source.waarden),
        "may_open": _may(request, StaffRole.POLICY_OFFICER),
        "may_arrange": _may(request, StaffRole.PURCHASER, StaffRole.POLICY_OFFICER),
    }
    return render(request, "editions/season.html", context)


@open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, agreement: int) -> HttpResponse:
    """Choose the channel of an agreement."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season"), pk=agreement)
    form = ChannelForm(request.POST if request.method == "POST" else None, initial={"channel": found.channel})
    if form.is_bound and form.is_valid():
        portfolio.set_channel(found, form.cleaned_data["channel"])
        messages.success(request, _("De weg is gekozen."))
        return _to_season(found.season)
    context = {"form": form, "agreement": found, "title": _("Langs welke weg komt deze overeenkomst tot stand?")}
    return render(request, "editions/arrange.html", context, status=422 if form.errors else 200)


@open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, agreement: int) -> HttpResponse:
    """Give an agreement to a purchaser, or hand it over from a day on."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season", "owner"), pk=agreement)
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            portfolio.hand_over(found, asked["to"], asked["first_day"], request.user, asked["note"])  # type: ignore[arg-type]  # the gate let a User through
        except portfolio.CannotError as reason:
            form.add_error("to", str(reason))
        else:
            messages.success(request, _("De overdracht is geregeld."))
            return _to_season(found.season)
    context = {"form": form, "agreement": found, "title": _("Vaste inkoper aanwijzen of overdragen")}
    return render(request, "editions/arrange.html", context, status=422 if form.errors else 200)


@open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER)
@require_POST
def call_off(request: HttpRequest, handover: int) -> HttpResponse:
    """Call a handover off before it begins."""
    found = get_object_or_404(Handover.objects.select_related("agreement__season"), pk=handover)
    try:
        portfolio.withdraw(found)
    except portfolio.CannotError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("De overdracht gaat niet door."))
    return _to_season(found.agreement.season)


@open_to_anyone
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """List the policies that are carried out, each with its agreements, the newest first."""
    rows = SeasonAgreement.objects.select_related("season")
    each: dict[str, dict[str, SeasonAgreement]] = {}
    for agreement in rows.order_by("-season__contract_year", "season__edition", "title", "pk"):
        each.setdefault(agreement.season.edition, {}).setdefault(agreement.name, agreement)
    found = [(edition, _head(list(named.values())), list(named.values())) for edition, named in each.items()]
    return render(request, "editions/policies.html", {"policies": found})


@open_to_anyone
@require_safe
def policy(request: HttpRequest, edition: str) -> HttpResponse:
    """Show the agreements of a policy that is carried out; a policy is public."""
    agreements = _carried_out(edition)
    context = {"edition": edition, "head": _head(agreements), "agreements": agreements}
    return render(request, "editions/policy.html", context)


@open_to_anyone
@require_safe
def rules(request: HttpRequest, edition: str, agreement: str) -> HttpResponse:
    """Show every rule of an agreement, with where it stands in the policy."""
    found = next((one for one in _carried_out(edition) if one.name == agreement), None)
    if found is None:
        raise Http404
    context = {"edition": edition, "agreement": found, "sections": sections(compiled(found), _language())}
    return render(request, "editions/rules.html", context)


@open_to_anyone
@require_safe
def place(request: HttpRequest, edition: str, place: str) -> HttpResponse:
    """Show everything that rests on one place of a policy."""
    found = []
    agreements = _carried_out(edition)
    for agreement in agreements:
        resting = resting_on(compiled(agreement), place, _language())
        if resting:
            found.append((agreement, resting))
    if not found:
        raise Http404
    context = {"edition": edition, "place": place, "found": found, "head": _head(agreements)}
    return render(request, "editions/place.html", context)


def _editions() -> list[str]:
    """Name every edition that is published, the newest first."""
    return sorted((one.name for one in find_editions()), key=lambda name: name.partition("/")[::-1], reverse=True)


def _carried_out(edition: str) -> list[SeasonAgreement]:
    """Give the agreements of an edition for which a season was opened, each once; there must be one."""
    rows = SeasonAgreement.objects.filter(season__edition=edition).select_related("season").order_by("title", "pk")
    each = {agreement.name: agreement for agreement in rows}
    if not each:
        raise Http404
    return list(each.values())


def _head(agreements: list[SeasonAgreement]) -> EditionHead:
    """Give what an edition says of itself, by the rules of the newest season that carries it out."""
    newest = max((one.season for one in agreements), key=lambda season: season.opened_at)
    return rules_of(newest).source.uitgave


def _values_of(declared: object) -> list[tuple[str, object]]:
    """Give the values that an edition needs and the installation supplies."""
    values = installation().values
    names = sorted(declared) if isinstance(declared, dict) else []
    return [(name, values.get(name)) for name in names]


def _may(request: HttpRequest, *roles: StaffRole) -> bool:
    held: frozenset[StaffRole] = getattr(request, "staff_roles", frozenset())
    return bool(held & frozenset(roles))


def _language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "nl"


def _to_season(season: Season) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("edition-season", args=[season.pk]), status=303)
