"""What a practice sees of what was sent to it: each invitation, mailing, letter and reminder, with its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.mailings.models import Receiver
from zorginkoop.portal.mailings.views import letter_file
from zorginkoop.portal.register.mandates import ProviderRequest
from zorginkoop.portal.register.models import Provider

PER_PAGE = 50
_COLUMNS = (
    (gettext_lazy("verstuurd"), "written_at"),
    (gettext_lazy("aan"), "to"),
    (gettext_lazy("onderwerp"), "subject"),
    (gettext_lazy("tekst"), "body"),
)
own_people = open_to(ProviderRole.MANAGER, ProviderRole.FILLER, ProviderRole.SIGNATORY, ProviderRole.READER)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was sent: what kind, what it is about, and when."""

    kind: str
    subject: str
    moment: datetime
    message: UUID


@own_people
@require_safe
def index(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List what was sent to the practice, the newest first."""
    rows = _messages(request.provider).order_by("-written_at", "-pk")
    sheet = Sheet("berichten", "mailings.own_export", columns(*_COLUMNS), for_whom=request.provider.public_id)
    page = paged(request, rows, PER_PAGE, sheet)
    letters = Receiver.objects.filter(provider=request.provider).exclude(letter_hash="").select_related("mailing")
    context = {
        "provider": request.provider,
        "page": page,
        "lines": list(_lines(page.object_list)),
        "letters": list(letters.order_by("-done_at")[:PER_PAGE]),
    }
    return render(request, "mailings/practice.html", context)


def _messages(provider: Provider) -> QuerySet[Message]:
    """Give the messages to a practice that this site sends to providers; not those with a link for one person."""
    kinds = Q(mailing_receiver__isnull=False) | Q(reminder__isnull=False) | Q(invitation__isnull=False)
    rows = Message.objects.filter(kinds, for_whom=str(provider.public_id), secret=False)
    return rows.select_related("mailing_receiver", "reminder", "invitation")


def _lines(rows: object) -> Iterator[Line]:
    for one in rows:  # type: ignore[attr-defined]  # a page gives a list or a query, and both are gone through alike
        kind = _("herinnering") if hasattr(one, "reminder") else _("bericht")
        kind = _("uitnodiging") if hasattr(one, "invitation") else kind
        yield Line(kind, one.subject, one.handed_over_at or one.written_at, one.public_id)


@own_people
@require_safe
def show(request: ProviderRequest, provider: UUID, message: UUID) -> HttpResponse:  # noqa: ARG001 - as above
    """Show one message as it was sent."""
    found = get_object_or_404(_messages(request.provider), public_id=message)
    return render(request, "mailings/practice_message.html", {"provider": request.provider, "message": found})


@own_people
@require_safe
def letter(request: ProviderRequest, provider: UUID, receiver: int) -> HttpResponseBase:  # noqa: ARG001 - as above
    """Give a letter to the practice as it was made."""
    return letter_file(
        get_object_or_404(Receiver.objects.select_related("provider"), provider=request.provider, pk=receiver)
    )
