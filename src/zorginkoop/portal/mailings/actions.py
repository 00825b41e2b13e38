"""What people do with a mailing: each is a form that is posted, and pressing twice does it once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mailings import deciding, making
from zorginkoop.portal.mailings.audience import asked
from zorginkoop.portal.mailings.forms import CODES, AudienceForm, LeaveOutForm, TextForm
from zorginkoop.portal.mailings.making import CannotError
from zorginkoop.portal.mailings.models import Mailing, MailingState, Receiver
from zorginkoop.portal.mailings.previews import send_proof
from zorginkoop.portal.mailings.views import context_of, field_lines, mailing_of
from zorginkoop.portal.register.mandates import SignedInRequest

purchasers = open_to(StaffRole.PURCHASER)
_SEE_OTHER, _CONFLICT, _INVALID = 303, 409, 422


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Begin a mailing: choose who gets it."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season"), pk=agreement)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AudienceForm(found, *sent)
    if form.is_valid():
        said = form.cleaned_data
        chosen = form.providers
        if said["source"] != CODES:
            chosen = tuple(asked(found, form.audience()).values_list("pk", flat=True))
        try:
            made = making.make(
                found, said["title"], chosen, request.user,
                audience=form.audience(), all_by_letter=said["all_by_letter"],
            )  # fmt: skip
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            return _to("mailing-text", made)
    context = {"form": form, "agreement": found}
    return render(request, "mailings/new.html", context, status=_INVALID if form.errors else 200)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Write what a mailing says; a field that does not exist is told with its place."""
    found = mailing_of(mailing)
    form = TextForm(
        request.POST if request.method == "POST" else None, initial={"subject": found.subject, "body": found.body}
    )
    if form.is_valid():
        try:
            making.write(found, form.cleaned_data["subject"], form.cleaned_data["body"], request.user)
        except CannotError as reason:
            for one in reason.reasons:
                form.add_error(None, one)
        else:
            messages.success(request, _("De tekst is bewaard. Kijk hieronder hoe hij leest voor drie ontvangers."))
            return _to("mailing", found)
    if found.state != MailingState.DRAFT and not form.is_bound:
        return _to("mailing", found)
    context = {"form": form, "mailing": found, "fields": field_lines()}
    return render(request, "mailings/text.html", context, status=_INVALID if form.errors else 200)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: SignedInRequest, mailing: UUID, receiver: int) -> HttpResponse:
    """Leave one provider out with the reason, or let one that was left out get it after all."""
    found = mailing_of(mailing)
    one = get_object_or_404(Receiver.objects.select_related("provider"), mailing=found, pk=receiver)
    back = one.excluded_at is not None
    form = LeaveOutForm(request.POST if request.method == "POST" and not back else None)
    try:
        if request.method == "POST" and back:
            making.take_in(found, one, request.user)
            return _to("mailing-receivers", found)
        if form.is_valid():
            making.leave_out(found, one, form.cleaned_data["reason"], request.user)
            return _to("mailing-receivers", found)
    except CannotError as reason:
        messages.error(request, str(reason))
        return _to("mailing", found)
    context = {"mailing": found, "receiver": one, "form": form, "back": back}
    return render(request, "mailings/leave_out.html", context, status=_INVALID if form.errors else 200)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Agree to a mailing as the second person, after seeing what goes out to whom."""
    found = mailing_of(mailing)
    if request.method == "POST":
        try:
            deciding.approve(found, request.POST.get("shown", ""), request.user)
        except CannotError as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("U gaf akkoord. De mailing kan nu worden verstuurd."))
            return _to("mailing", found)
        found = mailing_of(mailing)
    left_out = (
        Receiver.objects.filter(mailing=found).exclude(excluded_at=None).select_related("provider", "excluded_by")
    )
    context = context_of(request, found) | {
        "in_the_way": deciding.not_by(found, request.user),
        "left_out": list(left_out.order_by("provider__name")[:200]),
    }
    return render(request, "mailings/approve.html", context, status=_CONFLICT if request.method == "POST" else 200)


@purchasers
@require_POST
def proof(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Send a proof to oneself."""

    def act(found: Mailing) -> str:
        send_proof(found, request.user)
        return _("De proef gaat naar uw eigen e-mailadres.")

    return _done(request, mailing, act)


@purchasers
@require_POST
def submit(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Ask a colleague to agree."""

    def act(found: Mailing) -> str:
        deciding.submit(found, request.user)
        return _("De mailing wacht op akkoord. Vraag een collega die er niet aan werkte.")

    return _done(request, mailing, act)


@purchasers
@require_POST
def back(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Make it a concept again."""

    def act(found: Mailing) -> str:
        deciding.back_to_draft(found)
        return _("De mailing is weer een concept. U kunt hem aanpassen.")

    return _done(request, mailing, act)


@purchasers
@require_POST
def start(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Send it, or go on."""

    def act(found: Mailing) -> str:
        deciding.start(found)
        return _("De mailing wordt verstuurd. U kunt hem hier stilleggen.")

    return _done(request, mailing, act)


@purchasers
@require_POST
def stop(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Stop sending."""

    def act(found: Mailing) -> str:
        deciding.stop(found)
        return _("De mailing ligt stil. Wie hem al heeft, heeft hem. U kunt later verdergaan.")

    return _done(request, mailing, act)


@purchasers
@require_POST
def withdraw(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Set a concept aside."""

    def act(found: Mailing) -> str:
        deciding.withdraw(found)
        return _("De mailing is ingetrokken. Er is niets verstuurd.")

    return _done(request, mailing, act)


@purchasers
@require_POST
def posted(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Write down that the letters went to the post."""

    def act(found: Mailing) -> str:
        number = deciding.mark_posted(found, request.user)
        words = ngettext("%d brief staat op gepost.", "%d brieven staan op gepost.", number)
        return words % number if number else _("Er was geen brief meer die nog gepost moest worden.")

    return _done(request, mailing, act)


def _done(request: SignedInRequest, mailing: UUID, act: Callable[[Mailing], str]) -> HttpResponse:
    """Do something with a mailing, and go back to its page with what came of it."""
    found = mailing_of(mailing)
    try:
        messages.success(request, act(found))
    except CannotError as reason:
        for one in reason.reasons:
            messages.error(request, one)
    return _to("mailing", found)


def _to(name: str, mailing: Mailing) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[mailing.public_id]), status=_SEE_OTHER)
