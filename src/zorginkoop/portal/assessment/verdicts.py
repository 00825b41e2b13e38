"""Judge a piece of evidence: accept it, or reject it with a reason that the provider reads; then judge anew."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.judging import Cause, judge, judge_all
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import EvidenceFile
from zorginkoop.portal.intake.opening import record_event
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Evidence

ACCEPTED, REJECTED = "goed", "afgekeurd"
CORRECTED = "juist_bewijs_ingeleverd"  # what a policy calls it that right evidence took the place of wrong
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
            if _ended(piece):
                return judge_all(piece.provider, Cause.EVIDENCE)
        else:
            _corrected(piece)
        return [judge(agreement, piece.provider, Cause.EVIDENCE) for agreement in concerned]


def _first_of(piece: Evidence) -> Evidence | None:
    """Give the evidence of which a piece is the same, judged anew."""
    came = piece.handed_in_at - THE_MOMENT_AFTER
    return Evidence.objects.filter(provider=piece.provider_id, fact=piece.fact, handed_in_at=came).first()


def _ended(piece: Evidence) -> bool:
    """Let evidence that was accepted first and is rejected now hold no longer than until yesterday; tell whether so."""
    first, yesterday = _first_of(piece), clock.today() - timedelta(days=1)
    if first is None or first.verdict != ACCEPTED or (first.valid_until and first.valid_until <= yesterday):
        return False
    with changing("assessment.evidence_ended", about=first, for_whom=piece.provider.public_id, because=piece.pk):
        Evidence.objects.filter(pk=first.pk).update(valid_until=yesterday)
    return True


def _corrected(piece: Evidence) -> None:
    """Record that the right evidence came, on the moment it came, where it took the place of what was rejected.

    It counts from then, and only now that somebody accepted it: what waits for its judgement changes no date.
    """
    first = _first_of(piece)
    before = Evidence.objects.filter(
        provider=piece.provider_id, fact=piece.fact, verdict=REJECTED, handed_in_at__lt=piece.handed_in_at
    )
    wrong = before.exclude(pk=first.pk) if first else before
    file = EvidenceFile.objects.filter(evidence=piece).select_related("questionnaire__agreement__season").first()
    if file is None or not wrong.exists():
        return
    if any(name == CORRECTED for name, _phrase in compiled(file.questionnaire.agreement).planning.events):
        record_event(file.questionnaire, CORRECTED, piece.handed_in_at)


def _judged_before(piece: Evidence, by: User) -> bool:
    """Tell whether somebody judged this same evidence before it was laid in the queue once more."""
    first = _first_of(piece)
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
