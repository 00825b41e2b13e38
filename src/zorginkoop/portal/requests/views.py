"""The pages on which a practice asks for an agreement and follows its request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.kernel.outcome import NO_OFFER
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.serving import file_sent
from zorginkoop.portal.questions.terms import Term, answer_term
from zorginkoop.portal.register.mandates import ProviderRequest, roles_at
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.requests import receiving, rules
from zorginkoop.portal.requests.forms import DocumentForm, RequestForm
from zorginkoop.portal.requests.models import AgreementRequest, Document
from zorginkoop.portal.requests.receiving import CannotError, Said

_WRITERS = (ProviderRole.MANAGER, ProviderRole.FILLER, ProviderRole.SIGNATORY)
writers = open_to(*_WRITERS)
readers = open_to(*_WRITERS, ProviderRole.READER)
_MANY = 50


@dataclass(frozen=True, slots=True)
class Possible:
    """An agreement for which a practice can ask, or why not."""

    agreement: SeasonAgreement
    until: rules.Until | None
    open_one: AgreementRequest | None
    why_not: str


@readers
@require_safe
def index(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List the requests of a practice, and the agreements that it can ask for."""
    mine = AgreementRequest.objects.filter(provider=request.provider).select_related("agreement__season")
    listed = list(mine.order_by("-received_at", "-pk")[:_MANY])
    for one in listed:
        one.provider = request.provider
    running = {one.agreement_id: one for one in listed if one.ended_at is None}
    invited = set(request.provider.invitations.values_list("agreement", flat=True))
    agreements = SeasonAgreement.objects.select_related("season").order_by("-season__contract_year", "title", "pk")
    possible = [
        Possible(
            one, rules.until(one), running.get(one.pk), _why_not(one, request.provider) if one.pk in invited else ""
        )
        for one in agreements
        if rules.has_form(one)
    ]
    context = {"provider": request.provider, "asked": [(one, term_of(one)) for one in listed], "possible": possible,
               "may_write": _may_write(request)}  # fmt: skip
    return render(request, "requests/index.html", context)


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ProviderRequest, provider: UUID, agreement: int) -> HttpResponse:  # noqa: ARG001 - as above
    """Ask for an agreement."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season"), pk=agreement)
    if not rules.has_form(found):
        raise Http404
    earlier = receiving.open_request(found, request.provider)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        replaces=earlier is not None,
        initial={"person_name": request.user.name, "phone": request.user.phone},
    )
    why_not = _why_not(found, request.provider)
    if form.is_bound and form.is_valid():
        if why_not:
            form.add_error(None, why_not)
        else:
            said = said_of(found, form.cleaned_data, request.provider, request.user.email)
            try:
                made = receiving.receive(
                    said, request.provider, request.user, replaces=form.cleaned_data.get("replaces", False)
                )
            except CannotError as reason:  # a colleague was first: the form asks whether that one may end
                form.add_error(None, str(reason))
                earlier = receiving.open_request(found, request.provider)
                form.fields["replaces"] = RequestForm.base_fields["replaces"]
            else:
                messages.success(request, _("Wij hebben uw aanvraag."))
                return _to(made, request.provider)
    context = {"provider": request.provider, "agreement": found, "form": form, "earlier": earlier, "why_not": why_not,
               **before_asking(found)}  # fmt: skip
    return render(request, "requests/new.html", context, status=422 if form.errors else 200)


@readers
@require_safe
def show(request: ProviderRequest, provider: UUID, asked: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show one request: how it stands, by when it is answered, its documents."""
    return _page(request, _found(request, asked), DocumentForm())


