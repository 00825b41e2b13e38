"""The pages where a purchaser turns judged outcomes into offers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from zorginkoop.kernel.errors import DocumentWrong, OutsideFailed
from zorginkoop.kernel.outcome import OFFER
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agreements.answers import CONFLICT, INVALID, UNAVAILABLE, see
from zorginkoop.portal.agreements.forms import OfferForm
from zorginkoop.portal.agreements.models import Offer, standing_on
from zorginkoop.portal.agreements.offering import offer_on, preview
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import SignedInRequest

PER_PAGE = 10  # each paper is typeset and sealed while the page waits: some seconds for all of them


_COLUMNS = (
    (gettext_lazy("AGB-code"), "provider.agb_code"),
    (gettext_lazy("naam"), "provider.name"),
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("variant"), "variant"),
    (gettext_lazy("beoordeeld"), "judged_at"),
)


def to_offer() -> QuerySet[Assessment]:
    """Give the outcomes that are an offer and of which none stood yet when they were judged, the oldest first."""
    whose = {"provider": OuterRef("provider"), "agreement": OuterRef("agreement")}
    standing = Offer.objects.filter(standing_on(OuterRef("on")), **whose)
    found = (
        Assessment.objects.current()
        .filter(~Exists(standing), result=OFFER)
        .defer("packed")
        .annotate(waits=Exists(open_work(OuterRef("provider"), OuterRef("agreement"))))
    )
    return found.select_related("provider", "agreement__season").order_by("judged_at", "pk")


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def offering_list(request: SignedInRequest) -> HttpResponse:
    """List what can be offered; offer what was ticked, and say of each that could not be why."""
    if request.method == "POST":
        wanted = request.POST.getlist("uitkomst")[:PER_PAGE]
        chosen = list(to_offer().filter(public_id__in=[one for one in wanted if _is_id(one)]))
        done = sum(_offered(request, one) for one in chosen)
        if done:
            said = ngettext("%(number)s aanbod gedaan.", "%(number)s keer een aanbod gedaan.", done)
            messages.success(request, said % {"number": done})
        elif not chosen:
            messages.warning(request, _("Er is niets aangevinkt, of het was al aangeboden."))
        return see("offering")
    sheet = Sheet("aan-te-bieden", "agreements.offering_export", columns(*_COLUMNS))
    page = paged(request, to_offer(), PER_PAGE, sheet)
    return render(request, "agreements/offering.html", {"page": page, "query": ""})


def open_work(provider: OuterRef | int, agreement: OuterRef | int) -> QuerySet[WorkItem]:
    """Give what still waits for a judgement and may change the outcome that an offer would rest on."""
    kinds = (WorkKind.EVIDENCE, WorkKind.TASK, WorkKind.UNDECIDED, WorkKind.CORRECTION)
    return WorkItem.objects.filter(provider=provider, agreement=agreement, kind__in=kinds, closed_at=None)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _offered(request: SignedInRequest, assessment: Assessment) -> bool:
    try:
        offer_on(assessment, by=request.user)
    except (OfferRefused, OutsideFailed, DocumentWrong) as error:
        messages.error(request, f"{assessment.provider.name}: {error}")
        return False
    return True


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def offering_one(request: SignedInRequest, assessment: UUID) -> HttpResponse:
    """Show what one offer would say, and make it."""
    found = get_object_or_404(Assessment.objects.select_related("provider", "agreement__season"), public_id=assessment)
    shown = preview(found)
    form = OfferForm(request.POST or None) if shown.needs_day else None
    refused, status = shown.refused, 200
    if request.method == "POST":
        status = INVALID
        if form is None or form.is_valid():
            try:
                made = offer_on(found, by=request.user, last_day=form.cleaned_data["last_day"] if form else None)
            except OfferRefused as error:
                refused, status = str(error), CONFLICT
            except (OutsideFailed, DocumentWrong) as error:
                refused, status = str(error), UNAVAILABLE
            else:
                messages.success(request, _("Het aanbod is gedaan; wie mag tekenen krijgt bericht."))
                return see("detail", made.public_id)
    waiting = [one.get_kind_display() for one in open_work(found.provider_id, found.agreement_id)]
    told = {"assessment": found, "preview": shown, "form": form, "refused": refused, "waiting": waiting}
    return render(request, "agreements/offering_one.html", told, status=status)
