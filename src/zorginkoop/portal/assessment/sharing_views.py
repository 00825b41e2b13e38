"""The pages on which work is shared out."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import sharing
from zorginkoop.portal.assessment.interest_views import tied_page
from zorginkoop.portal.assessment.interests import is_tied
from zorginkoop.portal.assessment.models import WorkItem
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.register.mandates import SignedInRequest

_SEE_OTHER, _CONFLICT, _INVALID = 303, 409, 422


class AssignForm(forms.Form):
    """Who takes a piece of work on."""

    to: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Wie pakt dit op?"),
        help_text=gettext_lazy("U kunt kiezen uit de inkopers zonder belang bij deze aanbieder."),
        error_messages={
            "required": gettext_lazy("Kies wie dit oppakt."),
            "invalid_choice": gettext_lazy("Deze persoon kan dit niet oppakken. Kies iemand uit de lijst."),
        },
    )


@open_to(StaffRole.PURCHASER, StaffRole.AUDITOR)
@require_GET
def load(request: SignedInRequest) -> HttpResponse:
    """Show who has how much work."""
    return render(request, "assessment/load.html", {"loads": sharing.loads()})


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "POST"])
def assign(request: SignedInRequest, item: UUID) -> HttpResponse:
    """Give a piece of work to a colleague, or to oneself."""
    found = get_object_or_404(WorkItem.objects.select_related("provider", "agreement__season"), public_id=item)
    read("assessment.work", for_whom=found.provider.public_id, about=found.pk)
    if is_tied(request.user, found.provider_id):
        return tied_page(request, found)
    posted = request.method == "POST"
    form = AssignForm(request.POST if posted else None)
    form.fields["to"].queryset = sharing.can_take(found)  # type: ignore[attr-defined]  # it is a choice of people
    status = _INVALID if posted else 200
    if posted and form.is_valid():
        try:
            sharing.assign(found, form.cleaned_data["to"])
        except AlreadyDoneError:
            form.add_error(None, _("Dit is al afgehandeld. Er is niets veranderd."))
            status = _CONFLICT
        else:
            messages.success(request, _("Bewaard: %(who)s pakt dit op.") % {"who": form.cleaned_data["to"].name})
            return HttpResponseRedirect(reverse("assessment:item", args=[found.public_id]), status=_SEE_OTHER)
    return render(request, "assessment/assign.html", {"item": found, "form": form}, status=status)
