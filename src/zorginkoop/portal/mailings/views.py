"""The pages of a mailing: what it says, who gets it, how far it is, and its letters."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agreements import store
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.mailings import paper
from zorginkoop.portal.mailings.deciding import not_by
from zorginkoop.portal.mailings.fields import FIELDS
from zorginkoop.portal.mailings.forms import CODES
from zorginkoop.portal.mailings.making import unfit
from zorginkoop.portal.mailings.models import Mailing, MailingState, PostRun, Receiver
from zorginkoop.portal.mailings.previews import TROUBLED, numbers_of, previews
from zorginkoop.portal.register.mandates import SignedInRequest
from zorginkoop.portal.season import faults, stages

PER_PAGE = 50
readers = open_to(StaffRole.PURCHASER, StaffRole.AUDITOR)
TONES = {
    MailingState.SUBMITTED: "attention",
    MailingState.APPROVED: "attention",
    MailingState.SENDING: "info",
    MailingState.STOPPED: "bad",
    MailingState.SENT: "good",
}
_MAILINGS = (
    (gettext_lazy("mailing"), "title"),
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("gemaakt"), "made_at"),
    (gettext_lazy("door"), "made_by.name"),
    (gettext_lazy("staat"), "get_state_display"),
    (gettext_lazy("verstuurd"), "sent_at"),
)
_RECEIVERS = (
    (gettext_lazy("AGB-code"), "provider.agb_code"),
    (gettext_lazy("naam"), "provider.name"),
    (gettext_lazy("e-mail"), "address"),
    (gettext_lazy("gemaakt"), "done_at"),
    (gettext_lazy("staat van het bericht"), "message.get_state_display"),
    (gettext_lazy("gepost"), "posted_on"),
    (gettext_lazy("weggelaten omdat"), "exclusion"),
)
_INSIDE = Q(excluded_at=None)
SHOWN = {
    "mail": (gettext_lazy("per e-mail"), _INSIDE & ~Q(address="")),
    "brief": (gettext_lazy("per brief"), _INSIDE & Q(address="")),
    "wacht": (gettext_lazy("nog niet aan de beurt geweest"), _INSIDE & Q(done_at=None)),
    "fout": (gettext_lazy("niet aangekomen"), Q(message__state__in=TROUBLED)),
    "weg": (gettext_lazy("weggelaten"), ~_INSIDE),
}


@readers
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List the mailings, the newest first, and begin a new one."""
    rows = Mailing.objects.select_related("agreement__season", "made_by").order_by("-pk")
    page = paged(request, rows, PER_PAGE, Sheet("mailings", "mailings.export", columns(*_MAILINGS)))
    agreements = SeasonAgreement.objects.select_related("season").order_by("-season__contract_year", "title", "pk")
    context = {
        "page": page,
        "lines": [(one, TONES.get(MailingState(one.state), "")) for one in page],
        "agreements": list(agreements),
        "may_change": may_change(request),
    }
    return render(request, "mailings/index.html", context)


