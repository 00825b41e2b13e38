"""The purchaser's page of the season, the names behind its numbers, and the home of a practice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.audit.unchanged import stand, while_unchanged
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exports.files import exported
from zorginkoop.portal.exports.lists import answered
from zorginkoop.portal.exports.sheets import Column, Sheet, columns
from zorginkoop.portal.integrity.cases import SPEAK_FOR, Told, told_to
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.season import coverage, faults, stages
from zorginkoop.portal.season.declining import declined_by
from zorginkoop.portal.season.declining_views import may_say
from zorginkoop.portal.season.planning import calendar, ends_of, punctuality
from zorginkoop.portal.season.practice import standings
from zorginkoop.portal.season.today import Today, today
from zorginkoop.portal.selection.approach import Reasons
from zorginkoop.portal.selection.lists import asking_for
from zorginkoop.portal.selection.models import Run
from zorginkoop.portal.selection.summaries import Summary, summary_of
from zorginkoop.portal.selection.views import language

PER_PAGE = 50
PLACES_SHOWN = 100
readers = open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)


@readers
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show the season of one agreement: of somebody's own the one that was sent last, unless another is asked for."""
    sent = Run.objects.filter(agreement=OuterRef("pk")).exclude(sent_at=None).order_by("-sent_at").values("sent_at")
    rows = SeasonAgreement.objects.select_related("season", "owner").annotate(sent_at=Subquery(sent[:1]))
    agreements = list(rows.order_by(F("sent_at").desc(nulls_last=True), "-season__contract_year", "title", "pk"))
    chosen = _chosen(agreements, request.GET.get("overeenkomst", ""), request.user.pk)
    listed = sorted(agreements, key=lambda one: (-one.season.contract_year, one.title, one.pk))
    context: dict[str, object] = {"agreements": listed, "agreement": chosen}
    if chosen is not None:
        context |= _season(request, chosen)
    return render(request, "season/index.html", context)


