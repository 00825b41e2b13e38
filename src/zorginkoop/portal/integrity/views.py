"""The pages of a case about integrity: for its officer, for the second person who was asked, and for the provider."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.integrity import cases
from zorginkoop.portal.integrity.forms import (
    AccordForm,
    AnswerForm,
    DelayForm,
    JudgementForm,
    ReportForm,
    TellForm,
)
from zorginkoop.portal.integrity.models import IntegrityAnswer, IntegrityCase, IntegrityJudgement, IntegritySignal
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.models import Provider

officers = open_to(StaffRole.INTEGRITY_OFFICER)
reporters = open_to(StaffRole.INTEGRITY_OFFICER, StaffRole.PURCHASER)
_CONFLICT, _INVALID, _SEE_OTHER = 409, 422, 303
_SHOWN = 200


@reporters
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List every case for an officer; for somebody else only what it was asked to decide about."""
    is_officer = StaffRole.INTEGRITY_OFFICER in request.staff_roles
    asked = IntegrityJudgement.objects.waiting().filter(asked=request.user)
    rows = IntegrityCase.objects.select_related("provider").order_by("closed_at", "opened_at", "pk")
    shown = rows if is_officer else rows.filter(pk__in=asked.values("case"))
    return render(request, "integrity/index.html", {"cases": shown[:_SHOWN], "is_officer": is_officer})


@reporters
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, provider: UUID) -> HttpResponse:
    """Report a signal about a provider."""
    found = get_object_or_404(Provider, public_id=provider)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        cases.report(found, form.cleaned_data["source"], form.cleaned_data["text"], request.user)
        messages.success(request, _("Uw signaal ligt bij de integriteitsfunctionaris. Wat volgt is afgeschermd."))
        return HttpResponseRedirect(reverse("dossier", args=[found.public_id]), status=_SEE_OTHER)
    status = _INVALID if form.errors else 200
    return render(request, "integrity/report.html", {"provider": found, "form": form}, status=status)


