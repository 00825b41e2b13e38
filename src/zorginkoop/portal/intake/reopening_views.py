"""Pages on which a purchaser opens a confirmed questionnaire again, and a colleague agrees; and earlier receipts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.intake.models import Questionnaire, Reopening
from zorginkoop.portal.intake.receipts import Paper
from zorginkoop.portal.intake.reopening import CannotError, agree, history, in_the_way, propose, withdraw
from zorginkoop.portal.intake.serving import file_sent
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest

_CONFLICT, _INVALID, _SEE_OTHER = 409, 422, 303
_SHOWN = 200


class ReopeningForm(forms.Form):
    """Until when a questionnaire is open again, and why."""

    last_day = forms.DateField(
        label=_("Open tot en met"),
        help_text=_("Deze dag telt nog mee, tot 23:59 uur. Geef de aanbieder genoeg tijd."),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Kies tot en met welke dag de vragenlijst weer open is.")},
    )
    ground = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Een collega leest dit en geeft akkoord. Ook wie het later naleest, moet het begrijpen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Schrijf op waarom de vragenlijst weer open moet.")},
    )


@open_to(StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List what waits for a second person, and what is open again now."""
    related = ("questionnaire__provider", "questionnaire__agreement__season", "proposed_by", "agreed_by")
    rows = Reopening.objects.select_related(*related).defer("receipt", "answers", "typed").order_by("proposed_at")
    context = {"waiting": rows.waiting()[:_SHOWN], "running": rows.running()[:_SHOWN]}
    return render(request, "intake/reopenings.html", context)


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, provider: UUID, questionnaire: UUID) -> HttpResponse:
    """Show how a questionnaire was opened again before, propose it, or decide about a colleague's proposal."""
    rows = Questionnaire.objects.select_related("provider", "agreement__season", "confirmed_by")
    found = get_object_or_404(rows, public_id=questionnaire, provider__public_id=provider)
    if request.method != "POST":
        read("intake.reopening", for_whom=found.provider.public_id, about=found.pk)
        return _shown(request, found)
    form = ReopeningForm(request.POST) if "propose" in request.POST else None
    if form is not None and not form.is_valid():
        return _shown(request, found, form, _INVALID)
    try:
        words = _done(request, found, form.cleaned_data if form is not None else {})
    except CannotError as reason:
        messages.error(request, str(reason))
        return _shown(request, rows.get(pk=found.pk), form, _CONFLICT)
    messages.success(request, words)
    address = reverse("intake:reopen", args=[found.provider.public_id, found.public_id])
    return HttpResponseRedirect(address, status=_SEE_OTHER)


def _done(request: SignedInRequest, found: Questionnaire, told: dict[str, object]) -> str:
    if told:
        last_day, ground = told["last_day"], told["ground"]
        assert isinstance(last_day, date)  # noqa: S101 - the form reads it
        propose(found, last_day, str(ground), request.user)
        return gettext("Het voorstel staat klaar. De vragenlijst gaat open als een collega akkoord geeft.")
    proposal = found.reopenings.select_related("questionnaire__provider").waiting().first()
    if proposal is None:
        raise CannotError(gettext("Over dit voorstel is al beslist."))
    if "agree" in request.POST:
        agree(proposal, request.user)
        return gettext("U gaf akkoord. De vragenlijst staat weer open, en de aanbieder krijgt bericht.")
    if "withdraw" in request.POST:
        withdraw(proposal, request.user)
        return gettext("Het voorstel is van tafel. De vragenlijst blijft bevestigd.")
    raise CannotError(gettext("Kies of u akkoord geeft."))


def _shown(
    request: SignedInRequest, found: Questionnaire, form: ReopeningForm | None = None, status: int = 200
) -> HttpResponse:
    every = history(found)
    waiting = next((one for one in every if one.agreed_at is None and one.withdrawn_at is None), None)
    mine = waiting is not None and waiting.proposed_by_id == request.user.pk
    context = {
        "questionnaire": found,
        "provider": found.provider,
        "history": [one for one in every if one != waiting],
        "waiting": waiting,
        "mine": mine,
        "in_the_way": in_the_way(found, request.user),
        "form": form or ReopeningForm(),
    }
    return render(request, "intake/reopening.html", context, status=status)


@open_to(*ProviderRole, StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_safe
def earlier(request: ProviderRequest, provider: UUID, questionnaire: UUID, reopening: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show the receipt of a confirmation that a later one took the place of."""
    found = _earlier(request, questionnaire, reopening)
    if not request.provider_roles:
        read("intake.questionnaire", for_whom=request.provider.public_id, about=found.questionnaire_id)
    lines = found.receipt["antwoorden"] if found.receipt else []
    context = {
        "provider": request.provider,
        "questionnaire": found.questionnaire,
        "reopening": found,
        "lines": [(one, date.fromisoformat(one["sinds"]) if one.get("sinds") else None) for one in lines],
    }
    return render(request, "intake/earlier_receipt.html", context)


@open_to(*ProviderRole, StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_safe
def earlier_paper(request: ProviderRequest, provider: UUID, questionnaire: UUID, reopening: UUID) -> HttpResponseBase:  # noqa: ARG001 - as above
    """Give the sealed paper of such a receipt."""
    found = _earlier(request, questionnaire, reopening)
    if not found.paper_hash:
        raise Http404
    paper = Paper(found.paper_hash, f"ontvangstbewijs-{found.number}.pdf")
    return file_sent(request, paper, what="intake.receipt", for_whom=request.provider.public_id, about=found.public_id)


def _earlier(request: ProviderRequest, questionnaire: UUID, reopening: UUID) -> Reopening:
    rows = Reopening.objects.followed().select_related("questionnaire__agreement__season", "confirmed_by")
    return get_object_or_404(
        rows,
        public_id=reopening,
        questionnaire__public_id=questionnaire,
        questionnaire__provider=request.provider,
    )
