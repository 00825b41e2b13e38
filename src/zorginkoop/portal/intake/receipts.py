"""The paper of a receipt: set and sealed once by a worker after the confirmation, and from then on kept as it is.

Whose keys seal it is not known here: who knows says so by `seal_with`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from zorginkoop.kernel.canonical import canonical
from zorginkoop.kernel.date_words import write_date
from zorginkoop.kernel.errors import OutsideFailed
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.files import keep_bytes
from zorginkoop.portal.intake.kinds import PDF
from zorginkoop.portal.intake.models import Questionnaire

if TYPE_CHECKING:
    from zorginkoop.documents.receipt_pdf import AnswerLine

_AT_ONCE = 50
_SCANNED = {"schoon": "op virussen gescand", "niet gescand": "niet gescand op virussen"}


@dataclass(frozen=True, slots=True)
class Sealing:
    """How the purchaser seals: the banner that goes on the paper, and what puts the seal on it."""

    banner: Callable[[], str]
    seal: Callable[[bytes, str, datetime], bytes]  # the paper, the reason, the moment


_sealing: list[Sealing] = []


def seal_with(sealing: Sealing) -> None:
    """Say how papers are sealed; the last who says so counts."""
    _sealing[:] = [sealing]


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper as a file that is given to who may see it."""

    content_hash: str
    name: str
    media_type: str = PDF


def paper_of(questionnaire: Questionnaire) -> Paper | None:
    """Give the paper of a receipt; None while it is being made."""
    if not questionnaire.paper_hash:
        return None
    return Paper(questionnaire.paper_hash, f"ontvangstbewijs-{questionnaire.number}.pdf")


def without_paper() -> QuerySet[Questionnaire]:
    """Give what somebody confirmed here and has no paper yet; what came from elsewhere has its receipt there."""
    return Questionnaire.objects.filter(paper_hash="").exclude(confirmed_by=None).exclude(receipt__isnull=True)


def make(questionnaire: Questionnaire) -> None:
    """Set, seal and keep the paper of a receipt; one that was made stays as it is."""
    if not without_paper().filter(pk=questionnaire.pk).exists():
        return
    moment = clock.now()
    paper = keep_bytes(_sealed(questionnaire, moment))
    with changing(
        "intake.receipt_made", about=questionnaire, for_whom=questionnaire.provider.public_id, file=paper
    ) as change:
        waiting = Questionnaire.objects.filter(pk=questionnaire.pk, paper_hash="")
        change.details["rows"] = waiting.update(paper_hash=paper, paper_made_at=moment)


def make_missing() -> None:
    """Make the papers that are not there yet, some at a time."""
    related = ("provider", "agreement__season", "confirmed_by")
    for one in without_paper().select_related(*related).order_by("confirmed_at", "pk")[:_AT_ONCE]:
        make(one)


def _sealed(questionnaire: Questionnaire, moment: datetime) -> bytes:
    from zorginkoop.documents.receipt_pdf import receipt_pdf  # noqa: PLC0415 - the typesetter loads slowly

    if not _sealing:
        message = "een ontvangstbewijs verzegelen kan hier niet: niemand zei met wiens sleutels."
        raise OutsideFailed(message)
    (sealing,) = _sealing
    day = (questionnaire.confirmed_at or moment).astimezone(clock.AMSTERDAM).date()
    pdf = receipt_pdf(
        _words(questionnaire), _lines(questionnaire), canonical(questionnaire.receipt), day=day, banner=sealing.banner()
    )
    return sealing.seal(pdf, f"Ontvangstbewijs {questionnaire.number}", moment)


def _words(questionnaire: Questionnaire) -> dict[str, object]:
    provider, confirmed = (
        questionnaire.provider,
        (questionnaire.confirmed_at or clock.now()).astimezone(clock.AMSTERDAM),
    )
    who = questionnaire.confirmed_by.name if questionnaire.confirmed_by else ""
    return {
        "titel": f"Ontvangstbewijs {questionnaire.number}",
        "inkoper": settings.PURCHASER,
        "gegevens": [
            ["Aanbieder", f"{provider.name}, AGB-code {provider.agb_code}"],
            ["Vragenlijst", str(questionnaire.agreement)],
            ["Bevestigd", f"{write_date(confirmed.date(), 'nl')}, {confirmed:%H:%M} uur, door {who}"],
            ["Kenmerk", questionnaire.receipt_hash],
        ],
        "uitleg": [
            "Deze antwoorden hebt u bevestigd. Wij beoordelen ze samen met uw bewijs.",
            "De uitkomst leest u op de pagina van uw praktijk.",
            "De antwoorden zitten ook als gegevens in dit bestand. Het kenmerk hierboven is daarvan berekend.",
        ],
    }


def _lines(questionnaire: Questionnaire) -> list[AnswerLine]:
    from zorginkoop.documents.receipt_pdf import AnswerLine  # noqa: PLC0415 - as above

    lines = []
    for one in questionnaire.receipt["antwoorden"] if questionnaire.receipt else ():
        files = [f"{file['naam']} ({_SCANNED.get(file['scan'], file['scan'])})" for file in one.get("bewijs", ())]
        since = f", {write_date(date.fromisoformat(one['sinds']), 'nl')}" if one.get("sinds") else ""
        lines.append(AnswerLine(one["van"], one["vraag"], one["antwoord"], f"{one['bron']}{since}", files))
    return lines
