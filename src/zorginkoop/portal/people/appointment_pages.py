"""The pages on which a purchaser lets a provider have a manager, and sees who waits for that."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.people import appointing
from zorginkoop.portal.people.extracts import as_answer
from zorginkoop.portal.people.forms import AppointmentForm, AskForm, EvidenceForm, RefusalForm
from zorginkoop.portal.people.giving import NotAllowed, end_mandate
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.mandates import ProviderRequest
from zorginkoop.portal.register.models import Mandate

purchasers = open_to(StaffRole.PURCHASER)


@purchasers
@require_http_methods(["GET", "HEAD", "POST"])
def managers(request: ProviderRequest, provider: UUID) -> HttpResponse:
    """Show who manages a provider and who is to, and appoint somebody."""
    form = AppointmentForm(request.POST or None, initial={"evidence_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        known = appointing.Known(said["evidence"], said["evidence_on"])
        try:
            made = appointing.appoint(request.provider, said["email"], said["name"], known, request.user)
        except NotAllowed as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, _words_after(made))
            return HttpResponseRedirect(reverse("managers", args=[provider]), status=303)
    return _page(request, {"form": form})


def _words_after(made: Appointment) -> str:
    if made.mandate_id is not None:
        return _("%s is nu beheerder. Wij stuurden een bericht.") % made.name
    return _("Wij stuurden %s een link om een wachtwoord te kiezen. Daarna is deze persoon beheerder.") % made.name


@purchasers
@require_POST
def ask_practice(request: ProviderRequest, provider: UUID) -> HttpResponse:
    """Ask the practice itself who becomes its manager."""
    form = AskForm(request.POST, auto_id="vraag_%s")
    if not form.is_valid():
        return _page(request, {"asking": form})
    appointing.ask(request.provider, form.cleaned_data["email"], request.user)
    messages.success(request, _("Wij stuurden de praktijk een link. U hoort het hier als iemand zich meldt."))
    return HttpResponseRedirect(reverse("managers", args=[provider]), status=303)


@purchasers
@require_POST
def decide(request: ProviderRequest, provider: UUID, appointment: int) -> HttpResponse:
    """Say that somebody speaks for the provider, or why not, or take an appointment back."""
    one = get_object_or_404(Appointment, pk=appointment, provider=request.provider)
    if "withdraw" in request.POST:
        done = appointing.refuse(one, "", request.user)
    elif "refuse" in request.POST:
        form = RefusalForm(request.POST, auto_id=f"weiger_{one.pk}_%s")
        if not form.is_valid():
            return _page(request, {"refused": (one.pk, form)})
        done = appointing.refuse(one, form.cleaned_data["refusal"], request.user)
    else:
        checking = EvidenceForm(request.POST, auto_id=f"akkoord_{one.pk}_%s")
        if not checking.is_valid():
            return _page(request, {"checked": (one.pk, checking)})
        said = checking.cleaned_data
        try:
            done = appointing.confirm(one, appointing.Known(said["evidence"], said["evidence_on"]), request.user)
        except NotAllowed as why:
            checking.add_error(None, str(why))
            return _page(request, {"checked": (one.pk, checking)})
    if done:
        messages.success(request, _("Vastgelegd."))
    else:
        messages.warning(request, _("Hier was al over besloten; er is niets veranderd."))
    return HttpResponseRedirect(reverse("managers", args=[provider]), status=303)


@purchasers
@require_POST
def again(request: ProviderRequest, provider: UUID, appointment: int) -> HttpResponse:
    """Send a new link; the one before works no more."""
    if appointing.send_again(get_object_or_404(Appointment, pk=appointment, provider=request.provider)):
        messages.success(request, _("Wij stuurden een nieuwe link. De vorige werkt niet meer."))
    else:
        messages.warning(request, _("Hier was al over besloten; er is niets veranderd."))
    return HttpResponseRedirect(reverse("managers", args=[provider]), status=303)


@purchasers
@require_safe
def extract(request: ProviderRequest, provider: UUID, appointment: int) -> FileResponse:  # noqa: ARG001 - the gate looked
    """Give the extract that somebody sent along."""
    one = get_object_or_404(Appointment, pk=appointment, provider=request.provider)
    answer = as_answer(one.extract_hash)
    read("people.extract", for_whom=request.provider.public_id, about=one.pk)
    return answer


@purchasers
@require_POST
def end(request: ProviderRequest, provider: UUID, mandate: int) -> HttpResponse:
    """Let somebody manage a provider no longer, such as when it left; the last one too."""
    one = get_object_or_404(Mandate, pk=mandate, provider=request.provider, role=ProviderRole.MANAGER)
    end_mandate(one, request.user, last_too=True)
    messages.success(request, _("Deze persoon is geen beheerder meer."))
    return HttpResponseRedirect(reverse("managers", args=[provider]), status=303)


def _page(request: ProviderRequest, given: dict[str, object]) -> HttpResponse:
    """Show everything, with the form that something is wrong in as it was sent."""
    provider = request.provider
    read("people.managers", for_whom=provider.public_id)
    checked, refused = given.get("checked", (0, None)), given.get("refused", (0, None))
    lines = []
    for one in Appointment.objects.open().filter(provider=provider).select_related("checked_by").order_by("pk"):
        mine = EvidenceForm(initial={"evidence_on": clock.today()}, auto_id=f"akkoord_{one.pk}_%s")
        why = RefusalForm(auto_id=f"weiger_{one.pk}_%s")
        lines.append(
            {
                "appointment": one,
                "to_check": one.checked_at is None and one.taken_up_at is not None,
                "link_ended": not appointing.works(one),
                "checking": checked[1] if checked[0] == one.pk else mine,  # type: ignore[index]  # a number and a form
                "refusing": refused[1] if refused[0] == one.pk else why,  # type: ignore[index]  # as above
            }
        )
    context = {
        "provider": provider,
        "managers": appointing.managers_of(provider),
        "lines": lines,
        "form": given.get("form") or AppointmentForm(initial={"evidence_on": clock.today()}),
        "asking": given.get("asking") or AskForm(initial={"email": provider.vecozo_email}, auto_id="vraag_%s"),
    }
    sent = [given.get("form"), given.get("asking"), checked[1], refused[1]]  # type: ignore[index]  # as above
    wrong = next((form for form in sent if isinstance(form, forms.BaseForm) and form.errors), None)
    context["wrong"] = wrong
    return render(request, "people/managers.html", context, status=422 if wrong else 200)
