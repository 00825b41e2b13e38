"""When people are reminded, by agreement: the season's own setting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.mailings.forms import RulesForm
from zorginkoop.portal.mailings.models import Reminder, ReminderRule
from zorginkoop.portal.mailings.reminding import REMINDED, SIGNED, days_of
from zorginkoop.portal.register.mandates import SignedInRequest

TITLES: dict[str, Promise] = {
    CONFIRMED: gettext_lazy("Vragenlijst bevestigen"),
    SIGNED: gettext_lazy("Overeenkomst ondertekenen"),
}


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest, agreement: int) -> HttpResponse:
    """Show and set how many working days before each deadline people are reminded."""
    found = get_object_or_404(SeasonAgreement.objects.select_related("season"), pk=agreement)
    there = {name for name, _title in compiled(found).planning.events}
    events = [event for event in REMINDED if event in there]
    initial = {event: " ".join(map(str, days_of(found, event))) for event in events}
    sent = request.POST if request.method == "POST" else None
    form = RulesForm([(event, str(TITLES[event])) for event in events], sent, initial=initial)
    if request.method == "POST" and form.is_valid():
        keep(found, {event: form.cleaned_data[event] for event in events}, request.user)
        messages.success(request, _("Bewaard. Dit geldt vanaf nu."))
        return HttpResponseRedirect(request.path, status=303)
    context = {
        "agreement": found,
        "form": form,
        "by_vecozo": found.channel == Channel.VECOZO,
        "sent": Reminder.objects.filter(agreement=found).count(),
    }
    return render(request, "mailings/rules.html", context, status=422 if form.errors else 200)


def keep(agreement: SeasonAgreement, days: dict[str, list[int]], by: User) -> None:
    """Keep when people are reminded."""
    with changing("mailings.reminders_set", about=agreement, days=days):
        for event, numbers in days.items():
            ReminderRule.objects.update_or_create(
                agreement=agreement, event=event, defaults={"days": numbers, "set_by": by, "set_at": clock.now()}
            )
