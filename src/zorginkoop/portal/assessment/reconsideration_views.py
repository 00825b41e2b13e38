"""The pages of a reconsideration: asked for by a provider, answered by somebody who did not decide before."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.letter_sentences import DISPUTE
from zorginkoop.kernel.speech import Speaker
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import reconsidering
from zorginkoop.portal.assessment.models import (
    Assessment,
    ReconsiderationAnswer,
    ReconsiderationRequest,
    WorkItem,
    WorkKind,
)
from zorginkoop.portal.assessment.pages import about_words, work_lines
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.intake.views import FILLS
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.register.models import Evidence

_SEE_OTHER, _CONFLICT, _INVALID = 303, 409, 422
_MOST_LETTERS = 4000


class AskForm(forms.Form):
    """What a provider disagrees with."""

    text = forms.CharField(
        label=gettext_lazy("Waarmee bent u het niet eens, en waarom?"),
        help_text=gettext_lazy("Noem wat volgens u niet klopt. Nieuw bewijs stuurt u apart in, bij uw uitkomsten."),
        max_length=_MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Schrijf op waarmee u het niet eens bent.")},
    )


class AnswerForm(forms.Form):
    """What came of looking again, and why."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Wat is uw antwoord?"),
        choices=ReconsiderationAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies of de uitkomst blijft of is veranderd.")},
    )
    reply = forms.CharField(
        label=gettext_lazy("Uitleg voor de aanbieder"),
        help_text=gettext_lazy("De aanbieder leest dit. Ga in op elk punt dat hij noemt."),
        max_length=_MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Schrijf uw uitleg op.")},
    )


@open_to(*FILLS)
@require_http_methods(["GET", "POST"])
def ask(request: ProviderRequest, provider: UUID, assessment: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Take in that a provider disagrees with its outcome."""
    related = Assessment.objects.select_related("provider", "agreement__season", "agreement__owner")
    found = get_object_or_404(related, public_id=assessment, provider=request.provider, withheld=False)
    form = AskForm(request.POST if request.method == "POST" else None)
    status = _INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            reconsidering.ask(found, form.cleaned_data["text"], request.user)
        except reconsidering.CannotReconsiderError as reason:
            form.add_error(None, str(reason))
            status = _CONFLICT
        else:
            messages.success(request, _("Uw verzoek is bewaard. Een collega van wie besliste, kijkt opnieuw."))
            return _see(reverse("assessment:of_practice", args=[request.provider.public_id]))
    waiting = (
        ReconsiderationRequest.objects.waiting().filter(provider=found.provider, agreement=found.agreement).first()
    )
    until = reconsidering.asking_term(found)
    context = {
        "provider": request.provider,
        "assessment": found,
        "form": form,
        "waiting": waiting,
        "in_the_way": reconsidering.in_the_way(found),
        "until": until,
        "until_is_late": until is not None and until.is_late(None),
        "answered_by": reconsidering.answer_term_from(found.agreement, waiting.asked_at if waiting else clock.now()),
        "dispute": DISPUTE[1 if (get_language() or "nl").startswith("en") else 0],
    }
    return render(request, "assessment/reconsider.html", context, status=status)


def reconsideration_page(request: SignedInRequest, item: WorkItem) -> HttpResponse:
    """Show a request beside the outcome that it is about, and take the answer of somebody who may give it."""
    related = ("assessment", "provider", "agreement__season", "asked_by", "answered_by")
    found = get_object_or_404(ReconsiderationRequest.objects.select_related(*related), pk=int(item.reference))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = _INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        verdict = ReconsiderationAnswer(form.cleaned_data["verdict"])
        try:
            reconsidering.answer(found, verdict, form.cleaned_data["reply"], request.user)
        except AlreadyDoneError:
            item.refresh_from_db()
            found.refresh_from_db()
            status = _CONFLICT
        except reconsidering.CannotReconsiderError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Uw antwoord is bewaard. De aanbieder kreeg bericht dat het klaarstaat."))
            return _see(reverse("assessment:queue"))
    spoken: Language = "en" if (get_language() or "nl").startswith("en") else "nl"
    speaker = Speaker(compiled(found.agreement).agreement, spoken)
    now = Assessment.objects.current().filter(provider=found.provider, agreement=found.agreement)
    context = {
        "item": item,
        "line": work_lines([item], spoken)[0],
        "asked": found,
        "until": reconsidering.asking_term(found.assessment),
        "answered_by": reconsidering.answer_term(found),
        "now": now.defer("packed").first(),
        "pieces": [(about_words(speaker, piece.fact), piece) for piece in reconsidering.judged_pieces(found)],
        "own": request.user.pk in reconsidering.decided_before(found),
        "form": form,
    }
    return render(request, "assessment/reconsideration.html", context, status=status)


@open_to(StaffRole.PURCHASER)
@require_POST
def judge_anew(request: SignedInRequest, item: UUID, piece: int) -> HttpResponse:
    """Lay a piece of evidence in the queue once more, for a reconsideration."""
    found = get_object_or_404(WorkItem, public_id=item, kind=WorkKind.RECONSIDER)
    asked = get_object_or_404(
        ReconsiderationRequest.objects.select_related("provider", "agreement__season"), pk=int(found.reference)
    )
    evidence = Evidence.objects.select_related("provider").filter(pk=piece, provider=asked.provider).first()
    if evidence is None:
        raise Http404
    try:
        reconsidering.judge_anew(asked, evidence, request.user)
    except AlreadyDoneError:
        messages.info(request, _("Dit bewijs ligt al opnieuw ter beoordeling."))
    except reconsidering.CannotReconsiderError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Het bewijs ligt opnieuw in de werkvoorraad, met de dag waarop het kwam."))
    return _see(reverse("assessment:item", args=[found.public_id]))


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=_SEE_OTHER)
