"""The work that waits for a person, and outcomes: for the purchaser, and for the provider itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.letter_dates import changes_from
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.assessment import elsewhere, interests, work
from zorginkoop.portal.assessment.again import hand_in_again, rejected_facts
from zorginkoop.portal.assessment.correcting import CannotCorrectError, Reported, correct, reject
from zorginkoop.portal.assessment.deciding_views import task_page
from zorginkoop.portal.assessment.forms import CorrectionForm, VerdictForm
from zorginkoop.portal.assessment.interest_views import tied_page
from zorginkoop.portal.assessment.judging import Cause, effect_of, is_stale, judge, judged_again
from zorginkoop.portal.assessment.models import Assessment, Completion, ReconsiderationRequest, WorkItem, WorkKind
from zorginkoop.portal.assessment.pages import (
    WITHHELD,
    holds_withheld,
    letter_of,
    outcome_view,
    requirement_of,
    said_lines,
    work_lines,
)
from zorginkoop.portal.assessment.reconsideration_views import reconsideration_page
from zorginkoop.portal.assessment.releasing import OwnDecisionError, release
from zorginkoop.portal.assessment.verdicts import OwnVerdictError, give_verdict
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.intake.forms import EvidenceForm
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.models import Correction, CorrectionVerdict, EvidenceFile, Questionnaire
from zorginkoop.portal.intake.views import FILLS
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.models import Evidence

_STAFF = (StaffRole.PURCHASER, StaffRole.AUDITOR)
_ALIKE = 5  # earlier pieces of evidence for the same fact that are shown
_SEE_OTHER, _CONFLICT, _INVALID, _UNAVAILABLE = 303, 409, 422, 503


def language() -> Language:
    """Give the language in which the policy speaks on this page."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def _see(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = _SEE_OTHER
    return response


def _item(item: UUID) -> WorkItem:
    related = ("provider", "agreement__season", "assigned_to", "closed_by", "closed_for")
    return get_object_or_404(WorkItem.objects.select_related(*related), public_id=item)


@open_to(*_STAFF)
@require_http_methods(["GET", "POST"])
def work_item(request: SignedInRequest, item: UUID) -> HttpResponse:
    """Show one piece of work, and take what somebody decides."""
    found = _item(item)
    read("assessment.work", for_whom=found.provider.public_id, about=found.pk)
    if request.method == "POST" and StaffRole.PURCHASER not in request.staff_roles:
        raise PermissionDenied
    if interests.is_tied(request.user, found.provider_id):
        return tied_page(request, found)
    match found.kind:
        case WorkKind.EVIDENCE:
            return _evidence(request, found)
        case WorkKind.CORRECTION:
            return _correction(request, found)
        case WorkKind.REFUSAL:
            return _refusal(request, found)
        case WorkKind.RECONSIDER:
            return reconsideration_page(request, found)
        case kind if kind in elsewhere.PAGES:
            return elsewhere.PAGES[kind](request, found)
        case _:
            return task_page(request, found, language())


def _evidence(request: SignedInRequest, item: WorkItem) -> HttpResponse:
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            give_verdict(item, form.cleaned_data["verdict"], form.cleaned_data["ground"], request.user)
        except work.AlreadyDoneError:
            return _shown_evidence(request, _item(item.public_id), form, _CONFLICT)
        except OwnVerdictError as reason:
            form.add_error(None, str(reason))
            return _shown_evidence(request, item, form, _INVALID)
        messages.success(request, _("Uw oordeel is bewaard en de uitkomst is opnieuw bepaald."))
        return _see(reverse("assessment:queue"))
    return _shown_evidence(request, item, form, _INVALID if form.errors else 200)


def _shown_evidence(request: SignedInRequest, item: WorkItem, form: VerdictForm, status: int) -> HttpResponse:
    piece = get_object_or_404(Evidence.objects.select_related("provider"), pk=int(item.reference))
    alike = Evidence.objects.filter(fact=piece.fact).exclude(verdict=work.NOT_JUDGED).exclude(pk=piece.pk)
    spoken = language()
    effects = effect_of(item.agreement, piece) if item.closed_at is None else {}
    context = {
        "item": item,
        "line": work_lines([item], spoken)[0],
        "piece": piece,
        "files": EvidenceFile.objects.filter(evidence=piece).select_related("questionnaire"),
        "sees_confidential": StaffRole.PURCHASER in request.staff_roles,
        "requirements": requirement_of(item.agreement, piece.fact, spoken),
        "effects": {name: explain(outcome, spoken).summary[0] for name, outcome in effects.items()},
        "changes": changes_from(compiled(item.agreement), effects["goed"], spoken) if effects else (),
        "alike": alike.select_related("provider").order_by("-judged_at")[:_ALIKE],
        "form": form,
    }
    return render(request, "assessment/evidence.html", context, status=status)


