"""The pages on which the purchaser answers questions: what waits, the oldest term first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.policies.loading import find_editions
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.questions import answering
from zorginkoop.portal.questions.answering import Given
from zorginkoop.portal.questions.asking import CannotError
from zorginkoop.portal.questions.forms import AnswerForm, CloseForm, ImproveForm, JoinForm
from zorginkoop.portal.questions.models import Answer, Question
from zorginkoop.portal.questions.terms import Terms
from zorginkoop.portal.register.mandates import SignedInRequest

PER_PAGE = 50
MOST_TOGETHER = 50
_COLUMNS = (
    (gettext_lazy("vraag"), "text"),
    (gettext_lazy("waarover"), "about_words"),
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("van"), "provider.name"),
    (gettext_lazy("gesteld"), "received_at"),
    (gettext_lazy("afgehandeld"), "ended_at"),
    (gettext_lazy("antwoord"), "answer.text"),
)
_WRITERS = (StaffRole.PURCHASER, StaffRole.POLICY_OFFICER)
writers = open_to(*_WRITERS)
readers = open_to(*_WRITERS, StaffRole.AUDITOR)


@readers
@require_safe
def work(request: SignedInRequest) -> HttpResponse:
    """List the questions that wait, the oldest first, or those that were answered or closed."""
    done = request.GET.get("toon") == "klaar"
    rows = Question.objects.received().select_related("season", "agreement", "provider", "answer")
    rows = rows.exclude(answer=None, closed_at=None) if done else rows.filter(answer=None, closed_at=None)
    ordered = rows.order_by("-confirmed_at", "-pk") if done else rows.order_by("confirmed_at", "pk")
    page = paged(request, ordered, PER_PAGE, Sheet("vragen", "questions.export", columns(*_COLUMNS)))
    terms = Terms(SeasonAgreement.objects.select_related("season").order_by("pk"))
    told = []
    for one in page:
        if one.provider is not None:
            read("questions.listed", for_whom=one.provider.public_id)
        term = terms.of_question(one.season_id, one.agreement_id, one.received_at)
        told.append((one, term, term is not None and term.is_late(one.ended_at)))
    context = {"told": told, "page": page, "done": done, "query": "toon=klaar" if done else ""}
    return render(request, "questions/work.html", context)


@readers
@require_safe
def show(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Show one question, and the forms to answer it."""
    return _page(request, _found(question))


@writers
@require_POST
def answer(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Publish an answer, or give it to whoever asked alone."""
    found = _found(question)
    others = _others(found)
    form = AnswerForm(request.POST, others=others, editions=_editions(found.season.edition))
    if not form.is_valid():
        return _page(request, found, answer=form, status=422)
    said = form.cleaned_data
    chosen = [one for one in others if str(one.public_id) in said.get("together", ())]
    given = Given(said["wording"], said["text"], said.get("leads_to", ""), said["ground"])
    try:
        made = answering.answer([found, *chosen], given, request.user)
    except CannotError as reason:
        form.add_error(None, str(reason))
        return _page(request, _found(question), answer=form, status=409)
    messages.success(
        request,
        _("Het antwoord is verstuurd, alleen aan wie het vroeg.")
        if made.private
        else _("Het antwoord staat nu voor iedereen bij het beleid, onder nummer %s.") % made.number,
    )
    return _to_work()


@writers
@require_POST
def join(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Say that a question was answered before."""
    found = _found(question)
    form = JoinForm(request.POST, answers=_published(found))
    if not form.is_valid():
        return _page(request, found, join=form, status=422)
    try:
        answering.join(found, get_object_or_404(Answer, public_id=form.cleaned_data["answer"]))
    except CannotError as reason:
        form.add_error(None, str(reason))
        return _page(request, _found(question), join=form, status=409)
    messages.success(request, _("Wie dit vroeg, krijgt het antwoord dat er al stond."))
    return _to_work()


@writers
@require_POST
def close(request: SignedInRequest, question: UUID) -> HttpResponse:
    """End a question without an answer."""
    found = _found(question)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, close=form, status=422)
    try:
        answering.close(found, form.cleaned_data["reason"], request.user)
    except CannotError as reason:
        form.add_error(None, str(reason))
        return _page(request, _found(question), close=form, status=409)
    messages.success(request, _("De vraag is gesloten. Wie hem stelde, leest waarom."))
    return _to_work()


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def improve(request: SignedInRequest, answer: UUID) -> HttpResponse:
    """Put a better wording in the place of an answer."""
    found = get_object_or_404(Answer.objects.select_related("season", "agreement"), public_id=answer)
    form = ImproveForm(
        request.POST if request.method == "POST" else None,
        editions=_editions(found.season.edition),
        initial={"wording": found.question, "text": found.text, "leads_to": found.leads_to},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = answering.improve(
                found, Given(said["wording"], said["text"], said.get("leads_to", "")), request.user
            )
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Het antwoord is aangepast. Wie het vroeg, krijgt bericht."))
            return HttpResponseRedirect(
                reverse("question", args=[made.questions.order_by("pk")[0].public_id]), status=303
            )
    return render(
        request, "questions/improve.html", {"answer": found, "form": form}, status=422 if form.errors else 200
    )


def _found(public_id: UUID) -> Question:
    rows = Question.objects.received().select_related(
        "season", "agreement", "provider", "answer", "asked_by", "closed_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def _page(  # noqa: PLR0913 - each of its forms comes back with what was typed
    request: SignedInRequest,
    question: Question,
    *,
    answer: AnswerForm | None = None,
    join: JoinForm | None = None,
    close: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    read("questions.question", for_whom=question.provider.public_id if question.provider else "", about=question.pk)
    term = Terms.of(question.season).of_question(question.season_id, question.agreement_id, question.received_at)
    published = _published(question)
    context = {
        "question": question,
        "term": term,
        "late": term is not None and term.is_late(question.ended_at),
        "waits": question.ended_at is None,
        "may_answer": bool(request.staff_roles & frozenset(_WRITERS)),
        "answer_form": answer
        or AnswerForm(
            others=_others(question), editions=_editions(question.season.edition), initial={"wording": question.text}
        ),
        "join_form": join or (JoinForm(answers=published) if published else None),
        "close_form": close or CloseForm(),
        "wrong": next((form for form in (answer, join, close) if form is not None and form.errors), None),
    }
    return render(request, "questions/question.html", context, status=status)


def _others(question: Question) -> list[Question]:
    """Give the other questions about the same policy that wait, those about the same rule first."""
    rows = Question.objects.waiting().filter(season=question.season_id).exclude(pk=question.pk).order_by("confirmed_at")
    listed = list(rows.select_related("season")[: MOST_TOGETHER * 2])
    listed.sort(key=lambda one: one.about != question.about or one.agreement_id != question.agreement_id)
    return listed[:MOST_TOGETHER]


def _published(question: Question) -> list[Answer]:
    rows = Answer.objects.published().filter(season__edition=question.season.edition)
    return list(rows.order_by("-number"))


def _editions(edition: str) -> list[str]:
    """Name the other editions of the same care group, in which a change can stand."""
    group = edition.partition("/")[0]
    return sorted(one.name for one in find_editions() if one.name.partition("/")[0] == group and one.name != edition)


def _to_work() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("questions-work"), status=303)
