"""What a purchaser does with a selection: each is a form that is posted, and pressing twice does it once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest
from zorginkoop.portal.selection import changes, lists
from zorginkoop.portal.selection.changes import CannotError
from zorginkoop.portal.selection.forms import ConfirmForm, DeviationForm, RunForm
from zorginkoop.portal.selection.freshness import changed_since
from zorginkoop.portal.selection.letter import invitation_letter
from zorginkoop.portal.selection.models import Choice, Correction, Run
from zorginkoop.portal.selection.sending import to_invite, without_address
from zorginkoop.portal.selection.summaries import summary_of
from zorginkoop.portal.selection.views import provider_page, run_of, to_run

purchasers = open_to(StaffRole.PURCHASER)


@purchasers
@require_POST
def start(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Ask for a new selection."""
    found = get_object_or_404(SeasonAgreement, pk=agreement)
    form = RunForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, f"{form['on'].label}: {' '.join(map(str, errors))}")
        return HttpResponseRedirect(reverse("selections"), status=303)
    run = changes.request_run(found, form.cleaned_data["on"], request.user)
    if run.on != form.cleaned_data["on"] or run.requested_by_id != request.user.pk:
        messages.info(request, _("Er wordt al een selectie gemaakt. U kijkt nu naar die; wacht tot zij klaar is."))
    return to_run(run)


@purchasers
@require_POST
def deviate(request: ProviderRequest, run: UUID, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Decide otherwise than the policy says of one provider, with the ground."""
    found_run = run_of(run)
    choice = get_object_or_404(Choice, run=found_run, provider=request.provider)
    form = DeviationForm(request.POST)
    if form.is_valid():
        try:
            changes.deviate(
                found_run, request.provider, form.cleaned_data["ground"], request.user, approach=not choice.approach
            )
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("De afwijking staat erbij. Zij telt als een collega akkoord geeft."))
            return to_run(found_run)
    return provider_page(request, found_run, form, status=422)


@purchasers
@require_POST
def withdraw_deviation(request: SignedInRequest, run: UUID, correction: int) -> HttpResponse:
    """Take a deviation back."""
    found_run = run_of(run)
    found = get_object_or_404(
        Correction.objects.select_related("choice__run", "choice__provider"), pk=correction, choice__run=found_run
    )
    try:
        changes.take_back(found, request.user)
    except CannotError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("De afwijking is ingetrokken. Wat het beleid zegt, telt weer."))
    return to_run(found_run)


@purchasers
@require_POST
def agree(request: SignedInRequest, run: UUID, correction: int) -> HttpResponse:
    """Agree to a deviation that came after the invitations."""
    found_run = run_of(run)
    found = get_object_or_404(
        Correction.objects.select_related("choice__run", "choice__provider"), pk=correction, choice__run=found_run
    )
    try:
        changes.agree(found, request.user)
    except CannotError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(
            request, _("U gaf akkoord. Verstuur de uitnodigingen nog een keer: alleen wie nieuw is krijgt er een.")
        )
    return to_run(found_run)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Confirm a selection as the second person, after seeing what is in it."""
    found_run = run_of(run)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            changes.confirm(found_run, request.user, stale_accepted=form.cleaned_data["stale"])
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(
                request, _("De selectie is vastgesteld. U kunt de uitnodigingen nu bekijken en versturen.")
            )
            return to_run(found_run)
    context = {
        "run": found_run,
        "form": form,
        "funnel": summary_of(found_run),
        "corrections": list(lists.corrections(found_run)),
        "in_the_way": changes.in_the_way(found_run, request.user),
        "stale": changed_since(found_run),
    }
    return render(request, "selection/confirm.html", context, status=409 if form.errors else 200)


@purchasers
@require_POST
def take_back(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Take the confirmation back while nothing was sent."""
    found_run = run_of(run)
    try:
        changes.take_back_confirmation(found_run)
    except CannotError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("De vaststelling is ingetrokken. U kunt de selectie weer aanpassen."))
    return to_run(found_run)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedInRequest, run: UUID) -> HttpResponse:
    """Show the letter as one provider would get it, and who cannot be reached; then send."""
    found_run = run_of(run)
    if request.method == "POST":
        try:
            changes.start_sending(found_run)
        except CannotError as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("De uitnodigingen worden verstuurd."))
        return to_run(found_run)
    return render(request, "selection/send.html", _sending(found_run))


def _sending(run: Run) -> dict[str, object]:
    chosen = Choice.objects.filter(run=run, approach=True).select_related("provider").order_by("provider__name")
    example = chosen.exclude(provider__vecozo_email="").first() or chosen.first()
    by_vecozo = run.agreement.channel == Channel.VECOZO
    return {
        "run": run,
        "funnel": summary_of(run),
        "open": lists.open_of(run),
        "by_vecozo": by_vecozo,
        "letter": invitation_letter(run.agreement, example.provider) if example and not by_vecozo else None,
        "unreachable": list(without_address(run)[:200]),
        "now": to_invite(run),
    }