@readers
@require_safe
def show(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """Show one mailing: what it says, how it reads, who gets it, how far it is, and what can be done now."""
    return render(request, "mailings/show.html", context_of(request, mailing_of(mailing)))


def context_of(request: SignedInRequest, mailing: Mailing) -> dict[str, object]:
    """Give what the page of a mailing shows."""
    read("mailings.mailing", about=mailing.pk)
    numbers = numbers_of(mailing)
    draft = mailing.state == MailingState.DRAFT
    return {
        "mailing": mailing,
        "numbers": numbers,
        "audience": audience_words(mailing),
        "previews": previews(mailing),
        "unfit": unfit(mailing) if draft else [],
        "tone": TONES.get(MailingState(mailing.state), ""),
        "post_run": PostRun.objects.filter(mailing=mailing).first() if numbers.made else None,
        "to_post": numbers.made - numbers.posted,
        "may_change": may_change(request),
        "may_agree": may_change(request) and not not_by(mailing, request.user),
        "draft": draft,
    }


def may_change(request: SignedInRequest) -> bool:
    """Tell whether somebody may make and send mailings, and not only read them."""
    return StaffRole.PURCHASER in request.staff_roles


def mailing_of(mailing: UUID) -> Mailing:
    """Find a mailing."""
    rows = Mailing.objects.select_related("agreement__season", "agreement__owner", "made_by", "approved_by")
    return get_object_or_404(rows, public_id=mailing)


def audience_words(mailing: Mailing) -> list[str]:
    """Say who was asked for."""
    said = mailing.audience
    if said.get("bron") == CODES:
        return [_("een eigen lijst met AGB-codes")]
    words = []
    if (stage := stages.BY_NAME.get(said.get("fase", ""))) is not None:
        words.append(str(stage.title))
    if (later := stages.BY_NAME.get(said.get("nog_niet", ""))) is not None:
        words.append(f"{_('nog niet')} {later.title}")
    if (fault := faults.BY_NAME.get(said.get("fout", ""))) is not None:
        words.append(str(fault.title))
    if variant := said.get("variant"):
        words.append(_("variant %s") % variant)
    if region := said.get("regio"):
        words.append(_("postcodes die beginnen met %s") % region.replace(" ", ", "))
    return words


@readers
@require_safe
def receivers(request: SignedInRequest, mailing: UUID) -> HttpResponse:
    """List the receivers of a mailing, perhaps only some of them."""
    found = mailing_of(mailing)
    shown = request.GET.get("toon", "")
    rows = Receiver.objects.filter(mailing=found).select_related("provider", "message", "excluded_by")
    if shown in SHOWN:
        rows = rows.filter(SHOWN[shown][1])
    rows = rows.order_by("provider__name", "provider__agb_code")
    sheet = Sheet("ontvangers", "mailings.receivers_export", columns(*_RECEIVERS), about=found.pk)
    page = paged(request, rows, PER_PAGE, sheet)
    read("mailings.receivers", about=found.pk)
    context = {
        "mailing": found,
        "page": page,
        "shown": shown,
        "filters": [(name, title) for name, (title, _asked) in SHOWN.items()],
        "query": f"toon={shown}" if shown in SHOWN else "",
        "may_change": may_change(request) and found.state == MailingState.DRAFT,
    }
    return render(request, "mailings/receivers.html", context)


@readers
@require_safe
def letter(request: SignedInRequest, mailing: UUID, receiver: int) -> HttpResponseBase:  # noqa: ARG001 - who asks, the gate has looked at
    """Give the letter of one receiver as it was made."""
    found = get_object_or_404(Receiver.objects.select_related("provider"), mailing__public_id=mailing, pk=receiver)
    read("mailings.letter", about=found.pk, for_whom=found.provider.public_id)
    return letter_file(found)


def letter_file(receiver: Receiver) -> HttpResponseBase:
    """Answer with a letter; one that was not made is not there."""
    if not receiver.letter_hash:
        raise Http404
    response = HttpResponse(store.fetch(receiver.letter_hash), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="brief-{receiver.provider.agb_code}.pdf"'
    return response


@readers
@require_safe
def post(request: SignedInRequest, mailing: UUID) -> HttpResponseBase:  # noqa: ARG001 - who asks, the gate has looked at
    """Give all letters of a mailing as one file, with the list of addresses."""
    found = get_object_or_404(PostRun.objects.select_related("mailing"), mailing__public_id=mailing)
    read("mailings.post", about=found.mailing_id)
    path = paper.path_of(found.file_hash)
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"brieven-{found.mailing_id}.zip")


def field_lines() -> list[tuple[str, object]]:
    """Give the fields that a text may use, with what comes in their place."""
    return [(f"{{{field.name}}}", field.title) for field in FIELDS]