def _correction(request: SignedInRequest, item: WorkItem) -> HttpResponse:
    related = ("said_by", "handled_by", "questionnaire__provider", "questionnaire__agreement__season")
    said = get_object_or_404(Correction.objects.select_related(*related), pk=int(item.reference))
    reported = Reported(said)
    form = CorrectionForm(reported, _speaker(item), request.POST if request.method == "POST" else None)
    status = _INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _answered(item, form, request.user)
        except work.AlreadyDoneError:
            item, status = _item(item.public_id), _CONFLICT
        except CannotCorrectError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Uw antwoord staat klaar voor de aanbieder."))
            return _see(reverse("assessment:queue"))
    line = work_lines([item], language())[0]
    context = {"item": item, "line": line, "said": said, "reported": reported, "form": form}
    return render(request, "assessment/correction.html", context, status=status)


def _answered(item: WorkItem, form: CorrectionForm, by: User) -> None:
    reply = form.cleaned_data["note"]
    if form.cleaned_data["verdict"] == CorrectionVerdict.CORRECTED:
        correct(item, form.right, reply, by)
    else:
        reject(item, reply, by)


def _refusal(request: SignedInRequest, item: WorkItem) -> HttpResponse:
    """Show a refusal with its letter, and let the provider see it when a person says so."""
    assessment = get_object_or_404(Assessment.objects.select_related("agreement__season"), public_id=item.reference)
    status = 200
    if request.method == "POST":
        try:
            release(item, assessment, request.user)
        except work.AlreadyDoneError:
            item, status = _item(item.public_id), _CONFLICT
        except OwnDecisionError as reason:
            messages.error(request, str(reason))
            status = _INVALID
        except (DocumentWrong, OutsideFailed):
            messages.error(
                request, _("Het verslag van de beoordeling kon niet worden verzegeld. Er is niets bekendgemaakt.")
            )
            status = _UNAVAILABLE
        else:
            messages.success(request, _("De aanbieder ziet de uitkomst nu, en kreeg bericht dat zij er is."))
            return _see(reverse("assessment:queue"))
    context = {
        "item": item,
        "line": work_lines([item], language())[0],
        "assessment": assessment,
        "view": outcome_view(judged_again(assessment), language()),
    }
    return render(request, "assessment/refusal.html", context, status=status)


def _speaker(item: WorkItem) -> Speaker:
    return Speaker(compiled(item.agreement).agreement, language())


@open_to(StaffRole.PURCHASER)
@require_POST
def take(request: SignedInRequest, item: UUID) -> HttpResponse:
    """Take a piece of work on."""
    found = _item(item)
    work.take(found, request.user)
    return _see(reverse("assessment:item", args=[found.public_id]))


def _outcome_of(request: ProviderRequest, assessment: UUID) -> Assessment:
    related = Assessment.objects.select_related("provider", "agreement__season")
    found = get_object_or_404(related, public_id=assessment, provider=request.provider)
    if found.withheld and not request.staff_roles.intersection(_STAFF):
        raise Http404
    if not request.provider_roles:  # somebody of the purchaser reads what is another's
        read("assessment.outcome", for_whom=request.provider.public_id, about=found.pk)
    return found


def _shown(request: ProviderRequest, assessment: Assessment, template: str) -> HttpResponse:
    stale = assessment.superseded_at is None and is_stale(assessment)
    earlier = (
        Assessment.objects.filter(provider=request.provider, agreement=assessment.agreement)
        .exclude(pk=assessment.pk)
        .defer("packed")
        .order_by("-judged_at")
    )
    if not request.staff_roles.intersection(_STAFF):
        earlier = earlier.filter(withheld=False)
    shielded = frozenset() if StaffRole.INTEGRITY_OFFICER in request.staff_roles else WITHHELD
    outcome = judged_again(assessment)
    confirmed = assessment.agreement.questionnaires.filter(provider=request.provider).exclude(confirmed_at=None)
    questionnaire = confirmed.select_related("provider", "agreement__season").first()
    corrected = questionnaire is not None and not rejected_facts(questionnaire)
    context = {
        "provider": request.provider,
        "assessment": assessment,
        "view": outcome_view(outcome, language(), shielded),
        "changes": changes_from(compiled(assessment.agreement), outcome, language()) if corrected else (),
        "stale": stale,
        "earlier": list(earlier),
        "questionnaire": questionnaire,
        "may_judge": StaffRole.PURCHASER in request.staff_roles,
        "may_fill": bool(request.provider_roles & FILLS),
    }
    return render(request, template, context)