@reporters
@require_safe
def case(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Show a case to its officer and to the second person who was asked; to others that it is shielded."""
    return _page(request, _found(case))


def _found(case: UUID) -> IntegrityCase:
    signals = Prefetch("signals", IntegritySignal.objects.select_related("raised_by").order_by("raised_at", "pk"))
    answers = Prefetch("answers", IntegrityAnswer.objects.select_related("given_by").order_by("given_at", "pk"))
    people = IntegrityJudgement.objects.select_related("made_by", "asked").order_by("made_at", "pk")
    rows = IntegrityCase.objects.select_related("provider", "told_by", "delayed_by")
    rows = rows.prefetch_related(signals, answers, Prefetch("judgements", people))
    return get_object_or_404(rows, public_id=case)


def _page(
    request: SignedInRequest, found: IntegrityCase, name: str = "", form: Form | None = None, status: int = 200
) -> HttpResponse:
    read("integrity.case", for_whom=found.provider.public_id, about=found.pk)
    judgements = list(found.judgements.all())
    waiting = next((one for one in judgements if one.agreed_at is None and one.refused_at is None), None)
    is_officer = StaffRole.INTEGRITY_OFFICER in request.staff_roles
    is_asked = waiting is not None and waiting.asked_id == request.user.pk
    if not (is_officer or is_asked):
        return render(request, "integrity/shielded.html", {"provider": found.provider}, status=status)
    acts = is_officer and found.closed_at is None
    context = {
        "case": found,
        "provider": found.provider,
        "judgements": judgements,
        "waiting": waiting,
        "is_officer": is_officer,
        "is_asked": is_asked,
        "may_tell": acts and found.told_at is None,
        "may_judge": acts and waiting is None,
        "heard": cases.may_decide(found),
        "tell": TellForm(auto_id="tell_%s"),
        "delay": DelayForm(auto_id="delay_%s"),
        "judgement": JudgementForm(request.user, auto_id="judgement_%s"),
        "accord": AccordForm(auto_id="accord_%s"),
        "form": form,
    }
    return render(request, "integrity/case.html", context | ({name: form} if form is not None else {}), status=status)


def _done(
    request: SignedInRequest, found: IntegrityCase, shown: tuple[str, Form], act: Callable[[], object], words: str
) -> HttpResponse:
    """Do what a form asks; what is wrong or in the way is shown on the same page, with what was typed."""
    name, form = shown
    if not form.is_valid():
        return _page(request, found, name, form, _INVALID)
    try:
        act()
    except cases.CannotError as reason:
        form.add_error(None, str(reason))
        return _page(request, _found(found.public_id), name, form, _CONFLICT)
    messages.success(request, words)
    return HttpResponseRedirect(reverse("integrity:case", args=[found.public_id]), status=_SEE_OTHER)


@officers
@require_POST
def tell(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Tell the provider on what ground there is doubt."""
    found, form = _found(case), TellForm(request.POST, auto_id="tell_%s")
    words = _("De aanbieder krijgt bericht en kan reageren.")

    def act() -> None:
        cases.tell(found, form.cleaned_data["ground"], form.cleaned_data["until"], request.user)

    return _done(request, found, ("tell", form), act, words)


@officers
@require_POST
def delay(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Write down why the provider is not told yet."""
    found, form = _found(case), DelayForm(request.POST, auto_id="delay_%s")
    words = _("Vastgelegd. De aanbieder hoort het uiterlijk bij het besluit.")

    def act() -> None:
        cases.delay(found, form.cleaned_data["ground"], form.cleaned_data["until"], request.user)

    return _done(request, found, ("delay", form), act, words)


@officers
@require_POST
def judge(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Propose that there is doubt, or none, to a second person."""
    found, form = _found(case), JudgementForm(request.user, request.POST, auto_id="judgement_%s")
    words = _("Het voorstel ligt bij uw collega. Het telt pas als die akkoord geeft.")

    def act() -> None:
        told = form.cleaned_data
        cases.propose(found, told["ground"], told["asked"], request.user, doubt=told["doubt"] == "ja")

    return _done(request, found, ("judgement", form), act, words)


@reporters
@require_POST
def accord(request: SignedInRequest, case: UUID) -> HttpResponse:
    """Decide about a proposal as the second person who was asked."""
    found, form = _found(case), AccordForm(request.POST, auto_id="accord_%s")
    waiting = found.judgements.waiting().first()
    agrees = "agree" in request.POST
    words = _("U gaf akkoord. Het besluit telt.") if agrees else _("U gaf geen akkoord. Er verandert niets.")

    def act() -> None:
        if waiting is None:
            raise cases.CannotError(_("Over dit voorstel is al beslist."))
        if agrees:
            cases.agree(waiting, request.user)
        else:
            cases.turn_down(waiting, form.cleaned_data["reason"], request.user)

    answer = _done(request, found, ("accord", form), act, words)
    if answer.status_code == _SEE_OTHER:  # whoever was asked has seen the case for the last time
        return HttpResponseRedirect(reverse("integrity:index"), status=_SEE_OTHER)
    return answer


@open_to(*cases.SPEAK_FOR)
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show who speaks for a provider what was told, and take its answer."""
    rows = request.provider.integrity_cases.exclude(told_at=None).order_by("-told_at", "-pk")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        found = rows.filter(closed_at=None).first()
        status = _INVALID
        if found is None:
            form.add_error(None, _("Hierop kunt u niet meer reageren."))
            status = _CONFLICT
        elif form.is_valid():
            try:
                cases.answer(found, form.cleaned_data["text"], request.user)
            except cases.CannotError as reason:
                form.add_error(None, str(reason))
                status = _CONFLICT
            else:
                messages.success(request, _("Wij hebben uw reactie. Zij wordt gelezen voordat er iets besloten wordt."))
                return HttpResponseRedirect(
                    reverse("integrity:practice", args=[request.provider.public_id]), status=303
                )
    told = [
        (one, list(one.answers.select_related("given_by").order_by("given_at")), one.judgements.decided().first())
        for one in rows
    ]
    context = {"provider": request.provider, "told": told, "form": form, "today": clock.today()}
    return render(request, "integrity/practice.html", context, status=status)