def _chosen(agreements: Sequence[SeasonAgreement], asked: str, user: int) -> SeasonAgreement | None:
    if asked:
        found = next((one for one in agreements if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    own = [one for one in agreements if one.owner_id == user]
    return next(iter(own or agreements), None)


def _season(request: SignedInRequest, agreement: SeasonAgreement) -> dict[str, object]:
    """Give what waits for this person and how the season stands; each is put together once until something is written.

    What stands there hangs on the language and on the roles of who looks, and what waits on the person itself.
    """
    words, roles, at = f"{agreement.pk} {language()}", " ".join(sorted(request.staff_roles)), stand()
    runs = cache(lambda: stages.runs_of(agreement))

    def waiting() -> list[Today]:
        return today(agreement, runs()[0], calendar(agreement, language()), request.user)

    def standing() -> str:
        return _standing(request, agreement, runs()[1])

    return {
        "today": while_unchanged(f"today {words} {request.user.pk}", waiting, at),
        "standing": while_unchanged(f"season {words} {roles}", standing, at),
    }


def _standing(request: SignedInRequest, agreement: SeasonAgreement, run: Run | None) -> str:
    """Write how the season stands: the funnel, the calendar, what is wrong, who is left out and who has signed."""
    events = stages.happened(agreement, ends_of(agreement))
    summary = summary_of(run) if run else Summary()
    lines = calendar(agreement, language())
    numbers = stages.counts(agreement) | stages.counts_of_events(events) | {"geselecteerd": summary.approached}
    context = {
        "agreement": agreement,
        "run": run,
        "funnel": [(stage, numbers[stage.name]) for stage in stages.stages_of(_events_of(agreement))],
        "calendar": [one for one in lines if not one.per_case],
        "per_case": [one for one in lines if one.per_case],
        "left": _left(agreement, run) if run else [],
        "coverage": coverage.total(agreement, run) if run else None,
        "faults": list(faults.faults(agreement, run, summary.without_certificate)),
        "punctuality": punctuality(agreement, events, language()),
    }
    return render_to_string("season/standing.html", context, request)


def _events_of(agreement: SeasonAgreement) -> frozenset[str]:
    return frozenset(name for name, _ in compiled(agreement).planning.events)


def _left(agreement: SeasonAgreement, run: Run) -> list[tuple[str, str, tuple[str, ...], int]]:
    """Give why providers for whom the agreement is meant are not approached."""
    words = Reasons(compiled(agreement).agreement, language())
    return [
        (
            asking_for(reason, unknown=unknown),
            words.words(reason, unknown=unknown),
            words.citation(reason).places,
            meant,
        )
        for reason, unknown, _, meant in summary_of(run).reasons
        if meant
    ]


@readers
@require_safe
def names(request: SignedInRequest, agreement: int, stage: str, form: str = "") -> HttpResponseBase:
    """List the providers in a stage, also those that have not come to a later one; on a page or as a file."""
    found = _agreement(agreement)
    there, not_yet = stages.BY_NAME.get(stage), request.GET.get("nog_niet", "")
    if there is None or (not_yet and not_yet not in stages.BY_NAME):
        raise Http404
    run = stages.runs_of(found)[1]
    rows = stages.providers_in(found, there, run)
    if not_yet:
        later = stages.providers_in(found, stages.BY_NAME[not_yet], run)
        rows = rows.exclude(pk__in=later.values("pk"))
    others = [one for one in stages.stages_of(_events_of(found)) if one is not there]
    title = f"{there.title}, {_('nog niet')} {stages.BY_NAME[not_yet].title}" if not_yet else str(there.title)
    context = {"stage": there, "not_yet": not_yet, "others": others}
    return _listed(request, found, rows, title=title, name=stage, form=form, context=context)


@readers
@require_safe
def fault(request: SignedInRequest, agreement: int, kind: str, form: str = "") -> HttpResponseBase:
    """List the providers with a kind of fault, on a page or as a file."""
    found, asked = _agreement(agreement), faults.BY_NAME.get(kind)
    if asked is None:
        raise Http404
    rows = faults.providers_with(found, asked, stages.runs_of(found)[1])
    return _listed(request, found, rows, title=str(asked.title), name=kind, form=form, context={"advice": asked.advice})


def _listed(  # noqa: PLR0913 - one page for every list of names
    request: SignedInRequest,
    agreement: SeasonAgreement,
    rows: QuerySet[Provider],
    *,
    title: str,
    name: str,
    form: str,
    context: dict[str, object],
) -> HttpResponseBase:
    rows = rows.order_by("name", "agb_code")
    if form:
        sheet = Sheet(f"seizoen-{agreement.name}-{name}", "season.export", _columns(), about=f"{agreement.pk}/{name}")
        return answered(request, form, sheet, rows)
    read("season.names", about=f"{agreement.pk}/{name}")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    shown = {"agreement": agreement, "title": title, "page": page, "query": query.urlencode(), "here": request.path}
    return render(request, "season/names.html", shown | context)


def _columns() -> tuple[Column, ...]:
    return columns(
        (_("AGB-code"), "agb_code"),
        (_("naam"), "name"),
        (_("postcode"), "postcode"),
        (_("plaats"), "place"),
        (_("e-mail bij VECOZO"), "vecozo_email"),
    )


@readers
@require_safe
def regions(request: SignedInRequest, agreement: int, form: str = "") -> HttpResponseBase:
    """Show the contracting rate of each region, and the places where nobody has an agreement."""
    found = _agreement(agreement)
    run = stages.runs_of(found)[1]
    rows = coverage.by_region(found, run) if run else []
    if form:
        head = (_("regio"), _("bedoeld voor"), _("benaderd"), _("met overeenkomst"), _("contracteergraad"))
        cells = ((one.name, one.meant, one.approached, one.contracted, f"{one.percent}%") for one in rows)
        return exported(form, f"regios-{found.name}", head, cells)
    empty = coverage.empty_places(found, run) if run else []
    context = {"agreement": found, "run": run, "regions": rows, "places": empty[:PLACES_SHOWN], "empty": len(empty)}
    return render(request, "season/regions.html", context)


@open_to(ProviderRole.MANAGER, ProviderRole.FILLER, ProviderRole.SIGNATORY, ProviderRole.READER)
@require_safe
def practice(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show a practice what it has to do, by when, and how each step stands."""
    found = standings(request.provider, language())
    context = {
        "provider": request.provider,
        "standings": found,
        "manages": ProviderRole.MANAGER in request.provider_roles,
        "confidential": told_to(request.provider).value
        if request.provider_roles.intersection(SPEAK_FOR)
        else Told.NOTHING.value,
        "declined": declined_by(request.provider, [one.agreement for one in found]),
        "may_decline": may_say(request.provider_roles, [one.agreement for one in found if not one.offered]),
    }
    return render(request, "season/practice.html", context)


def _agreement(number: int) -> SeasonAgreement:
    return get_object_or_404(SeasonAgreement.objects.select_related("season", "owner"), pk=number)
