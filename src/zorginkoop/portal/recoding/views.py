"""The rules by which a season runs, and what others would change: for who writes policy, and who buys by it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.kernel.outcome import OFFER
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import together
from zorginkoop.portal.editions.compiled import as_if, compiled
from zorginkoop.portal.editions.keeping import differs
from zorginkoop.portal.editions.models import RuleText, Season
from zorginkoop.portal.recoding import changing_rules
from zorginkoop.portal.recoding.consequences import directions
from zorginkoop.portal.recoding.jobs import put_in_force, work_out
from zorginkoop.portal.recoding.models import Recoding
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.register.models import Provider

_CONFLICT, _INVALID, _SEE_OTHER = 409, 422, 303
_DECIDES = (StaffRole.POLICY_OFFICER, StaffRole.PURCHASER)
_NAMED = 200  # of those who get another outcome: how many a page names


class RecodingForm(forms.Form):
    """Why the rules change, and what a provider is told."""

    ground = forms.CharField(
        label=_("Waarom veranderen de regels van een seizoen dat loopt?"),
        help_text=_("Een collega leest dit en geeft akkoord. Ook wie het later naleest, moet het begrijpen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Schrijf op waarom de regels veranderen.")},
    )
    told = forms.CharField(
        label=_("Wat schrijven wij aan aanbieders die nog invullen?"),
        help_text=_("Alleen wie er andere vragen door krijgt, ontvangt dit in een mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Schrijf op wat er voor aanbieders anders is.")},
    )


@open_to(*_DECIDES, StaffRole.AUDITOR)
@require_safe
def recoding(request: SignedInRequest, season: int) -> HttpResponse:
    """Show by which rules a season runs, what a proposal would change, and what changed before."""
    return _shown(request, get_object_or_404(Season, pk=season))


@open_to(*_DECIDES)
@require_POST
def proposing(request: SignedInRequest, season: int) -> HttpResponse:
    """Propose to go on by the rules as their files are now."""
    found = get_object_or_404(Season, pk=season)
    form = RecodingForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form, _INVALID)
    try:
        with together():
            made = changing_rules.propose(found, form.cleaned_data["ground"], form.cleaned_data["told"], request.user)
            work_out.enqueue(made.pk)
    except changing_rules.CannotError as reason:
        form.add_error(None, str(reason))
        return _shown(request, found, form, _CONFLICT)
    messages.success(request, gettext("Het voorstel staat klaar. Wij rekenen uit wat het voor wie verandert."))
    return _to(found)


@open_to(*_DECIDES)
@require_POST
def deciding(request: SignedInRequest, season: int) -> HttpResponse:
    """Agree to a proposal, turn it down, or have it worked out anew."""
    found = get_object_or_404(Season, pk=season)
    proposal = found.recodings.open().first()
    try:
        words = _decided(request, proposal)
    except changing_rules.CannotError as reason:
        messages.error(request, str(reason))
        return _shown(request, found, status=_CONFLICT)
    messages.success(request, words)
    return _to(found)


def _decided(request: SignedInRequest, proposal: Recoding | None) -> str:
    if proposal is None:
        raise changing_rules.CannotError(gettext("Over dit voorstel is al beslist."))
    if "agree" in request.POST:
        with together():
            changing_rules.agree(proposal, request.user)
            put_in_force.enqueue(proposal.pk)
        return gettext("U gaf akkoord. Het seizoen loopt nu op de nieuwe regels; iedereen wordt opnieuw beoordeeld.")
    if "withdraw" in request.POST:
        changing_rules.withdraw(proposal, request.user)
        return gettext("Het voorstel is van tafel. Het seizoen loopt door op zijn regels.")
    if "again" in request.POST:
        with together():
            changing_rules.ask_again(proposal)
            work_out.enqueue(proposal.pk)
        return gettext("Wij rekenen de gevolgen opnieuw uit.")
    raise changing_rules.CannotError(gettext("Kies of u akkoord geeft."))


def _shown(
    request: SignedInRequest, found: Season, form: RecodingForm | None = None, status: int = 200
) -> HttpResponse:
    people = ("proposed_by", "agreed_by", "withdrawn_by")
    every = list(found.recodings.select_related(*people).order_by("-proposed_at", "-pk"))
    proposal = next((one for one in every if one.agreed_at is None and one.withdrawn_at is None), None)
    context = {
        "season": found,
        "kept": RuleText.objects.filter(content_hash=found.edition_hash).defer("packed").first(),
        "differs": differs(found),
        "proposal": proposal,
        "mine": proposal is not None and proposal.proposed_by_id == request.user.pk,
        "parts": _parts(found, proposal) if proposal else [],
        "history": [one for one in every if one != proposal],
        "may_decide": bool(request.staff_roles & frozenset(_DECIDES)),
        "form": form or RecodingForm(),
    }
    return render(request, "recoding/season.html", context, status=status)


def _parts(season: Season, proposal: Recoding) -> list[dict[str, Any]]:
    """Give the consequences of a proposal for each agreement, in words and with names."""
    agreements = {one.pk: one for one in season.agreements.select_related("season")}
    parts = [part for part in proposal.consequences or () if part["agreement"] in agreements]
    ids = {row["aanbieder"] for part in parts for row in (*part["moved"], *part["asked_otherwise"])}
    names = {str(one.public_id): one for one in Provider.objects.filter(public_id__in=ids)}
    found = []
    for part in parts:
        agreement = agreements[part["agreement"]]
        phrases = {
            one.id: one.phrase.in_language("en" if (get_language() or "").startswith("en") else "nl")
            for rules in (proposal.from_hash, proposal.to_hash)
            for one in compiled(as_if(agreement, rules)).agreement.criteria
        }
        found.append(
            {
                **part,
                "title": agreement,
                "conditions": {kind: _named(of, phrases) for kind, of in part["conditions"].items()},
                "directions": [
                    (_words(way[0], way[1]), _words(way[2], way[3]), number)
                    for way, number in directions(part["moved"]).most_common()
                ],
                "names": [_line(one, names, phrases) for one in part["moved"][:_NAMED]],
                "unnamed": max(0, len(part["moved"]) - _NAMED),
            }
        )
    return found


def _line(
    moved: dict[str, Any], names: dict[str, Provider], phrases: dict[str, str]
) -> tuple[Provider | None, str, str, list[str]]:
    why = _named(moved["voorwaarden"], phrases)
    return names.get(moved["aanbieder"]), _words(*moved["van"]), _words(*moved["naar"]), why


def _named(ids: Iterable[str], phrases: dict[str, str]) -> list[str]:
    return [phrases.get(one) or one for one in ids]


def _words(result: str, variant: str) -> str:
    return Assessment(result=result, variant=variant if result == OFFER else "").words


def _to(season: Season) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("recoding", args=[season.pk]), status=_SEE_OTHER)
