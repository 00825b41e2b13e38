"""The page that says how careful to be with each kind of provider, and lets two people change that."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.portal import clock
from zorginkoop.portal.register.kind_risks import CannotError, agree, propose, withdraw
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.register.models import KindLevel, KindRisk, ProviderKind
from zorginkoop.portal.register.views import writers

_INVALID = 422


class KindRiskForm(forms.Form):
    """A kind of provider, its level, and why."""

    kind = forms.ChoiceField(label=_("Soort aanbieder"), choices=ProviderKind.choices)
    level = forms.ChoiceField(label=_("Risico"), choices=KindLevel.choices)
    ground = forms.CharField(
        label=_("Waarom?"),
        help_text=_(
            "Een collega leest dit en geeft akkoord. Het staat daarna in het dossier van elke aanbieder van die soort."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: SignedInRequest) -> HttpResponse:
    """Show the level of each kind and what waits for a colleague; propose another."""
    form = KindRiskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            propose(told["kind"], told["level"], told["ground"], request.user)
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, gettext("Het voorstel staat klaar. Het telt als een collega akkoord geeft."))
            return HttpResponseRedirect(reverse("kind-risks"), status=303)
    rows = KindRisk.objects.select_related("proposed_by", "agreed_by")
    context = {
        "form": form,
        "kinds": [(kind.label, rows.of(kind, clock.today())) for kind in ProviderKind],
        "waiting": list(rows.waiting().order_by("pk")),
    }
    return render(request, "register/kind_risks.html", context, status=_INVALID if form.errors else 200)


@writers
@require_POST
def decide(request: SignedInRequest, proposal: UUID) -> HttpResponse:
    """Agree to a proposal, or let it go."""
    found = get_object_or_404(KindRisk, public_id=proposal)
    try:
        if "agree" in request.POST:
            agree(found, request.user)
        else:
            withdraw(found, request.user)
    except CannotError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, gettext("Vastgelegd."))
    return HttpResponseRedirect(reverse("kind-risks"), status=303)
