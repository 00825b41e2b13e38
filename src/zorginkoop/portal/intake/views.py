"""The pages of a questionnaire, for the people of the provider and to be read by the purchaser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from zorginkoop.kernel.ask import Group
from zorginkoop.kernel.date_words import Language
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.deadlines.ends import CONFIRMED, ends_of
from zorginkoop.portal.intake.confirming import CannotConfirmError, confirm
from zorginkoop.portal.intake.drafts import Draft, draft_of, open_files
from zorginkoop.portal.intake.files import hand_in, take_back
from zorginkoop.portal.intake.forms import VERSION, AnswersForm, EvidenceForm, WrongForm, days_left
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.models import Correction, DraftAnswer, EvidenceFile, Questionnaire
from zorginkoop.portal.intake.opening import closing_of, is_closed, mark_seen, minute_before
from zorginkoop.portal.intake.pages import Pages, evidence_prefix, group_lines, group_title
from zorginkoop.portal.intake.receipts import paper_of
from zorginkoop.portal.intake.saving import AlreadyConfirmedError, save, say_wrong
from zorginkoop.portal.intake.serving import evidence_sent, file_sent
from zorginkoop.portal.register.mandates import ProviderRequest

FILLS = frozenset({ProviderRole.FILLER, ProviderRole.MANAGER, ProviderRole.SIGNATORY})
CONFIRMS = frozenset({ProviderRole.MANAGER, ProviderRole.SIGNATORY})
_READS = (*ProviderRole, StaffRole.PURCHASER, StaffRole.AUDITOR)
_SEE_OTHER, _CONFLICT, _INVALID = 303, 409, 422


def sees_confidential(request: ProviderRequest) -> bool:
    """Tell whether somebody may see what is confidential: who fills in or signs, and who judges it."""
    return bool(request.provider_roles & FILLS) or StaffRole.PURCHASER in request.staff_roles


def language() -> Language:
    """Give the language in which the policy speaks on this page."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def _found(request: ProviderRequest, questionnaire: UUID) -> Questionnaire:
    """Find a questionnaire of the provider in the address; that of another is not there."""
    found = get_object_or_404(
        Questionnaire.objects.select_related("provider", "agreement__season", "confirmed_by").annotate(
            said_wrong=Exists(Correction.objects.filter(questionnaire=OuterRef("pk")))
        ),
        public_id=questionnaire,
        provider=request.provider,
    )
    if not request.provider_roles:  # somebody of the purchaser reads what is another's
        read("intake.questionnaire", for_whom=request.provider.public_id, about=found.pk)
    return found


def _page(request: ProviderRequest, draft: Draft, **more: object) -> dict[str, object]:
    """Give what every page of a questionnaire shows."""
    questionnaire = draft.questionnaire
    end = closing_of(questionnaire, draft.recorded)
    return {
        "provider": request.provider,
        "questionnaire": questionnaire,
        "last_moment": minute_before(end),
        "closed": end is not None and draft.moment >= end,
        "left": days_left(end, draft.moment) if end and end > draft.moment else "",
        "sees_confidential": sees_confidential(request),
        "may_fill": bool(request.provider_roles & FILLS) and not questionnaire.is_confirmed,
        "may_confirm": bool(request.provider_roles & CONFIRMS),
        **more,
    }


def _to(name: str, request: ProviderRequest, questionnaire: Questionnaire, *more: object) -> HttpResponse:
    return _see(reverse(f"intake:{name}", args=[request.provider.public_id, questionnaire.public_id, *more]))


