"""Judge a piece of evidence: accept it, or reject it with a reason that the provider reads; then judge anew."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.models import Evidence

ACCEPTED, REJECTED = "goed", "afgekeurd"
THE_MOMENT_AFTER = timedelta(microseconds=1)  # when evidence that is judged anew came: after the first, on the same day


class ReasonMissingError(ValueError):
    """Evidence was rejected without saying why."""


class OwnVerdictError(Exception):
    """Why somebody does not judge evidence that is judged anew, in words for that person."""


def give_verdict(item: WorkItem, verdict: str, ground: str, by: User) -> list[Assessment]:
    """Judge the evidence of an item, and everybody's outcome that rests on it; AlreadyDoneError when it was judged."""
    if verdict == REJECTED and not ground.strip():
        raise ReasonMissingError
    with changing("assessment.evidence_judged", for_whom=item.provider.public_id, verdict=verdict) as change:
        piece = Evidence.objects.select_for_update().get(pk=int(item.reference))
        change.about = piece
        if piece.verdict != work.NOT_JUDGED:
            raise work.AlreadyDoneError
        if _judged_before(piece, by):
            raise OwnVerdictError(_("U beoordeelde dit bewijs eerder. Bij een heroverweging doet een collega dat."))
        piece.verdict, piece.ground, piece.judged_at = verdict, ground.strip(), clock.now()
        piece.save()
        concerned = _concerned(piece)
        work.close_for_evidence(piece, ground.strip() or verdict, by)
        if verdict == REJECTED:
            _tell(piece, item)
        return [judge(agreement, piece.provider, Cause.EVIDENCE) for agreement in concerned]


def _judged_before(piece: Evidence, by: User) -> bool:
    """Tell whether somebody judged this same evidence before it was laid in the queue once more."""
    came = piece.handed_in_at - THE_MOMENT_AFTER
    first = Evidence.objects.filter(provider=piece.provider_id, fact=piece.fact, handed_in_at=came).first()
    if first is None:
        return False
    return WorkItem.objects.filter(kind=WorkKind.EVIDENCE, reference=str(first.pk), closed_by=by).exists()


def _concerned(piece: Evidence) -> list[SeasonAgreement]:
    """Give the agreements of which an outcome waits for this piece."""
    waiting = WorkItem.objects.filter(kind=WorkKind.EVIDENCE, reference=str(piece.pk), closed_at=None)
    return list(
        SeasonAgreement.objects.select_related("season").filter(pk__in=waiting.values("agreement")).order_by("pk")
    )


def _tell(piece: Evidence, item: WorkItem) -> None:
    """Write to who confirmed the questionnaire that evidence was rejected; why stands behind the sign-in."""
    file = EvidenceFile.objects.filter(evidence=piece).select_related("questionnaire__confirmed_by").first()
    reader = file.questionnaire.confirmed_by if file else None
    if reader is None:
        return
    page = reverse("assessment:of_practice", args=[item.provider.public_id])
    body = (
        f"Geachte {reader.name},\n\n"
        f"Wij hebben een bewijsstuk van {item.provider.name} bij de vragenlijst {item.agreement} beoordeeld en niet "
        f"geaccepteerd.\n\n"
        f"Waarom, wat dit voor uw overeenkomst betekent, en wat u kunt doen, leest u op {settings.BASE_URL}{page}\n\n"
        f"Met vriendelijke groet,\n{settings.PURCHASER}\n"
    )
    write(reader.email, f"Uw bewijs bij {item.agreement}", body, about=piece, for_whom=item.provider.public_id)
