"""What a verdict on evidence does beside the verdict: what it puts right from the moment it came, and what it ends."""

from __future__ import annotations

from datetime import timedelta

from zorginkoop.portal import clock
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.register.models import Evidence

ACCEPTED, REJECTED = "goed", "afgekeurd"
CORRECTED = "juist_bewijs_ingeleverd"  # what a policy calls it that right evidence took the place of wrong
THE_MOMENT_AFTER = timedelta(microseconds=1)  # when evidence that is judged anew came: after the first, on the same day


def first_of(piece: Evidence) -> Evidence | None:
    """Give the evidence of which a piece is the same, judged anew."""
    came = piece.handed_in_at - THE_MOMENT_AFTER
    return Evidence.objects.filter(provider=piece.provider_id, fact=piece.fact, handed_in_at=came).first()


def corrects(piece: Evidence) -> Questionnaire | None:
    """Give the questionnaire whose policy reads that right evidence came, where a piece replaces what was rejected.

    It counts from the moment it came, and only once somebody accepted it: what waits for its judgement changes no date.
    """
    first = first_of(piece)
    before = Evidence.objects.filter(
        provider=piece.provider_id, fact=piece.fact, verdict=REJECTED, handed_in_at__lt=piece.handed_in_at
    )
    wrong = before.exclude(pk=first.pk) if first else before
    file = EvidenceFile.objects.filter(evidence=piece).select_related("questionnaire__agreement__season").first()
    if file is None or not wrong.exists():
        return None
    read = any(name == CORRECTED for name, _phrase in compiled(file.questionnaire.agreement).planning.events)
    return file.questionnaire if read else None


def ends(piece: Evidence) -> Evidence | None:
    """Give what was accepted first and no longer counts when the same piece is rejected now."""
    first = first_of(piece)
    if first is None or first.verdict != ACCEPTED:
        return None
    over = first.valid_until is not None and first.valid_until < clock.today()
    return None if over else first