@writers
@takes_at_most(EVIDENCE)
@require_POST
def add(request: ProviderRequest, provider: UUID, asked: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Add a document to a request."""
    found = _found(request, asked)
    form = DocumentForm(request.POST, request.FILES)
    if not add_to(found, form):
        return _page(request, found, form, status=422)
    messages.success(request, _("Het stuk is toegevoegd."))
    return _to(found, request.provider)


@writers
@require_POST
def withdraw(request: ProviderRequest, provider: UUID, asked: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Take a request back."""
    found = _found(request, asked)
    try:
        receiving.withdraw(found, request.user)
    except CannotError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Uw aanvraag is ingetrokken."))
    return _to(found, request.provider)


@readers
@require_safe
def document(request: ProviderRequest, provider: UUID, asked: UUID, document: UUID) -> HttpResponseBase:  # noqa: ARG001 - as above
    """Give a document to whoever may see it."""
    found = get_object_or_404(Document, request=_found(request, asked), public_id=document)
    return file_sent(request, found, what="requests.document", for_whom=request.provider.public_id, about=found.pk)


def said_of(agreement: SeasonAgreement, given: dict[str, str], provider: Provider | None, email: str) -> Said:
    """Put what a form says together; of a known provider its own code and name."""
    return Said(
        agreement=agreement,
        mark=given["mark"],  # type: ignore[arg-type]  # the form made it one
        agb_code=provider.agb_code if provider else given["agb_code"],
        practice_name=provider.name if provider else given["practice_name"],
        person_name=given["person_name"],
        email=email,
        phone=given["phone"],
        care=given["care"],
        locations=given["locations"],
        adds=given["adds"],
    )


def before_asking(agreement: SeasonAgreement) -> dict[str, object]:
    """Give what somebody reads before it asks: until when, when it would start, by when it hears, and the grounds."""
    now = clock.now()
    refusing = [one for one in rules.request_routes(compiled(agreement)) if one.leads_to == NO_OFFER]
    until = rules.until(agreement)
    return {
        "until": until,
        "over": until is not None and now >= until.before,
        "start": rules.start_of(agreement, now),
        "term": answer_term(agreement, now),
        "reasons": rules.reasons(agreement),
        "places": list(dict.fromkeys(place for route in refusing for place in route.citation.places)),
    }


def term_of(asked: AgreementRequest) -> Term | None:
    """Give the term for our answer, from when a request counts."""
    return answer_term(asked.agreement, asked.confirmed_at or asked.received_at)


def add_to(asked: AgreementRequest, form: DocumentForm) -> bool:
    """Add the file of a form; False when the form says what is wrong with it."""
    if form.is_valid():
        try:
            receiving.add_document(asked, form.cleaned_data["file"])
        except (FileRefusedError, CannotError) as reason:
            form.add_error(None, str(reason))
        else:
            return True
    return False


def _why_not(agreement: SeasonAgreement, provider: Provider) -> str:
    """Say why a practice need not ask; empty when it can. Who was invited answers, as long as that is possible."""
    if receiving.can_still_answer(agreement, provider):
        return _("U bent al uitgenodigd voor deze overeenkomst. Vul de vragenlijst in; een aanvraag is niet nodig.")
    return ""


def _page(request: ProviderRequest, found: AgreementRequest, form: DocumentForm, status: int = 200) -> HttpResponse:
    read("requests.of_practice", for_whom=request.provider.public_id, about=found.pk)
    context = {
        "provider": request.provider,
        "asked": found,
        "term": term_of(found),
        "start": rules.start_of(found.agreement, found.received_at),
        "documents": list(found.documents.order_by("pk")),
        "form": form,
        "may_write": _may_write(request) and found.ended_at is None,
    }
    return render(request, "requests/request.html", context, status=status)


def _found(request: ProviderRequest, asked: UUID) -> AgreementRequest:
    rows = AgreementRequest.objects.select_related("agreement__season", "provider", "successor")
    return get_object_or_404(rows, public_id=asked, provider=request.provider)


def may_write(user: User, provider: Provider) -> bool:
    """Tell whether somebody may ask for something on behalf of a provider."""
    return bool(roles_at(user, provider) & frozenset(_WRITERS))


def _may_write(request: ProviderRequest) -> bool:
    return bool(request.provider_roles & frozenset(_WRITERS))


def _to(asked: AgreementRequest, provider: Provider) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("practice-request", args=[provider.public_id, asked.public_id]), status=303)
