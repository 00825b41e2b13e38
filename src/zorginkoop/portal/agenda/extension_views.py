"""Propose that a deadline ends later, and decide on it as the second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agenda import lines
from zorginkoop.portal.agenda.jobs import judge_again, tell
from zorginkoop.portal.agenda.models import ExtensionTold
from zorginkoop.portal.audit.log import together
from zorginkoop.portal.deadlines.decided import kept_by_policy
from zorginkoop.portal.deadlines.extending import CannotError, agree, in_the_way, propose, withdraw
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.editions.templatetags.policy import said
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.views import language

purchasers = open_to(StaffRole.PURCHASER)
_CONFLICT, _INVALID = 409, 422


class ExtensionForm(forms.Form):
    """Which deadline ends when, for whom, and why."""

    event = forms.ChoiceField(label=_("Welke termijn?"))
    last_day = forms.DateField(
        label=_("Nieuwe laatste dag"),
        help_text=_("Deze dag telt nog mee, tot 23:59 uur."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    agb = forms.CharField(
        label=_("AGB-code"),
        help_text=_("Leeg: het geldt voor iedereen."),
        required=False,
        max_length=8,
    )
    ground = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Een collega leest dit en geeft akkoord. Ook wie het later naleest, moet het begrijpen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )

    def __init__(self, dated: list[lines.Dated], *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - handed on as they came
        super().__init__(*arguments, **named)
        field = self.fields["event"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(one.event, said(one.line.what)) for one in dated if one.extendable]

    def clean_agb(self) -> Provider | None:
        """Find the provider; nobody named is everyone."""
        code: str = self.cleaned_data["agb"].strip()
        found = Provider.objects.filter(agb_code=code).first() if code else None
        if code and found is None:
            raise ValidationError(gettext("Deze AGB-code staat niet in het register."))
        return found


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Propose a later last day."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season", "owner"), pk=agreement)
    dated = lines.of_agreements([found], language())
    form = ExtensionForm(dated, request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = propose(
                found, told["event"], told["last_day"], told["ground"], by=request.user, provider=told["agb"]
            )
        except CannotError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, gettext("Het voorstel staat klaar. Het telt als een collega akkoord geeft."))
            return _to(made)
    context = {"form": form, "agreement": found, "extendable": any(one.extendable for one in dated)}
    return render(request, "agenda/extension_new.html", context, status=_INVALID if form.errors else 200)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, extension: UUID) -> HttpResponse:
    """Show a proposal, and let a second person agree to it or turn it down; whoever made it can take it back."""
    rows = Extension.objects.select_related("agreement__season", "provider", "proposed_by", "agreed_by", "withdrawn_by")
    found = get_object_or_404(rows, public_id=extension)
    if request.method == "POST":
        try:
            words = _decided(request, found)
        except CannotError as reason:
            messages.error(request, str(reason))
            return render(request, "agenda/extension.html", _shown(request, rows.get(pk=found.pk)), status=_CONFLICT)
        messages.success(request, words)
        return _to(found)
    return render(request, "agenda/extension.html", _shown(request, found))


def _decided(request: SignedInRequest, found: Extension) -> str:
    if "agree" in request.POST:
        with together():
            agree(found, request.user)
            judge_again.enqueue(found.pk)
            tell.enqueue(found.pk)
        return gettext("U gaf akkoord. De termijn is langer, en wie nog bezig is krijgt bericht.")
    if "withdraw" in request.POST:
        withdraw(found, request.user)
        return gettext("Het voorstel is van tafel. De termijn blijft zoals hij was.")
    raise CannotError(gettext("Kies of u akkoord geeft."))


def _shown(request: SignedInRequest, found: Extension) -> dict[str, object]:
    waits = found.agreed_at is None and found.withdrawn_at is None
    mine = found.proposed_by_id == request.user.pk
    agreement = found.agreement
    return {
        "extension": found,
        "agreement": agreement,
        "what": next((one for one in compiled(agreement).planning.deadlines if one.event == found.event), None),
        "waits": waits,
        "may_agree": waits and not mine,
        "in_the_way": in_the_way(agreement, found.event, found.last_day, found.provider) if waits else "",
        "told": ExtensionTold.objects.filter(extension=found).count(),
        "kept_by_policy": kept_by_policy(agreement, found.event),
    }


def _to(extension: Extension) -> HttpResponse:
    return HttpResponseRedirect(reverse("extension", args=[extension.public_id]), status=303)
