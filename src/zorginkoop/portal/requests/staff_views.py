"""The pages on which the purchaser decides about requests, the oldest term first."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.intake.serving import file_sent
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.requests import deciding, receiving, rules
from zorginkoop.portal.requests.forms import GrantForm, NotTheirsForm, RefuseForm, VouchForm, WantedForm
from zorginkoop.portal.requests.models import AgreementRequest, Document
from zorginkoop.portal.requests.receiving import CannotError
from zorginkoop.portal.requests.views import term_of

PER_PAGE = 50
_COLUMNS = (
    (gettext_lazy("AGB-code"), "agb_code"),
    (gettext_lazy("naam"), "practice_name"),
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("aangevraagd"), "received_at"),
    (gettext_lazy("uiterlijk"), lambda one: (term := term_of(one)) and term.last_day),
    (gettext_lazy("afgehandeld"), "ended_at"),
    (gettext_lazy("uitkomst"), "get_outcome_display"),
)
_SIMILAR = 10
_REGION = 2  # digits of a postcode
writers = open_to(StaffRole.PURCHASER)
readers = open_to(StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
VOUCH, NOT_THEIRS, GRANT, REFUSE, WANTED = "vouch", "not_theirs", "grant", "refuse", "wanted"


@readers
@require_safe
def work(request: SignedInRequest) -> HttpResponse:
    """List the requests that wait, the oldest first, or those that came to an end."""
    done = request.GET.get("toon") == "klaar"
    rows = AgreementRequest.objects.exclude(confirmed_at=None).filter(ended_at__isnull=not done)
    ordered = rows.select_related("agreement__season", "provider").order_by(
        *(("-ended_at", "-pk") if done else ("received_at", "pk"))
    )
    page = paged(request, ordered, PER_PAGE, Sheet("aanvragen", "requests.export", columns(*_COLUMNS)))
    told = []
    for one in page:
        if one.provider is not None:
            read("requests.listed", for_whom=one.provider.public_id)
        term = term_of(one)
        told.append((one, term, term is not None and term.is_late(one.ended_at)))
    context = {"told": told, "page": page, "done": done, "query": "toon=klaar" if done else ""}
    return render(request, "requests/work.html", context)


@readers
@require_safe
def show(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Show one request: what it says, what the policy says of it, and the forms to decide."""
    return _page(request, _found(asked))


