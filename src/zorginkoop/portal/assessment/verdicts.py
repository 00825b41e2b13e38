"""Judge a piece of evidence: accept it, or reject it with a reason that the provider reads; then judge anew."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.effects import CORRECTED, REJECTED, corrects, ends, first_of
from zorginkoop.portal.assessment.judging import Cause, judge, judge_all
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.intake.opening import record_event
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Evidence


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
            if (first := ends(piece)) is not None:
                _end(first, piece)
                return judge_all(piece.provider, Cause.EVIDENCE)
        elif (questionnaire := corrects(piece)) is not None:
            record_event(questionnaire, CORRECTED, piece.handed_in_at)
        return [judge(agreement, piece.provider, Cause.EVIDENCE) for agreement in concerned]


def _end(first: Evidence, piece: Evidence) -> None:
    """Let evidence that was accepted first, and is rejected now, hold no longer than until yesterday."""
    with changing("assessment.evidence_ended", about=first, for_whom=piece.provider.public_id, because=piece.pk):
        Evidence.objects.filter(pk=first.pk).update(valid_until=clock.today() - timedelta(days=1))


def _judged_before(piece: Evidence, by: User) -> bool:
    """Tell whether somebody judged this same evidence before it was laid in the queue once more."""
    first = first_of(piece)
    if first is None:
        return False
    return WorkItem.objects.filter(kind=WorkKind.EVIDENCE, reference=str(first.pk), closed_by=by).exists()


def _concerned(piece: Evidence) -> list[SeasonAgreement]:
    """Give the agreements of which an outcome waits for this piece."""
    waiting = WorkItem.objects.filter(kind=WorkKind.EVIDENCE, reference=str(piece.pk), closed_at=None)
    return list(
        SeasonAgreement.objects.select_related("season").filter(pk__in=waiting.values("agreement")).order_by("pk")
    )


@in_dutch
def _tell(piece: Evidence, item: WorkItem) -> None:
    """Write to whoever acts for the provider that evidence was rejected; why stands behind the sign-in."""
    file = EvidenceFile.objects.filter(evidence=piece).select_related("questionnaire__confirmed_by").first()
    confirmer = file.questionnaire.confirmed_by if file else None
    for name, address in readers(item.provider, confirmer) if confirmer else ():
        _tell_one(name, address, piece, item)


def _tell_one(name: str, address: str, piece: Evidence, item: WorkItem) -> None:
    page = reverse("assessment:of_practice", args=[item.provider.public_id])
    body = (
        f"Geachte {name},\n\n"
        f"Wij hebben een bewijsstuk van {item.provider.name} bij de vragenlijst {item.agreement} beoordeeld en niet "
        f"geaccepteerd.\n\n"
        f"Waarom, wat dit voor uw overeenkomst betekent, en wat u kunt doen, leest u op {settings.BASE_URL}{page}\n\n"
        f"Met vriendelijke groet,\n{settings.PURCHASER}\n"
    )
    write(address, f"Uw bewijs bij {item.agreement}", body, about=piece, for_whom=item.provider.public_id)
