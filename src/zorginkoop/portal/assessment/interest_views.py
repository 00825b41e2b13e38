"""The page on which somebody of the purchaser states to which providers it is tied; the auditor sees those of all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import interests
from zorginkoop.portal.assessment.models import Interest, InterestKind, InterestStatement, WorkItem
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.register.models import Provider

STATES = (StaffRole.PURCHASER, StaffRole.INTEGRITY_OFFICER)
_INVALID, _SEE_OTHER, _PER_PAGE = 422, 303, 25
_COLUMNS = (
    (gettext_lazy("wie"), "person.name"),
    (gettext_lazy("AGB-code"), "provider.agb_code"),
    (gettext_lazy("naam"), "provider.name"),
    (gettext_lazy("soort belang"), "get_kind_display"),
    (gettext_lazy("vanaf"), "stated_at"),
    (gettext_lazy("tot"), "ended_at"),
)


class InterestForm(forms.Form):
    """To which provider somebody is tied, and by what."""

    agb_code = forms.CharField(
        label=gettext_lazy("AGB-code van de aanbieder"),
        max_length=8,
        error_messages={"required": gettext_lazy("Vul de AGB-code van de aanbieder in.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Wat bindt u aan deze aanbieder?"),
        choices=InterestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat u aan deze aanbieder bindt.")},
    )

    def clean_agb_code(self) -> Any:  # noqa: ANN401 - Django stores whatever a field cleans to
        """Find the provider."""
        code = self.cleaned_data["agb_code"].strip()
        self.provider = Provider.objects.filter(agb_code=code).first()
        if self.provider is None:
            raise ValidationError(
                _("Wij kennen geen aanbieder met AGB-code %(code)s. Kijk de acht cijfers na.") % {"code": code}
            )
        return code


@open_to(*STATES, StaffRole.AUDITOR)
@require_http_methods(["GET", "POST"])
def own(request: SignedInRequest) -> HttpResponse:
    """Show the statement of whoever asks, and take an interest, its end, or the word of the year."""
    states = bool(request.staff_roles.intersection(STATES))
    form = InterestForm()
    if request.method == "POST":
        if not states:
            raise PermissionDenied
        if "word" in request.POST:
            interests.give_word(request.user)
            messages.success(request, _("Uw verklaring voor dit jaar is bewaard."))
            return _back()
        if "ended" in request.POST:
            return _ended(request)
        form = InterestForm(request.POST)
        if form.is_valid() and form.provider is not None:
            interests.state(request.user, form.provider, InterestKind(form.cleaned_data["kind"]))
            messages.success(request, _("Bewaard. U krijgt over deze aanbieder geen werk meer."))
            return _back()
    return _shown(request, form, states=states)


def _ended(request: SignedInRequest) -> HttpResponse:
    try:
        wanted = UUID(request.POST["ended"])
    except ValueError:
        messages.error(request, _("Dit belang staat niet in uw lijst. Kijk hieronder wat er staat."))
        return _back()
    found = get_object_or_404(Interest.objects.select_related("provider"), public_id=wanted, person=request.user)
    interests.end(found)
    messages.success(request, _("Bewaard. U kunt weer werk over deze aanbieder krijgen."))
    return _back()


def _shown(request: SignedInRequest, form: InterestForm, *, states: bool) -> HttpResponse:
    year = clock.today().year
    context: dict[str, object] = {
        "form": form,
        "states": states,
        "year": year,
        "mine": Interest.objects.filter(person=request.user, ended_at=None)
        .select_related("provider")
        .order_by("-stated_at"),
        "stated": InterestStatement.objects.filter(person=request.user, year=year).first(),
    }
    if StaffRole.AUDITOR in request.staff_roles:
        everyone = Interest.objects.select_related("person", "provider").order_by("-stated_at", "-pk")
        sheet = Sheet("belangen", "assessment.interests_export", columns(*_COLUMNS))
        context["page"] = paged(request, everyone, _PER_PAGE, sheet)
        context["words"] = InterestStatement.objects.filter(year=year).select_related("person").order_by("made_at")
    return render(request, "assessment/interests.html", context, status=_INVALID if form.errors else 200)


def tied_page(request: SignedInRequest, item: WorkItem) -> HttpResponse:
    """Say to somebody that is tied to a provider that a colleague does this."""
    return render(request, "assessment/tied.html", {"provider": item.provider}, status=403)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("assessment:interests"), status=_SEE_OTHER)