def _see(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = _SEE_OTHER
    return response


@open_to(*_READS)
@require_GET
def index(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List the questionnaires of a provider."""
    found = request.provider.questionnaires.select_related("agreement__season", "provider").order_by("-opened_at")
    moment = clock.now()
    ends = ends_of(request.provider, [one.agreement for one in found], CONFIRMED)
    told = [(one, closing_of(one) if one.reopened_until else ends[one.agreement_id]) for one in found]
    lines = [(one, minute_before(end), end is not None and moment >= end) for one, end in told]
    return render(request, "intake/index.html", {"provider": request.provider, "lines": lines})


@open_to(*_READS)
@require_GET
def overview(request: ProviderRequest, provider: UUID, questionnaire: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show how far a questionnaire is, what we know already, and what it would come to."""
    found = _found(request, questionnaire)
    if found.is_confirmed:
        return _to("receipt", request, found)
    if request.provider_roles:
        mark_seen(found)
    draft = draft_of(found)
    pages = Pages(draft, language())
    any_said = getattr(found, "said_wrong", True)  # told by the query that found it
    corrections = set(found.corrections.values_list("about", flat=True)) if any_said else set()
    more = {
        "groups": group_lines(draft, pages.speaker),
        "known": [(line, line.about in corrections) for line in pages.known()],
        "outcome": pages.outcome(),
        "better": [] if draft.unanswered else pages.better(),
        "unanswered": len(draft.unanswered),
        "asked": draft.asked,
        "complete": not draft.unanswered and not draft.without_evidence,
    }
    return render(request, "intake/overview.html", _page(request, draft, **more))


def _group(draft: Draft, name: str) -> Group:
    return _named(draft.asked.groups, name)


def _named(groups: Iterable[Group], name: str) -> Group:
    for group in groups:
        if group.id == name:
            return group
    raise Http404


def _brought_back(request: ProviderRequest, draft: Draft, name: str) -> Group:
    """Give the questions that stood on the page that was sent, also what by now no longer matters: it was typed."""
    whole = _named(draft.every_group, name)

    def stood_there(about: str) -> bool:
        return (
            about in request.POST
            or f"{VERSION}{about}" in request.POST
            or f"{evidence_prefix(about)}-file" in request.FILES
        )

    return replace(whole, questions=tuple(one for one in whole.questions if stood_there(one.at.label)))


@open_to(*_READS)
@takes_at_most(EVIDENCE)
@require_http_methods(["GET", "POST"])
def group(request: ProviderRequest, provider: UUID, questionnaire: UUID, name: str) -> HttpResponse:  # noqa: ARG001 - as above
    """Show the questions of a group, and keep what is answered."""
    found = _found(request, questionnaire)
    if request.method == "POST":
        return _saved(request, found, name)
    if found.is_confirmed:
        return _to("receipt", request, found)
    draft = draft_of(found)
    pages = Pages(draft, language())
    return _show_group(request, pages, name, pages.form(_group(draft, name)))


def _show_group(  # noqa: PLR0913 - a page with what may have gone wrong on it
    request: ProviderRequest,
    pages: Pages,
    name: str,
    form: AnswersForm,
    *,
    conflicts: Mapping[str, DraftAnswer] | None = None,
    status: int = 200,
    too_late: bool = False,
    evidence: Mapping[str, EvidenceForm] | None = None,
) -> HttpResponse:
    shown = _group(pages.draft, name)
    rows = pages.rows(shown, form, conflicts or {}, evidence or {})
    context = _page(
        request,
        pages.draft,
        group=shown,
        title=group_title(shown, pages.speaker),
        rows=rows,
        form=form,
        conflicts=conflicts or {},
        too_late=too_late,
        errors=[*_errors(form), *(error for one in (evidence or {}).values() for error in _errors(one))],
        lines=group_lines(pages.draft, pages.speaker),
    )
    return render(request, "intake/group.html", context, status=status)


def _errors(form: Form) -> list[tuple[str, str]]:
    """List what is wrong, each with the id of its field."""
    return [
        (form[name].id_for_label or form[name].auto_id, str(problem))
        for name, problems in form.errors.items()
        for problem in problems
    ]


def _saved(request: ProviderRequest, found: Questionnaire, name: str) -> HttpResponse:
    """Keep what was typed well; show again, with everything typed, what was not or what somebody else changed."""
    if not request.provider_roles & FILLS:
        raise PermissionDenied
    pages = Pages(draft_of(found), language())
    if all(one.id != name for one in pages.draft.every_group):
        return _no_longer_asked(request, pages.draft)
    back = _brought_back(request, pages.draft, name)
    form = pages.form(back, request.POST)
    right = form.is_valid()
    try:
        saved = save(found, form.typed(), request.user, pages.draft.answers)
        evidence = _taken_in(request, found, back)
        _given_back(request, found)
    except AlreadyConfirmedError:
        found.refresh_from_db()
        pages = Pages(pages.draft, pages.language, form.questions)
        whole = pages.form(_group(pages.draft, name), request.POST)
        return _show_group(request, pages, name, whole, status=_CONFLICT, too_late=True)
    if not right or saved.conflicts or any(one.errors for one in evidence.values()):
        again = Pages(draft_of(found), language(), {*form.errors, *saved.conflicts, *evidence})
        whole = again.form(_group(again.draft, name), request.POST)
        status = _CONFLICT if saved.conflicts else _INVALID
        return _show_group(request, again, name, whole, conflicts=saved.conflicts, status=status, evidence=evidence)
    if is_closed(found):
        messages.warning(request, _("Wat u invulde is bewaard. De vragenlijst is gesloten en telt niet meer mee."))
        return _to("overview", request, found)
    messages.success(request, _("Uw antwoorden zijn bewaard."))
    if "withdraw" in request.POST:
        return _to("group", request, found, name)
    following = _next_group(draft_of(found), name) if "next" in request.POST else ""
    return _to("group", request, found, following) if following else _to("overview", request, found)


def _no_longer_asked(request: ProviderRequest, draft: Draft) -> HttpResponse:
    """Show what was typed at questions that are not there any more: the rules changed while somebody was typing."""
    own = ("csrfmiddlewaretoken", "next", "withdraw")
    answers = [texts for name, texts in request.POST.lists() if name not in own and not name.startswith(VERSION)]
    typed = [text for texts in answers for text in texts if text]
    return render(request, "intake/no_longer_asked.html", _page(request, draft, typed=typed), status=_CONFLICT)


def _given_back(request: ProviderRequest, found: Questionnaire) -> None:
    """Take back the file whose button was pressed; what was typed beside it was kept before."""
    wanted = request.POST.get("withdraw")
    file = open_files(found).filter(public_id=wanted).first() if wanted and _is_id(wanted) else None
    if file is not None:
        take_back(file)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _taken_in(request: ProviderRequest, found: Questionnaire, back: Group) -> dict[str, EvidenceForm]:
    """Keep the files that came along, also where an answer is wrong: a browser cannot send a file again by itself."""
    forms: dict[str, EvidenceForm] = {}
    for question in back.questions:
        if not question.wants_evidence:
            continue
        form = forms[question.at.label] = EvidenceForm(
            request.POST, request.FILES, prefix=evidence_prefix(question.at.label)
        )
        if form.is_valid() and form.cleaned_data["file"] is not None:
            try:
                hand_in(found, question.at.label, form.cleaned_data["file"], form.about, request.user)
            except FileRefusedError as refused:
                form.add_error("file", str(refused))
    return forms


def _next_group(draft: Draft, name: str) -> str:
    """Give the group that comes after one, if there is one with questions that matter."""
    names = [one.id for one in draft.asked.groups if any(question.matters for question in one.questions)]
    after = names[names.index(name) + 1 :] if name in names else []
    return after[0] if after else ""


@open_to(*_READS)
@require_safe
def download(request: ProviderRequest, provider: UUID, questionnaire: UUID, file: UUID) -> HttpResponseBase:  # noqa: ARG001 - as above
    """Give a file to who may see it, as what it is and as nothing else."""
    found = _found(request, questionnaire)
    files = EvidenceFile.objects.select_related("questionnaire__provider")
    wanted = get_object_or_404(files, questionnaire=found, public_id=file)
    if wanted.confidential_because and not sees_confidential(request):
        raise Http404
    return evidence_sent(request, wanted)


@open_to(*FILLS)
@require_http_methods(["GET", "POST"])
def wrong(request: ProviderRequest, provider: UUID, questionnaire: UUID, mark: str) -> HttpResponse:  # noqa: ARG001 - as above
    """Hear that something we know is not right."""
    found = _found(request, questionnaire)
    draft = draft_of(found)
    pages = Pages(draft, language())
    lines = [*pages.known(), *pages.known(of_rows=True)]
    line = next((one for one in lines if one.mark == mark), None)
    if line is None:
        raise Http404
    form = WrongForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        say_wrong(found, line.about, line.value, form.cleaned_data["text"], request.user)
        messages.success(request, _("Uw melding staat bij de inkoper. Wij laten u weten wat wij ermee doen."))
        return _to("overview", request, found)
    status = _INVALID if request.method == "POST" else 200
    return render(request, "intake/wrong.html", _page(request, draft, line=line, form=form), status=status)


@open_to(*_READS)
@require_GET
def check(request: ProviderRequest, provider: UUID, questionnaire: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show every answer, to look over before confirming."""
    found = _found(request, questionnaire)
    if found.is_confirmed:
        return _to("receipt", request, found)
    return _show_check(request, draft_of(found))


def _show_check(
    request: ProviderRequest, draft: Draft, cannot: CannotConfirmError | None = None, status: int = 200
) -> HttpResponse:
    pages = Pages(draft, language())
    context = _page(
        request,
        draft,
        groups=pages.answers(),
        shown=draft.content_hash,
        before=len(draft.known_before),
        outcome=pages.outcome(),
        complete=not draft.unanswered and not draft.without_evidence,
        cannot=cannot,
    )
    return render(request, "intake/check.html", context, status=status)


@open_to(*CONFIRMS)
@require_POST
def confirmation(request: ProviderRequest, provider: UUID, questionnaire: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Confirm what was shown."""
    found = _found(request, questionnaire)
    try:
        confirm(found, request.POST.get("shown", ""), request.user)
    except AlreadyConfirmedError:
        messages.info(request, _("Deze vragenlijst was al bevestigd. Dit is het ontvangstbewijs."))
    except CannotConfirmError as cannot:
        found.refresh_from_db()
        return _show_check(request, draft_of(found), cannot, _CONFLICT)
    return _to("receipt", request, found)


@open_to(*_READS)
@require_GET
def receipt(request: ProviderRequest, provider: UUID, questionnaire: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show the receipt with every answer as it was confirmed."""
    found = _found(request, questionnaire)
    if found.confirmed_at is None:
        return _to("overview", request, found)
    lines = found.receipt["antwoorden"] if found.receipt else []
    context = {
        "provider": request.provider,
        "questionnaire": found,
        "paper": paper_of(found),
        "earlier": found.reopenings.followed().defer("receipt", "answers", "typed").order_by("-confirmed_at"),
        "lines": [(one, date.fromisoformat(one["sinds"]) if one.get("sinds") else None) for one in lines],
    }
    return render(request, "intake/receipt.html", context)


@open_to(*_READS)
@require_safe
def receipt_paper(request: ProviderRequest, provider: UUID, questionnaire: UUID) -> HttpResponseBase:  # noqa: ARG001 - as above
    """Give the sealed paper of the receipt."""
    found = _found(request, questionnaire)
    paper = paper_of(found)
    if paper is None:
        raise Http404
    return file_sent(request, paper, what="intake.receipt", for_whom=request.provider.public_id, about=found.public_id)
