"""The pages on which a provider shows what it declared at signing, and reads what was found of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.agreements import showing
from zorginkoop.portal.agreements.answers import CONFLICT, INVALID, see
from zorginkoop.portal.agreements.models import SampleAnswer, SampleFile, SampleRequest
from zorginkoop.portal.agreements.sample_forms import ShowForm
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.serving import file_sent
from zorginkoop.portal.intake.views import FILLS
from zorginkoop.portal.register.mandates import ProviderRequest


def _asked(request: ProviderRequest) -> QuerySet[SampleRequest]:
    related = ("provider", "sample__agreement__season", "agreement__offer")
    answers = SampleAnswer.objects.select_related("given_by").prefetch_related("files").order_by("turn")
    found = SampleRequest.objects.filter(provider=request.provider).select_related(*related)
    return found.prefetch_related("findings", Prefetch("answers", answers)).order_by("-sample__agreed_at", "-pk")


@open_to(*ProviderRole)
@require_safe
def listing(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List the samples in which a provider was drawn."""
    rows = [(one, showing.is_waiting(one)) for one in _asked(request)]
    return render(request, "agreements/sampled_list.html", {"provider": request.provider, "rows": rows})


@open_to(*ProviderRole)
@takes_at_most(EVIDENCE)
@require_http_methods(["GET", "HEAD", "POST"])
def sampled(request: ProviderRequest, provider: UUID, sampled: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show what was declared and what was found of it, and take what the provider shows."""
    found = get_object_or_404(_asked(request), public_id=sampled)
    if request.method != "POST":
        return _page(request, found, ShowForm(), 200)
    if not request.provider_roles & FILLS:
        raise PermissionDenied
    return _answered(request, found)


def _answered(request: ProviderRequest, asked: SampleRequest) -> HttpResponse:
    if asked.answers.filter(turn=showing.turn_of(asked)).exists():
        return see("sampled", request.provider.public_id, asked.public_id)  # sent twice: it was done the first time
    form, status = ShowForm(request.POST, request.FILES), INVALID
    if form.is_valid():
        try:
            showing.answer(asked, form.cleaned_data["text"], form.cleaned_data["documents"], request.user)
        except FileRefusedError as refused:
            form.add_error("documents", str(refused))
        except showing.CannotShowError as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("Uw antwoord is bewaard. U krijgt bericht zodra wij het hebben bekeken."))
            return see("sampled", request.provider.public_id, asked.public_id)
    return _page(request, asked, form, status)


def _page(request: ProviderRequest, asked: SampleRequest, form: ShowForm, status: int) -> HttpResponse:
    answers = list(asked.answers.all())
    in_the_way = showing.in_the_way(asked)
    declared = showing.declared(asked)
    context = {
        "provider": request.provider,
        "asked": asked,
        "offer": asked.agreement.offer,
        "signatures": asked.agreement.offer.signatures.select_related("signatory"),
        "declared": declared,
        "answers": answers,
        "form": form,
        "in_the_way": in_the_way,
        "second": showing.turn_of(asked) == showing.AGAIN,
        "open_ones": any(one.stands_open for one in declared),
        "late": showing.turn_of(asked) == showing.FIRST_TURN and showing.is_late(asked, clock.now()),
        "may_fill": bool(request.provider_roles & FILLS),
    }
    return render(request, "agreements/sampled.html", context, status=status)


@open_to(*ProviderRole, StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_safe
def file(
    request: ProviderRequest,
    provider: UUID,  # noqa: ARG001 - as above
    sampled: UUID,
    sampled_file: UUID,
) -> HttpResponseBase:
    """Give a file that came along with an answer."""
    found = get_object_or_404(
        SampleFile, public_id=sampled_file, answer__request__public_id=sampled,
        answer__request__provider=request.provider,
    )  # fmt: skip
    whom = request.provider.public_id
    return file_sent(request, found, what="agreements.sample_file", for_whom=whom, about=found.public_id)
