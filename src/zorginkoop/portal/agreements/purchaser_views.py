"""The pages of agreements for the purchaser: what was offered, how it stands, take it back, let somebody sign late."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zorginkoop.kernel.tree import Phrase
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agreements.answers import CONFLICT, INVALID, paper, see
from zorginkoop.portal.agreements.forms import CourseForm, GroundForm, LateForm, ReasonForm, SearchForm
from zorginkoop.portal.agreements.models import Course, Offer, OfferState, Reconsideration, over_on
from zorginkoop.portal.agreements.offering import accept_late, withdraw
from zorginkoop.portal.agreements.practice_views import OFFER_COLUMNS, offers
from zorginkoop.portal.agreements.reconsidering import courses_for, decide, differing
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.starting import decide_earlier_start, policy_says, why_no_earlier_start
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import SignedInRequest

PER_PAGE = 50
_RECONSIDER = "heroverwegen"
_READS = (StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)


def _in_state(state: str) -> QuerySet[Offer]:
    """Give the offers in a state; what lapsed is what is still open after its last day."""
    late = over_on(clock.today())
    if state == _RECONSIDER:
        return offers().filter(pk__in=Reconsideration.objects.waiting().values("offer"))
    if state == OfferState.LAPSED:
        return offers().filter(late | Q(state=state))
    if state == OfferState.OFFERED:
        return offers().filter(~late, state=state)
    return offers().filter(state=state) if state else offers()


@open_to(*_READS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_list(request: SignedInRequest) -> HttpResponse:
    """List offers and agreements by state, or those that are searched by name, AGB code or number."""
    states = [
        *((one.value, one.label) for one in OfferState),
        (_RECONSIDER, _("vraagt een besluit")),
    ]
    search = SearchForm(request.POST if request.method == "POST" else None)
    may_offer = StaffRole.PURCHASER in request.staff_roles
    context: dict[str, object] = {"states": states, "search": search, "may_offer": may_offer}
    if search.is_bound and search.is_valid():
        found = _searched(search.cleaned_data["text"])
        page = Paginator(found[:PER_PAGE], PER_PAGE).get_page(1)
        return render(request, "agreements/list.html", {**context, "page": page, "searched": True})
    state = request.GET.get("staat", "")
    state = state if state in dict(states) else ""
    rows = _in_state(state).order_by("-offered_at", "-pk")
    page = paged(request, rows, PER_PAGE, Sheet("overeenkomsten", "agreements.export", columns(*OFFER_COLUMNS)))
    context |= {"page": page, "state": state, "query": urlencode({"staat": state} if state else {})}
    return render(request, "agreements/list.html", context, status=INVALID if search.errors else 200)


def _searched(text: str) -> QuerySet[Offer]:
    named = Q(provider__name__icontains=text) | Q(provider__agb_code=text) | Q(number__iexact=text)
    return offers().filter(named).order_by("-offered_at", "-pk")


def _one(offer: UUID) -> Offer:
    return get_object_or_404(offers(), public_id=offer)


@open_to(*_READS)
@require_GET
def detail(request: SignedInRequest, offer: UUID) -> HttpResponse:
    """Show one offer to the purchaser."""
    found = _one(offer)
    read("agreements.offer", for_whom=found.provider.public_id, about=found.pk)
    may_act = StaffRole.PURCHASER in request.staff_roles
    shown = {
        "offer": found,
        "content": found.agreed(),
        "signatures": found.signatures.select_related("signatory"),
        "may_withdraw": may_act and found.state == OfferState.OFFERED,
        "may_accept_late": may_act and found.has_lapsed,
        "may_reconsider": may_act and bool(courses_for(found)),
        "reconsiderations": [
            (one, [] if one.over_at else differing(found, one.assessment))
            for one in found.reconsiderations.select_related("assessment", "decided_by")
        ],
        "may_start_earlier": may_act and not why_no_earlier_start(found),
    }
    return render(request, "agreements/detail.html", shown)


@open_to(*_READS)
@require_GET
def detail_paper(request: HttpRequest, offer: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked at it
    """Give the paper."""
    found = _one(offer)
    read("agreements.paper", for_whom=found.provider.public_id, about=found.pk)
    return paper(found)


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: SignedInRequest, offer: UUID) -> HttpResponse:
    """Ask why, and take an offer back."""
    found = _one(offer)
    form = ReasonForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(found, form.cleaned_data["reason"], request.user)
        except OfferRefused as error:
            refused = str(error)
        else:
            messages.success(request, _("Het aanbod is ingetrokken; de aanbieder krijgt bericht."))
            return see("detail", found.public_id)
    return _asked(request, "agreements/withdraw.html", found, form, refused)


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def late_page(request: SignedInRequest, offer: UUID) -> HttpResponse:
    """Ask until when and on which ground, and let somebody sign late."""
    found = _one(offer)
    form = LateForm(request.POST or None, latest=found.latest_day)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            accept_late(found, form.cleaned_data["until"], form.cleaned_data["ground"], request.user)
        except OfferRefused as error:
            refused = str(error)
        else:
            messages.success(request, _("Dit aanbod kan alsnog getekend worden."))
            return see("detail", found.public_id)
    return _asked(request, "agreements/late.html", found, form, refused)


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier_page(request: SignedInRequest, offer: UUID) -> HttpResponse:
    """Ask on which ground, and let an agreement start before its signature."""
    found = _one(offer)
    form = GroundForm(request.POST or None)
    refused = why_no_earlier_start(found)
    if request.method == "POST" and form.is_valid():
        try:
            decide_earlier_start(found, form.cleaned_data["ground"], request.user)
        except OfferRefused as error:
            refused = str(error)
        else:
            messages.success(request, _("Het besluit staat vast: de overeenkomst telt vanaf de eerste dag."))
            return see("detail", found.public_id)
    return _asked(request, "agreements/earlier.html", found, form, refused, policy=policy_says(found))


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def reconsider_page(request: SignedInRequest, offer: UUID) -> HttpResponse:
    """Ask what happens with an offer whose outcome changed, and why."""
    found = _one(offer)
    courses = courses_for(found)
    refused = "" if courses else _("Er is bij dit aanbod niets te besluiten.")
    form = CourseForm(request.POST or None, courses=courses or list(Course))
    if request.method == "POST" and form.is_valid():
        try:
            decide(found, Course(form.cleaned_data["course"]), form.cleaned_data["ground"], request.user)
        except OfferRefused as error:
            refused = str(error)
        else:
            messages.success(request, _("Uw besluit staat bij het aanbod."))
            return see("detail", found.public_id)
    return _asked(request, "agreements/reconsider.html", found, form, refused)


def _asked(  # noqa: PLR0913 - what such a page shows, each by name
    request: HttpRequest, template: str, offer: Offer, form: Form, refused: str, *, policy: Phrase | None = None
) -> HttpResponse:
    wrong = INVALID if request.method == "POST" else 200
    shown = {"offer": offer, "form": form, "refused": refused, "policy": policy}
    return render(request, template, shown, status=CONFLICT if refused else wrong)
