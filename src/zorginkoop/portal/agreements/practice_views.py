"""The pages of an offer for the people of the provider: read it, sign it, refuse it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements.answers import CONFLICT, INVALID, SEE_OTHER, UNAVAILABLE, paper, see
from zorginkoop.portal.agreements.forms import ReasonForm, SignForm
from zorginkoop.portal.agreements.identity import can_show_again, has_just_shown
from zorginkoop.portal.agreements.letter_views import made
from zorginkoop.portal.agreements.models import EvaluationReport, Offer, OfferState
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signing import authority_of, refuse, sign, why_not
from zorginkoop.portal.agreements.starting import starts_later
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import ProviderRequest

PER_PAGE = 25
_TICKED = "agreements-ticked"  # what was ticked while somebody shows again who it is


OFFER_COLUMNS = (
    (gettext_lazy("nummer"), "number"),
    (gettext_lazy("AGB-code"), "provider.agb_code"),
    (gettext_lazy("naam"), "provider.name"),
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("variant"), "variant"),
    (gettext_lazy("van"), "term_from"),
    (gettext_lazy("tot en met"), "term_until"),
    (gettext_lazy("aangeboden"), "offered_at"),
    (gettext_lazy("tekenen tot en met"), "last_day"),
    (gettext_lazy("stand"), "state_words"),
)


def offers() -> QuerySet[Offer]:
    """Give offers with what every page shows of them."""
    return Offer.objects.select_related("provider", "agreement__season", "offered_by", "late_by", "earlier_by")


def _found(request: ProviderRequest, offer: UUID) -> Offer:
    """Find an offer of the provider in the address; that of another is not there."""
    return get_object_or_404(offers(), public_id=offer, provider=request.provider)


@open_to(*ProviderRole)
@require_GET
def offers_of_practice(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """List the offers and agreements of the provider."""
    found = offers().filter(provider=request.provider).order_by("-offered_at", "-pk")
    whose = request.provider.public_id
    sheet = Sheet("overeenkomsten", "agreements.own_export", columns(*OFFER_COLUMNS), for_whom=whose)
    page = paged(request, found, PER_PAGE, sheet)
    letters = made().filter(assessment__provider=request.provider)
    reports = EvaluationReport.objects.exclude(made_at=None).filter(assessment__provider=request.provider)
    told = reports.filter(assessment__withheld=False).select_related("assessment__agreement__season")
    shown = {
        "provider": request.provider,
        "page": page,
        "query": "",
        "letters": letters,
        "reports": told.defer("assessment__packed").order_by("-made_at"),
    }
    return render(request, "agreements/practice_list.html", shown)


@open_to(*ProviderRole)
@require_GET
def offer_page(request: ProviderRequest, provider: UUID, offer: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Show one offer: what it is, what it rests on, who signed, and what can be done."""
    found = _found(request, offer)
    read("agreements.offer", for_whom=found.provider.public_id, about=found.pk)
    return render(request, "agreements/offer.html", _shown(request, found))


def _shown(request: ProviderRequest, offer: Offer) -> dict[str, object]:
    may_sign = ProviderRole.SIGNATORY in request.provider_roles and offer.state == OfferState.OFFERED
    return {
        "provider": request.provider,
        "offer": offer,
        "content": offer.agreed(),
        "signatures": offer.signatures.select_related("signatory"),
        "may_sign": may_sign,
        "why_not": why_not(offer, request.user) if may_sign else "",
        "may_refuse": may_sign and offer.is_open and authority_of(offer, request.user) is not None,
    }


@open_to(*ProviderRole)
@require_GET
def offer_paper(request: ProviderRequest, provider: UUID, offer: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Give the paper, with the signatures so far."""
    found = _found(request, offer)
    read("agreements.paper", for_whom=found.provider.public_id, about=found.pk)
    return paper(found)


@open_to(ProviderRole.SIGNATORY)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(request: ProviderRequest, provider: UUID, offer: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Ask what signing declares, see again who it is, and sign."""
    found = _found(request, offer)
    content = found.agreed()
    if request.method == "POST":
        form = SignForm(content, request.POST)
        if found.signatures.filter(user=request.user).exists():
            return _to(found)  # sent twice: it was done the first time
        if refused := why_not(found, request.user):
            return _sign_form(request, found, form, refused, CONFLICT)
        if not form.is_valid():
            return _sign_form(request, found, form, "", INVALID)
        if not has_just_shown(request):
            request.session[_TICKED] = {"offer": str(found.public_id), "ticked": form.ticked}
            return _show_who_you_are(request, found, form)
        return _signed(request, found, form)
    if refused := why_not(found, request.user):
        messages.info(request, refused)
        return _to(found)
    kept = request.session.get(_TICKED, {})
    ticked = kept.get("ticked", []) if kept.get("offer") == str(found.public_id) else []
    form = SignForm(content, initial=dict.fromkeys(ticked, True))
    if not has_just_shown(request):
        return _show_who_you_are(request, found, form)
    request.session.pop(_TICKED, None)
    return _sign_form(request, found, form)


def _signed(request: ProviderRequest, offer: Offer, form: SignForm) -> HttpResponse:
    try:
        done = sign(offer, request.user, form.declared)
    except OfferRefused as error:
        return _sign_form(request, offer, form, str(error), CONFLICT)
    except (OutsideFailed, DocumentWrong) as error:
        return _sign_form(request, offer, form, str(error), UNAVAILABLE)
    if done.state == OfferState.CONCLUDED:
        messages.success(request, _("U hebt getekend. De overeenkomst is gesloten."))
    else:
        messages.success(request, _("U hebt getekend. De tweede tekenbevoegde moet nog tekenen."))
    return _to(done)


def _sign_form(
    request: ProviderRequest, offer: Offer, form: SignForm, refused: str = "", status: int = 200
) -> HttpResponse:
    shown = {"provider": request.provider, "offer": offer, "content": offer.agreed(), "form": form, "refused": refused}
    later = starts_later(offer, clock.now())
    return render(request, "agreements/sign.html", {**shown, "starts_later": later}, status=status)


def _to(offer: Offer) -> HttpResponse:
    return see("offer", offer.provider.public_id, offer.public_id)


def _show_who_you_are(request: ProviderRequest, offer: Offer, form: SignForm) -> HttpResponse:
    """Ask to show again who it is, and come back; who came in along another organisation signs in anew."""
    if not can_show_again(request):
        refused = _("U bent te lang geleden aangemeld. Meld u af en weer aan; teken daarna binnen vijf minuten.")
        return _sign_form(request, offer, form, refused, CONFLICT)
    back = reverse("agreements:sign", args=[offer.provider.public_id, offer.public_id])
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}", status=SEE_OTHER)


@open_to(ProviderRole.SIGNATORY)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_page(request: ProviderRequest, provider: UUID, offer: UUID) -> HttpResponse:  # noqa: ARG001 - the gate read it
    """Ask why, and refuse."""
    found = _found(request, offer)
    form = ReasonForm(request.POST or None)
    refused, status = "", 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                refuse(found, request.user, form.cleaned_data["reason"])
            except OfferRefused as error:
                refused, status = str(error), CONFLICT
            else:
                messages.success(request, _("U hebt het aanbod geweigerd. De inkoper leest uw reden."))
                return _to(found)
    shown = {"provider": request.provider, "offer": found, "form": form, "refused": refused}
    return render(request, "agreements/refuse.html", shown, status=status)
