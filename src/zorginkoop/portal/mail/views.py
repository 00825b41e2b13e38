"""Which messages left, which did not, and what a person decides where the program does not know."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.mail.forms import AGAIN, DecisionForm
from zorginkoop.portal.mail.models import Message, MessageState

PER_PAGE = 50
FOR_A_PERSON = (MessageState.UNKNOWN, MessageState.REFUSED, MessageState.BOUNCED)
TONES = {
    MessageState.UNKNOWN: "bad",
    MessageState.REFUSED: "bad",
    MessageState.BOUNCED: "bad",
    MessageState.HANDED_OVER: "good",
}
ATTENTION = "aandacht"
BY_PERSON = "een medewerker zag dat het aangekomen is"


@open_to(StaffRole.PURCHASER, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """List the messages of one state, at first those that need a person."""
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    chosen = request.GET.get("staat", ATTENTION)
    states = [chosen] if chosen in MessageState.values else list(FOR_A_PERSON)
    page = Paginator(Message.objects.filter(state__in=states).order_by("-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    if page.object_list:
        read("mail.list", about=chosen if chosen in MessageState.values else ATTENTION)
    for message in page:
        message.tone = TONES.get(MessageState(message.state), "info")  # type: ignore[attr-defined]  # for the template
    context = {
        "page": page,
        "query": f"staat={chosen}" if chosen in MessageState.values else "",
        "attention": sum(counts.get(state, 0) for state in FOR_A_PERSON),
        "chosen": chosen,
        "states": [(state.value, state.label, counts.get(state.value, 0)) for state in MessageState],
    }
    return render(request, "mail/list.html", context)


@open_to(StaffRole.PURCHASER, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
@require_safe
def message_page(request: HttpRequest, message: UUID) -> HttpResponse:
    """Show one message as it was written, and how its hand-over went."""
    return _page(request, get_object_or_404(Message, public_id=message))


def _page(request: HttpRequest, message: Message, form: DecisionForm | None = None) -> HttpResponse:
    read("mail.message", about=message.pk, for_whom=message.for_whom)
    open_to_decide = message.state in FOR_A_PERSON and not request.staff_roles.isdisjoint(_DECIDERS)  # type: ignore[attr-defined]  # the gate gives them
    form = form or DecisionForm(initial={"to": message.to, "attempt": message.attempt})
    context = {
        "message": message,
        "form": form,
        "may_decide": open_to_decide,
        "tone": TONES.get(MessageState(message.state), "info"),
    }
    return render(request, "mail/message.html", context, status=422 if form.errors else 200)


_DECIDERS = (StaffRole.PURCHASER, StaffRole.ADMINISTRATOR)


@open_to(*_DECIDERS)
@require_POST
def decide(request: HttpRequest, message: UUID) -> HttpResponse:
    """Keep what a person says of a message; of two who decide, the first counts."""
    found = get_object_or_404(Message, public_id=message)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    with changing("mail.decided", about=found, for_whom=found.for_whom, decision=said["decision"]) as change:
        found = Message.objects.select_for_update().get(pk=found.pk)
        still = found.state in FOR_A_PERSON and found.attempt == said["attempt"]
        change.details |= {"rows": int(still), "attempt": found.attempt}
        if still:
            _apply(found, said["decision"], said["to"])
    if still:
        messages.success(request, _("Uw besluit is bewaard."))
    else:
        messages.warning(request, _("Hier was al over besloten; er is niets veranderd."))
    return HttpResponseRedirect(reverse("message", args=[message]), status=303)


def _apply(message: Message, decision: str, to: str) -> None:
    if decision == AGAIN:
        message.state, message.state_note = MessageState.WAITING, ""
        message.to, message.try_after = to, None
    else:
        message.state, message.state_note = MessageState.HANDED_OVER, BY_PERSON
        message.handed_over_at = message.handed_over_at or clock.now()
        message.body = "" if message.secret else message.body
    message.save()
