"""Ask a provider to complete something, and take in what it adds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.accounts.sizes import EVIDENCE, takes_at_most
from zorginkoop.portal.assessment import completing
from zorginkoop.portal.assessment.forms import MOST_LETTERS
from zorginkoop.portal.assessment.interest_views import tied_page
from zorginkoop.portal.assessment.interests import is_tied
from zorginkoop.portal.assessment.models import Completion, WorkItem
from zorginkoop.portal.assessment.pages import work_lines
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.views import FILLS
from zorginkoop.portal.register.mandates import ProviderRequest, SignedInRequest

_SEE_OTHER, _CONFLICT, _INVALID = 303, 409, 422
_USUAL = timedelta(days=14)  # what the form proposes; whoever asks chooses


class AskForm(forms.Form):
    """What a provider is asked to add, and by which day."""

    asked = forms.CharField(
        label=gettext_lazy("Wat moet de aanbieder aanvullen?"),
        help_text=gettext_lazy("De aanbieder leest dit. Schrijf wat er ontbreekt en waarvoor u het nodig hebt."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Schrijf op wat de aanbieder moet aanvullen.")},
    )
    last_day = forms.DateField(
        label=gettext_lazy("Tot en met welke dag?"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Kies tot en met welke dag de aanbieder kan aanvullen."),
            "invalid": gettext_lazy("Schrijf de datum als 31-12-2026."),
        },
    )

    def clean_last_day(self) -> Any:  # noqa: ANN401 - Django stores whatever a field cleans to
        """Refuse a day that leaves no time."""
        day = self.cleaned_data["last_day"]
        if day <= clock.today():
            raise ValidationError(_("Geef de aanbieder tijd: kies een dag na vandaag."))
        return day


class AnswerForm(forms.Form):
    """What a provider adds."""

    answer = forms.CharField(
        label=gettext_lazy("Uw aanvulling"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Schrijf uw aanvulling op, of wat er in het bestand staat.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Bestand erbij"),
        help_text=gettext_lazy("Een PDF, PNG, JPEG, DOCX, XLSX of ODT van ten hoogste 15 MB."),
        required=False,
        error_messages={"empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt"}),
    )

    def __init__(self, *arguments: Any, takes_file: bool, **named: Any) -> None:  # noqa: ANN401 - what Django gives a form
        """Ask for a file only where one can be kept beside the evidence."""
        super().__init__(*arguments, **named)
        if not takes_file:
            del self.fields["file"]


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, item: UUID) -> HttpResponse:
    """Ask the provider of a piece of work to complete something."""
    related = ("provider", "agreement__season", "assigned_to", "closed_by", "closed_for")
    found = get_object_or_404(WorkItem.objects.select_related(*related), public_id=item)
    read("assessment.work", for_whom=found.provider.public_id, about=found.pk)
    if is_tied(request.user, found.provider_id):
        return tied_page(request, found)
    posted = request.method == "POST"
    form = AskForm(request.POST if posted else None, initial={"last_day": clock.today() + _USUAL})
    status = _INVALID if posted else 200
    if posted and form.is_valid():
        try:
            completing.ask(found, form.cleaned_data["asked"], form.cleaned_data["last_day"], request.user)
        except AlreadyDoneError:
            found.refresh_from_db()
            status = _CONFLICT
        except completing.CannotAskError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("De aanbieder kreeg bericht. De klok staat stil tot het antwoord."))
            return _see(reverse("assessment:item", args=[found.public_id]))
    line = work_lines([found], "en" if (get_language() or "nl").startswith("en") else "nl")[0]
    return render(request, "assessment/ask.html", {"item": found, "line": line, "form": form}, status=status)


@open_to(*ProviderRole)
@takes_at_most(EVIDENCE)
@require_http_methods(["GET", "POST"])
def completion(request: ProviderRequest, provider: UUID, completion: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Show a provider what it is asked to complete, and take in its answer."""
    related = ("item__provider", "item__agreement__season", "answered_by", "asked_by")
    found = get_object_or_404(
        Completion.objects.select_related(*related), public_id=completion, item__provider=request.provider
    )
    may_fill, takes_file = bool(request.provider_roles & FILLS), completing.takes_file(found.item)
    form, status = AnswerForm(takes_file=takes_file), 200
    if request.method == "POST":
        if not may_fill:
            status = 403
        else:
            form = AnswerForm(request.POST, request.FILES, takes_file=takes_file)
            status = _INVALID
            if form.is_valid():
                try:
                    completing.answer(found, form.cleaned_data["answer"], form.cleaned_data.get("file"), request.user)
                except AlreadyDoneError:
                    found, status = Completion.objects.select_related(*related).get(pk=found.pk), _CONFLICT
                except FileRefusedError as refused:
                    form.add_error("file", str(refused))
                else:
                    messages.success(request, _("Uw aanvulling is bewaard. Wij gaan verder met de beoordeling."))
                    return _see(reverse("assessment:of_practice", args=[request.provider.public_id]))
    context = {
        "provider": request.provider,
        "completion": found,
        "form": form,
        "open": found.answered_at is None and found.ended_at is None and found.item.closed_at is None,
        "late": completing.is_late(found),
        "may_fill": may_fill,
    }
    return render(request, "assessment/completion.html", context, status=status)


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=_SEE_OTHER)
