"""Where a person who practises sees who one can be, and moves the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.clock.models import RehearsalClock
from zorginkoop.portal.demo.forms import MORNING, DayForm
from zorginkoop.portal.demo.people import ELSEWHERE, PASSWORD, PRACTICE, SIGNATORY, STAFF, demo_is_here
from zorginkoop.portal.intake.models import DraftAnswer, Questionnaire
from zorginkoop.portal.register.models import Mandate, Provider

# Days of the season worth a visit, with what there is to see.
STOPS = (
    (date(2023, 10, 9), MORNING, gettext_lazy("twee jaar eerder: kraamzorg vult de vragenlijst voor 2024 in")),
    (date(2025, 10, 15), MORNING, gettext_lazy("zo begint de oefening")),
    (date(2025, 10, 24), time(23, 50), gettext_lazy("bijna middernacht: de vragenlijst sluit")),
    (date(2025, 10, 27), MORNING, gettext_lazy("de vragenlijst is gesloten")),
    (date(2025, 11, 7), MORNING, gettext_lazy("de laatste dag om te tekenen")),
    (date(2025, 11, 12), MORNING, gettext_lazy("wie tekende staat in de zorgzoeker")),
    (date(2026, 1, 1), MORNING, gettext_lazy("de overeenkomsten gaan in")),
    (date(2026, 9, 10), MORNING, gettext_lazy("categorale instellingen: wie wordt uitgenodigd voor 2027?")),
)


@open_to_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest) -> HttpResponse:
    """Show the day and the people of the demo; a day that is posted becomes the day of the whole site."""
    if not settings.REHEARSAL_CLOCK:
        raise Http404
    form = DayForm(request.POST) if request.method == "POST" else DayForm(initial={"day": clock.today()})
    if form.is_bound and form.is_valid():
        moment = datetime.combine(
            form.cleaned_data["day"], form.cleaned_data["hour"] or MORNING, tzinfo=clock.AMSTERDAM
        )
        move_to(moment)
        told = _("Het is nu %(day)s.") % {"day": date_format(moment, "j F Y H:i")}
        messages.success(request, told)
        return HttpResponseRedirect(reverse("rehearsal"), status=HTTPStatus.SEE_OTHER)
    here = demo_is_here()
    context = {
        "form": form,
        "stops": STOPS,
        "now": clock.now().astimezone(clock.AMSTERDAM),
        "staff": STAFF if here else (),
        "practice": (*PRACTICE, *ELSEWHERE) if here else (),
        "password": PASSWORD,
        "practices": practices() if here else (),
        "staff_looks": isinstance(request.user, User) and bool(request.user.staff_roles()),
    }
    return render(request, "demo/rehearsal.html", context, status=422 if form.errors else 200)


def practices() -> list[tuple[Provider, str, str]]:
    """Give the providers for which the people of the demo may act: how far each is, and who does."""
    signing = [SIGNATORY.email, *(login.email for login in ELSEWHERE)]
    mandates = Mandate.objects.valid(clock.today()).filter(user__email__in=signing, role=ProviderRole.SIGNATORY)
    theirs = list(mandates.select_related("provider", "user").order_by("pk"))
    theirs.sort(key=lambda one: signing.index(one.user.email))
    providers = [one.provider_id for one in theirs]
    asked = {one.provider_id: one for one in Questionnaire.objects.filter(provider__in=providers).order_by("pk")}
    offers = {offer.provider_id: offer for offer in Offer.objects.filter(provider__in=providers)}
    begun = set(DraftAnswer.objects.filter(questionnaire__in=asked.values()).values_list("questionnaire", flat=True))
    return [
        (one.provider, _how_far(asked.get(one.provider_id), offers.get(one.provider_id), begun), one.user.name)
        for one in theirs
    ]


def _how_far(questionnaire: Questionnaire | None, offer: Offer | None, begun: set[int]) -> str:
    if offer is not None:
        return _("aanbod: %(state)s") % {"state": offer.state_words}
    if questionnaire is None:
        return _("nog niet uitgenodigd")
    if questionnaire.confirmed_at:
        return _("vragenlijst bevestigd")
    return _("vragenlijst begonnen") if questionnaire.pk in begun else _("uitgenodigd, nog niet begonnen")


def move_to(moment: datetime) -> None:
    """Let the site's clock stand at a moment."""
    with changing("demo.clock_moved", to=moment.astimezone(UTC).isoformat(timespec="minutes")):
        RehearsalClock.set_to(moment, datetime.now(UTC))
