"""The page on which a purchaser writes down what a provider did outside the site."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment.outside import CannotError, Happening, happenings_of, write_down
from zorginkoop.portal.register.mandates import ProviderRequest

_INVALID = 422


class OutsideForm(forms.Form):
    """What happened, when, and from what that is known."""

    what = forms.ChoiceField(label=_("Wat is er gebeurd?"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Op welke dag?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(
        label=_("Hoe laat?"),
        help_text=_("Leeg: aan het begin van die dag. Een termijn in uren telt vanaf dit moment."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    source = forms.CharField(
        label=_("Waaruit blijkt dat?"),
        help_text=_(
            "Bijvoorbeeld: e-mail van 3 oktober aan het postvak van de inkoop. Uw collega's lezen dit in het dossier."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, known: dict[str, Happening], *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        super().__init__(*arguments, **named)
        english = (get_language() or "").startswith("en")
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [
            (key, f"{one.agreement}: {one.phrase.en if english else one.phrase.nl}") for key, one in known.items()
        ]

    @property
    def moment(self) -> datetime:
        """When it happened, in the Netherlands."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"] or time(), clock.AMSTERDAM)


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """Write down what reached us along another way than this site."""
    known = {f"{one.agreement.pk}-{one.name}": one for one in happenings_of(request.provider)}
    form = OutsideForm(known, request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            write_down(known[told["what"]], request.provider, form.moment, told["source"], request.user)
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, gettext("Vastgelegd. Stond er een uitkomst, dan is die opnieuw bepaald."))
            return HttpResponseRedirect(reverse("dossier", args=[request.provider.public_id]), status=303)
    context = {"provider": request.provider, "form": form, "known": known}
    return render(request, "assessment/outside.html", context, status=_INVALID if form.errors else 200)
