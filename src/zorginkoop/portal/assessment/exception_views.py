"""The pages on which a provider asks for an exception, and reads what was decided."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.assessment import exceptions
from zorginkoop.portal.assessment.models import ExceptionRequest
from zorginkoop.portal.assessment.pages import task_words
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.serving import file_sent
from zorginkoop.portal.intake.views import FILLS
from zorginkoop.portal.register.mandates import ProviderRequest

_SEE_OTHER, _INVALID, _CONFLICT = 303, 422, 409
_MOST_LETTERS = 4000


class ExceptionForm(forms.Form):
    """Why a provider should be an exception."""

    grounds = forms.CharField(
        label=gettext_lazy("Op welke gronden vraagt u een uitzondering?"),
        help_text=gettext_lazy("Het beleid laat alleen gronden toe die over de inhoud van de zorg gaan."),
        max_length=_MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Schrijf op waarom u een uitzondering vraagt.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Bestand erbij"),
        help_text=gettext_lazy("Een PDF, PNG, JPEG, DOCX, XLSX of ODT van ten hoogste 15 MB."),
        required=False,
        error_messages={"empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt"}),
    )


@open_to(*ProviderRole)
@require_GET
def listing(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List what a provider asked, what was decided, and for what it can ask."""
    asked = ExceptionRequest.objects.filter(provider=request.provider).select_related("agreement__season")
    waiting = {one.agreement_id for one in asked if one.decided_at is None}
    spoken: Language = "en" if (get_language() or "nl").startswith("en") else "nl"
    possible = [one for one in exceptions.rooms(request.provider) if one.agreement.pk not in waiting]
    context = {
        "provider": request.provider,
        "asked": asked.order_by("-asked_at", "-pk"),
        "possible": [(one.agreement, task_words(one.agreement, one.task, spoken)) for one in possible],
        "may_fill": bool(request.provider_roles & FILLS),
    }
    return render(request, "assessment/exceptions.html", context)


@open_to(*FILLS)
@takes_at_most(EVIDENCE)
@require_http_methods(["GET", "POST"])
def ask(request: ProviderRequest, provider: UUID, agreement: int) -> HttpResponse:  # noqa: ARG001 - as above
    """Take in a request for an exception."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season", "owner"), pk=agreement)
    posted = request.method == "POST"
    form = ExceptionForm(*((request.POST, request.FILES) if posted else ()))
    status = _INVALID if posted else 200
    if posted and form.is_valid():
        try:
            exceptions.ask(
                found, request.provider, form.cleaned_data["grounds"], form.cleaned_data["file"], request.user
            )
        except exceptions.CannotAskError as reason:
            form.add_error(None, str(reason))
            status = _CONFLICT
        except FileRefusedError as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("Uw verzoek is bewaard. U krijgt bericht zodra wij hebben besloten."))
            return _see(reverse("assessment:exceptions", args=[request.provider.public_id]))
    context = {"provider": request.provider, "agreement": found, "form": form}
    return render(request, "assessment/exception_ask.html", context, status=status)


@open_to(*ProviderRole, StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_GET
def file(request: ProviderRequest, provider: UUID, exception: UUID) -> HttpResponseBase:  # noqa: ARG001 - as above
    """Give the file that came along with a request."""
    found = get_object_or_404(ExceptionRequest, public_id=exception, provider=request.provider)
    if not found.content_hash:
        raise Http404
    whom = request.provider.public_id
    return file_sent(request, found, what="assessment.exception_file", for_whom=whom, about=found.public_id)


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=_SEE_OTHER)