@open_to(*_STAFF)
@require_GET
def of_provider(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show an outcome to the purchaser: clauses, facts, sources, dates, and whether it still stands."""
    return _shown(request, _outcome_of(request, assessment), "assessment/outcome.html")


@open_to(StaffRole.PURCHASER)
@require_POST
def anew(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Judge anew on what is known now; the earlier outcome is kept."""
    before = _outcome_of(request, assessment)
    after = judge(before.agreement, request.provider, Cause.FACTS)
    same = after.pk == before.pk
    messages.info(
        request, _("Er is niets veranderd: dezelfde uitkomst.") if same else _("Opnieuw bepaald; de vorige is bewaard.")
    )
    return _see(reverse("assessment:outcome", args=[request.provider.public_id, after.public_id]))


@open_to(*_STAFF)
@require_GET
def stored(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Give the stored outcome, byte for byte, to judge again elsewhere; what is shielded in it to its officer alone."""
    found = _outcome_of(request, assessment)
    if StaffRole.INTEGRITY_OFFICER not in request.staff_roles and holds_withheld(judged_again(found)):
        messages.info(
            request,
            _("In deze vastlegging staan afgeschermde gegevens. Alleen de integriteitsfunctionaris haalt haar op."),
        )
        return _see(reverse("assessment:outcome", args=[request.provider.public_id, found.public_id]))
    name = f"uitkomst-{found.public_id}.json"
    return HttpResponse(
        found.canonical_bytes,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@open_to(*_STAFF, *ProviderRole)
@require_GET
def letter_page(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show the letter that an outcome asks for."""
    found = _outcome_of(request, assessment)
    written = letter_of(found, judged_again(found), language())
    blocks = [(type(block).__name__, block) for block in written.blocks]
    context = {"provider": request.provider, "assessment": found, "letter": written, "blocks": blocks}
    return render(request, "assessment/letter.html", context)


@open_to(*FILLS)
@takes_at_most(EVIDENCE)
@require_http_methods(["GET", "POST"])
def again(request: ProviderRequest, provider: UUID, questionnaire: UUID, fact: str) -> HttpResponse:  # noqa: ARG001 - as above
    """Take in evidence in the place of what was rejected."""
    related = Questionnaire.objects.select_related("provider", "agreement__season").exclude(confirmed_at=None)
    found = get_object_or_404(related, public_id=questionnaire, provider=request.provider)
    piece = next((one for one in rejected_facts(found) if one.fact == fact), None)
    if piece is None:
        messages.info(request, _("Voor deze vraag hoeft u geen nieuw bewijs in te sturen."))
        return _see(reverse("assessment:of_practice", args=[request.provider.public_id]))
    form = EvidenceForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    form.fields["file"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            after = hand_in_again(found, fact, form.cleaned_data["file"], form.about, request.user)
        except FileRefusedError as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("Uw bewijs is bewaard. Wij beoordelen het en laten u weten wat het verandert."))
            return _see(reverse("assessment:own", args=[request.provider.public_id, after.public_id]))
    speaker = Speaker(compiled(found.agreement).agreement, language())
    context = {
        "provider": request.provider,
        "questionnaire": found,
        "piece": piece,
        "what": speaker.name(speaker.agreement.subject, fact),
        "form": form,
    }
    return render(request, "assessment/again.html", context, status=_INVALID if form.errors else 200)


@open_to(*ProviderRole)
@require_GET
def of_practice(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """List the outcomes of a provider for its own people."""
    found = Assessment.objects.current().filter(provider=request.provider).defer("packed")
    said = Correction.objects.filter(questionnaire__provider=request.provider)
    confirmed = request.provider.questionnaires.exclude(confirmed_at=None).select_related(
        "provider", "agreement__season"
    )
    context = {
        "provider": request.provider,
        "assessments": found.filter(withheld=False).select_related("agreement__season").order_by("-judged_at"),
        "withheld": found.filter(withheld=True).exists(),
        "corrections": said_lines(said.order_by("-said_at", "-pk"), language()),
        "completions": Completion.objects.filter(
            item__provider=request.provider, item__closed_at=None, answered_at=None, ended_at=None
        )
        .select_related("item__agreement__season")
        .order_by("last_day"),
        "reconsiderations": ReconsiderationRequest.objects.filter(provider=request.provider)
        .select_related("agreement__season")
        .order_by("-pk"),
        "rejected": [(one, piece) for one in confirmed for piece in rejected_facts(one)],
        "may_fill": bool(request.provider_roles & FILLS),
    }
    return render(request, "assessment/practice.html", context)


@open_to(*ProviderRole)
@require_GET
def own(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show an outcome to the people of the provider."""
    return _shown(request, _outcome_of(request, assessment), "assessment/own.html")
