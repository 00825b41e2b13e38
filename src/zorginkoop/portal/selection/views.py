"""The pages of a selection: what the policy says of everyone, why, and what is in it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.exports.lists import answered, paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.selection import lists
from zorginkoop.portal.selection.approach import Reasons, approaching
from zorginkoop.portal.selection.changes import in_the_way
from zorginkoop.portal.selection.explanation import explained
from zorginkoop.portal.selection.forms import DeviationForm, ListForm, RunForm, SearchForm
from zorginkoop.portal.selection.freshness import changed_since
from zorginkoop.portal.selection.models import Choice, Correction, Invitation, Run, RunState, Says
from zorginkoop.portal.selection.sending import without_address
from zorginkoop.portal.selection.summaries import summary_of

PER_PAGE = 50
FOUND = 50
readers = open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
_AGB = 8


@readers
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List the agreements of all seasons, each with its selections."""
    runs = lists.runs_by_agreement()
    agreements = SeasonAgreement.objects.select_related("season").order_by("-season__contract_year", "title")
    rows = [(agreement, runs.get(agreement.pk, [])) for agreement in agreements]
    context = {"rows": rows, "form": RunForm(), "may_change": may_change(request)}
    return render(request, "selection/index.html", context)


@readers
@require_safe
def show(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Show one selection: how it narrows down, the reasons, the regions, the deviations, and what to do next."""
    return render(request, "selection/run.html", context_of(request, run_of(run)))


def context_of(request: SignedInRequest, run: Run) -> dict[str, object]:
    """Give what the page of a selection shows."""
    context: dict[str, object] = {"run": run, "may_change": may_change(request), "state": RunState}
    if run.judged_at is None:
        return context
    words, summary = words_of(run), summary_of(run)
    before = lists.run_before(run)
    context |= {
        "funnel": summary,
        "open": lists.open_of(run),
        "reasons": [
            (
                lists.asking_for(reason, unknown=unknown),
                words.words(reason, unknown=unknown),
                words.citation(reason).places,
                number,
                meant,
            )
            for reason, unknown, number, meant in summary.reasons
        ],
        "regions": summary.regions,
        "corrections": list(lists.corrections(run)),
        "before": before,
        "changed": lists.differences(run, before).count() if before else 0,
        "reaches_out": bool(approaching(compiled(run.agreement).agreement)),
        "by_vecozo": run.agreement.channel == Channel.VECOZO,
    }
    if run.state == RunState.JUDGED:
        context |= {"stale": changed_since(run), "in_the_way": in_the_way(run, request.user)}
    else:
        context |= {"unreachable": without_address(run).count(), "troubled": list(lists.troubled(run.agreement_id))}
    return context


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: SignedInRequest, run: UUID) -> HttpResponse:
    """List the providers of a selection by a filter, or those that are searched by name or AGB code."""
    found_run = run_of(run)
    read("selection.list", about=found_run.pk)
    words = words_of(found_run)
    form = ListForm(found_run, words, request.GET or None)
    search = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"run": found_run, "form": form, "search": search}
    if search.is_bound and search.is_valid():
        rows = list(_searched(found_run, str(search.cleaned_data["text"]).strip())[:FOUND])
        context |= {"rows": [told(choice, words) for choice in rows], "searched": True}
        return render(request, "selection/list.html", context)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(lists.listed(found_run, asked), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context |= {"rows": [told(choice, words) for choice in page], "page": page, "query": query.urlencode()}
    return render(request, "selection/list.html", context)


@readers
@require_safe
def export(request: SignedInRequest, run: UUID, form: str) -> HttpResponseBase:
    """Give the filtered list as CSV or Excel; a job writes a long one."""
    found_run = run_of(run)
    words = words_of(found_run)
    asked = ListForm(found_run, words, request.GET)
    rows = lists.listed(found_run, asked.cleaned_data if asked.is_valid() else {})
    return answered(request, form, _sheet(found_run, words), rows)


@readers
@require_safe
def differences(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Show who is approached now and was not in the selection before, and the other way round."""
    found_run = run_of(run)
    read("selection.differences", about=found_run.pk)
    before = lists.run_before(found_run)
    words = words_of(found_run)
    page = None
    if before is not None:
        sheet = _differences_sheet(found_run, words)
        page = paged(request, lists.differences(found_run, before), PER_PAGE, sheet)
    rows = [
        (
            choice,
            words.words(choice.was_reason or "", unknown=choice.was_says == Says.UNDECIDED),
            words.words(choice.reason, unknown=choice.says == Says.UNDECIDED),
        )
        for choice in page or ()
    ]
    context = {"run": found_run, "before": before, "page": page, "rows": rows}
    return render(request, "selection/differences.html", context)


@readers
@require_safe
def provider(request: ProviderRequest, run: UUID, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Explain what a selection says of one provider."""
    return provider_page(request, run_of(run), DeviationForm())


def provider_page(request: ProviderRequest, run: Run, form: DeviationForm, status: int = 200) -> HttpResponse:
    """Show the choice of one provider with its reasons and clauses, and the form to deviate from it."""
    choice = get_object_or_404(Choice.objects.select_related("run", "provider"), run=run, provider=request.provider)
    choice.run = run
    read("selection.choice", for_whom=choice.provider.public_id, about=run.pk)
    invitation = Invitation.objects.filter(agreement=run.agreement, provider=choice.provider).first()
    correction = Correction.objects.filter(choice=choice, withdrawn_at=None).select_related("made_by").first()
    told_choice, why = told(choice, words_of(run)), explained(choice, language())
    context = {"run": run, "choice": choice, "told": told_choice, "why": why, "form": form,
               "invitation": invitation, "correction": correction, "may_change": may_change(request),
               "may_deviate": may_change(request) and correction is None and invitation is None
               and run.state in (RunState.JUDGED, RunState.SENT), "state": RunState}  # fmt: skip
    return render(request, "selection/provider.html", context, status=status)


def told(choice: Choice, words: Reasons) -> dict[str, object]:
    """Say one choice in words."""
    unknown = choice.says == Says.UNDECIDED
    return {
        "choice": choice,
        "provider": choice.provider,
        "reason": words.words(choice.reason, unknown=unknown) if choice.reason else "",
        "clause": words.clause(choice.reason) if choice.reason else "",
        "deviates": choice.approach != (choice.says == Says.APPROACH),
    }


def _sheet(run: Run, words: Reasons) -> Sheet:
    """Say what of a choice goes into a file."""
    return Sheet(
        f"selectie-{run.number}",
        "selection.export",
        columns(
            (_("AGB-code"), "provider.agb_code"),
            (_("naam"), "provider.name"),
            (_("postcode"), "provider.postcode"),
            (_("plaats"), "provider.place"),
            (_("mensen"), "people"),
            (_("doelgroep"), "in_audience"),
            (_("beleid zegt"), "get_says_display"),
            (_("wordt benaderd"), "approach"),
            (_("reden"), lambda one: words.words(one.reason, unknown=one.says == Says.UNDECIDED) if one.reason else ""),
            (_("plaats in het beleid"), lambda one: words.clause(one.reason) if one.reason else ""),
            (_("niet voldaan"), lambda one: "; ".join(map(words.requirement, one.not_met.split()))),
            (_("niet bekend"), lambda one: "; ".join(map(words.requirement, one.unknown.split()))),
        ),
        about=run.pk,
    )


def _differences_sheet(run: Run, words: Reasons) -> Sheet:
    """Say what of a difference between two selections goes into a file."""
    return Sheet(
        f"verschillen-selectie-{run.number}",
        "selection.differences_export",
        columns(
            (_("AGB-code"), "provider.agb_code"),
            (_("naam"), "provider.name"),
            (_("eerder benaderd"), "was"),
            (_("reden eerder"), lambda one: words.words(one.was_reason or "", unknown=one.was_says == Says.UNDECIDED)),
            (_("wordt benaderd"), "approach"),
            (_("reden"), lambda one: words.words(one.reason, unknown=one.says == Says.UNDECIDED)),
        ),
        about=run.pk,
    )


def _searched(run: Run, text: str) -> QuerySet[Choice]:
    rows = lists.with_people(Choice.objects.filter(run=run), run).select_related("provider").order_by("provider__name")
    if text.isdigit() and len(text) == _AGB:
        return rows.filter(provider__agb_code=text)
    return rows.filter(provider__name__icontains=text)


def run_of(public_id: UUID) -> Run:
    """Find a selection by the id in an address."""
    runs = Run.objects.select_related("agreement__season", "agreement__owner", "requested_by", "confirmed_by")
    return get_object_or_404(runs, public_id=public_id)


def words_of(run: Run) -> Reasons:
    """Give the words of the rules of a selection, in the language of the page."""
    return Reasons(compiled(run.agreement).agreement, language())


def language() -> Language:
    """Give the language of the page."""
    return "en" if (get_language() or "").startswith("en") else "nl"


def may_change(request: SignedInRequest) -> bool:
    """Tell whether somebody may do more than read."""
    return StaffRole.PURCHASER in request.staff_roles


def to_run(run: Run) -> HttpResponseRedirect:
    """Go to the page of a selection."""
    return HttpResponseRedirect(reverse("selection", args=[run.public_id]), status=303)