@writers
@require_POST
def vouch(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Say for which provider somebody speaks."""
    found, form = _found(asked), VouchForm(request.POST)
    if form.is_valid():
        provider = Provider.objects.filter(agb_code=form.cleaned_data["agb_code"].strip()).first()
        if provider is None:
            form.add_error("agb_code", _("Deze AGB-code staat niet in het register. Lees de aanbieder eerst in."))
        else:
            return _tried(
                request,
                asked,
                VOUCH,
                form,
                lambda: receiving.vouch(found, provider, form.cleaned_data["how"], request.user),
            )
    return _page(request, found, VOUCH, form, 422)


@writers
@require_POST
def not_theirs(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """End a request of somebody who is not known to speak for the practice."""
    found, form = _found(asked), NotTheirsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, NOT_THEIRS, form, 422)
    ground = form.cleaned_data["ground"]
    return _tried(request, asked, NOT_THEIRS, form, lambda: deciding.not_theirs(found, ground, request.user))


@writers
@require_POST
def grant(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Propose to approach after all."""
    found, form = _found(asked), GrantForm(request.POST)
    if not form.is_valid():
        return _page(request, found, GRANT, form, 422)
    ground = form.cleaned_data["ground"]
    return _tried(request, asked, GRANT, form, lambda: deciding.grant(found, ground, request.user))


@writers
@require_POST
def agree(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Agree as the second person."""
    found = _found(asked)
    return _tried(
        request, asked, GRANT, GrantForm({"ground": found.ground}), lambda: deciding.agree(found, request.user)
    )


@writers
@require_POST
def refuse(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Refuse on a ground of the policy."""
    found = _found(asked)
    form = RefuseForm(request.POST, reasons=rules.reasons(found.agreement))
    if not form.is_valid():
        return _page(request, found, REFUSE, form, 422)
    said = form.cleaned_data
    return _tried(
        request, asked, REFUSE, form, lambda: deciding.refuse(found, said["reason"], said["ground"], request.user)
    )


@writers
@require_POST
def more(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Ask for more documents."""
    found, form = _found(asked), WantedForm(request.POST)
    if not form.is_valid():
        return _page(request, found, WANTED, form, 422)
    wanted = form.cleaned_data["wanted"]
    return _tried(request, asked, WANTED, form, lambda: deciding.ask_for_more(found, wanted))


@readers
@require_safe
def document(request: SignedInRequest, asked: UUID, document: UUID) -> HttpResponseBase:
    """Give a document to whoever may see it."""
    found = get_object_or_404(
        Document.objects.select_related("request__provider"), request__public_id=asked, public_id=document
    )
    provider = found.request.provider
    whom = provider.public_id if provider else ""
    return file_sent(request, found, what="requests.document", for_whom=whom, about=found.pk)


class _Forms:
    """The forms of a request, of which one comes back with what was typed."""

    def __init__(self, asked: AgreementRequest, name: str, form: forms.Form | None) -> None:
        self.vouch: forms.Form = VouchForm(initial={"agb_code": asked.agb_code})
        self.not_theirs: forms.Form = NotTheirsForm()
        self.grant: forms.Form = GrantForm()
        self.refuse: forms.Form = RefuseForm(reasons=rules.reasons(asked.agreement))
        self.wanted: forms.Form = WantedForm()
        self.wrong = form if form is not None and form.errors else None
        if form is not None:
            setattr(self, name, form)


def _tried(request: SignedInRequest, asked: UUID, name: str, form: forms.Form, act: object) -> HttpResponse:
    """Do what was asked; what is in the way comes back with what was typed."""
    try:
        act()  # type: ignore[operator]  # each is a function without arguments
    except CannotError as reason:
        form.is_valid()
        form.add_error(None, str(reason))
        return _page(request, _found(asked), name, form, 409)
    messages.success(request, _("Vastgelegd."))
    return HttpResponseRedirect(reverse("request", args=[asked]), status=303)


def _page(
    request: SignedInRequest, asked: AgreementRequest, name: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    read("requests.request", for_whom=asked.provider.public_id if asked.provider else "", about=asked.pk)
    term = term_of(asked)
    may_decide = StaffRole.PURCHASER in request.staff_roles
    granted = asked.provider is not None and deciding.is_granted(asked)
    context = {
        "asked": asked,
        "term": term,
        "late": term is not None and term.is_late(asked.ended_at),
        "start": rules.start_of(asked.agreement, asked.received_at),
        "documents": list(asked.documents.order_by("pk")),
        "conditions": _conditions(asked),
        "similar": _similar(asked),
        "forms": _Forms(asked, name, form),
        "granted": granted,
        "correction": deciding.waiting_correction(asked) if granted else None,
        "may_decide": may_decide and asked.ended_at is None,
        "may_agree": may_decide and granted and asked.granted_by_id != request.user.pk,
    }
    return render(request, "requests/decide.html", context, status=status)


def _conditions(asked: AgreementRequest) -> list[rules.Condition] | None:
    """Give the conditions as they stand now; None when they cannot be read, or nobody knows whose they are."""
    if asked.provider is None:
        return None
    language: Language = "en" if (get_language() or "").startswith("en") else "nl"
    try:
        return rules.conditions(asked.agreement, rules.judged(asked.agreement, asked.provider), language)
    except (InputWrong, ValueError):
        return None


def _similar(asked: AgreementRequest) -> list[AgreementRequest]:
    """Give what was decided about other requests for the same agreement in the same region, the newest first."""
    if asked.provider is None or not asked.provider.postcode:
        return []
    region = asked.provider.postcode[:_REGION]
    rows = AgreementRequest.objects.filter(agreement=asked.agreement, provider__postcode__startswith=region)
    ended = rows.exclude(ended_at=None).exclude(provider=asked.provider).select_related("provider")
    listed = list(ended.order_by("-ended_at")[:_SIMILAR])
    for one in listed:
        read("requests.listed", for_whom=one.provider.public_id if one.provider else "")
    return listed


def _found(asked: UUID) -> AgreementRequest:
    rows = AgreementRequest.objects.exclude(confirmed_at=None).select_related(
        "agreement__season", "provider", "granted_by", "agreed_by", "ended_by", "vouched_by", "successor"
    )
    return get_object_or_404(rows, public_id=asked)
