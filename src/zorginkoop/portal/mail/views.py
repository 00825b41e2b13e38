"""Which messages left, which did not, and what a person decides where the program does not know."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.mail import deciding
from zorginkoop.portal.mail.deciding import Decision
from zorginkoop.portal.mail.forms import DecisionForm
from zorginkoop.portal.mail.models import FOR_A_PERSON, Message, MessageState

PER_PAGE = 50
TONES = {
    MessageState.UNKNOWN: "bad",
    MessageState.REFUSED: "bad",
    MessageState.BOUNCED: "bad",
    MessageState.SET_ASIDE: "bad",
    MessageState.HANDED_OVER: "good",
}
ATTENTION = "aandacht"


_DECIDERS = (StaffRole.PURCHASER, StaffRole.ADMINISTRATOR)


def may_decide(request: HttpRequest) -> bool:
    """Tell whether somebody may decide of messages, and not only read them."""
    return not request.staff_roles.isdisjoint(_DECIDERS)  # type: ignore[attr-defined]  # the gate gives them


@open_to(StaffRole.PURCHASER, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """List the messages of one state, at first those that need a person."""
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    chosen = request.GET.get("staat", ATTENTION)
    states = [chosen] if chosen in MessageState.values else list(FOR_A_PERSON)
    rows = Message.objects.filter(state__in=states).order_by("-pk")
    page = paged(request, rows, PER_PAGE, _sheet(chosen if chosen in MessageState.values else ATTENTION))
    if page.object_list:
        read("mail.list", about=chosen if chosen in MessageState.values else ATTENTION)
    for message in page:
        message.tone = TONES.get(MessageState(message.state), "info")  # type: ignore[attr-defined]  # for the template
    context = {
        "page": page,
        "query": f"staat={chosen}" if chosen in MessageState.values else "",
        "attention": sum(counts.get(state, 0) for state in FOR_A_PERSON),
        "chosen": chosen,
        "set_aside": counts.get(MessageState.SET_ASIDE, 0) if may_decide(request) else 0,
        "states": [(state.value, state.label, counts.get(state.value, 0)) for state in MessageState],
    }
    return render(request, "mail/list.html", context)


def _sheet(about: str) -> Sheet:
    """Say what of a message goes into a file: never its text."""
    pairs = (
        (_("geschreven"), "written_at"),
        (_("aan"), "to"),
        (_("onderwerp"), "subject"),
        (_("staat"), "get_state_display"),
        (_("toelichting"), "state_note"),
        (_("overgedragen"), "handed_over_at"),
    )
    return Sheet("berichten", "mail.export", columns(*pairs), about=about)


@open_to(StaffRole.PURCHASER, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
@require_safe
def message_page(request: HttpRequest, message: UUID) -> HttpResponse:
    """Show one message as it was written, and how its hand-over went."""
    return _page(request, get_object_or_404(Message.objects.select_related("earlier"), public_id=message))


def _page(request: HttpRequest, message: Message, form: DecisionForm | None = None) -> HttpResponse:
    read("mail.message", about=message.pk, for_whom=message.for_whom)
    open_to_decide = message.state in FOR_A_PERSON and may_decide(request)
    form = form or DecisionForm(initial={"to": message.to, "attempt": message.attempt}, message=message)
    context = {
        "message": message,
        "later": message.later.order_by("pk").last(),
        "form": form,
        "may_decide": open_to_decide,
        "tone": TONES.get(MessageState(message.state), "info"),
    }
    return render(request, "mail/message.html", context, status=422 if form.errors else 200)


@open_to(*_DECIDERS)
@require_POST
def decide(request: HttpRequest, message: UUID) -> HttpResponse:
    """Keep what a person says of a message; of two who decide, the first counts."""
    found = get_object_or_404(Message, public_id=message)
    form = DecisionForm(request.POST, message=found)
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    now = deciding.decide(found, Decision(said["decision"]), said["attempt"], said["to"])
    if now is not None:
        messages.success(request, _("Uw besluit is bewaard."))
    else:
        messages.warning(request, _("Hier was al over besloten; er is niets veranderd."))
    return HttpResponseRedirect(reverse("message", args=[(now or found).public_id]), status=303)


@open_to(*_DECIDERS)
@require_POST
def decide_set_aside(request: HttpRequest) -> HttpResponse:
    """Let everything go that a restored backup set aside, or nothing of it."""
    number = deciding.decide_all_set_aside(release="release" in request.POST)
    messages.success(request, ngettext("Besloten over %d bericht.", "Besloten over %d berichten.", number) % number)
    return HttpResponseRedirect(reverse("messages"), status=303)
