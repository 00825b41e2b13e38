"""The page on which a practice says that it wants no offer for an agreement, or that it does after all."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.mandates import ProviderRequest
from zorginkoop.portal.season.declining import OfferStands, declined, known_by_policy, may_decline, say


class DeclineForm(forms.Form):
    """Why, for who wants to say it."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom niet?"),
        help_text=gettext_lazy("De zorginkoper leest dit."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


DECLINERS = (ProviderRole.MANAGER, ProviderRole.SIGNATORY)


def may_say(roles: frozenset[ProviderRole], agreements: list[SeasonAgreement]) -> set[int]:
    """Give the agreements, by number, of which somebody with these roles may say that no offer is wanted."""
    return {one.pk for one in agreements if known_by_policy(one)} if roles.intersection(DECLINERS) else set()


@open_to(*DECLINERS)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ProviderRequest, provider: UUID, agreement: int) -> HttpResponse:
    """Say that no offer is wanted, or take that back as long as there is no offer."""
    one = get_object_or_404(SeasonAgreement.objects.select_related("season"), pk=agreement)
    if not may_decline(request.provider, one):
        raise Http404
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = "wanted" in request.POST
        try:
            say(request.provider, one, request.user, wanted=wanted, reason=form.cleaned_data["reason"])
        except OfferStands:
            messages.error(request, _("Er ligt al een aanbod. Dat kunt u weigeren op de pagina van het aanbod."))
        else:
            done = _("U krijgt toch een aanbod als u daarvoor in aanmerking komt.")
            messages.success(request, done if wanted else _("Wij doen u geen aanbod en vragen hier niet meer naar."))
        return HttpResponseRedirect(reverse("practice-home", args=[provider]), status=303)
    context = {
        "provider": request.provider,
        "agreement": one,
        "form": form,
        "declined": declined(request.provider, one),
    }
    return render(request, "season/decline.html", context, status=422 if form.errors else 200)
