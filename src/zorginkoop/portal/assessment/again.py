"""Better evidence after a rejection: handed in by the provider, and judged by a person as the first was."""

from __future__ import annotations

from dataclasses import asdict

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.intake.files import About, keep, refuse_ended, safe_name
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.intake.models import EvidenceFile, Questionnaire
from zorginkoop.portal.register.models import Evidence

REJECTED, NOT_JUDGED = "afgekeurd", "niet_beoordeeld"


def rejected_facts(questionnaire: Questionnaire) -> list[Evidence]:
    """Give the last piece of evidence for each fact of a questionnaire, where that was rejected."""
    facts = {fact.name for fact in compiled(questionnaire.agreement).agreement.facts if fact.evidence == "ja"}
    pieces = Evidence.objects.filter(provider=questionnaire.provider, fact__in=facts).order_by("handed_in_at", "pk")
    last = {piece.fact: piece for piece in pieces}
    return [piece for piece in last.values() if piece.verdict == REJECTED]


def hand_in_again(
    questionnaire: Questionnaire, fact: str, upload: UploadedFile[bytes], about: About, by: User
) -> Assessment:
    """Take in evidence in the place of what was rejected, and judge anew; FileRefusedError says what is wrong."""
    refuse_ended(about)
    kept = keep(upload)
    with changing(
        "assessment.evidence_handed_in_again",
        about=questionnaire,
        for_whom=questionnaire.provider.public_id,
        fact=fact,
        file=kept.content_hash,
    ):
        Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        if fact not in {piece.fact for piece in rejected_facts(questionnaire)}:
            raise FileRefusedError(_("Voor deze vraag ligt al bewijs ter beoordeling. U hoeft niets meer te doen."))
        moment = clock.now()
        piece = Evidence.objects.create(
            provider=questionnaire.provider, fact=fact, handed_in_at=moment, valid_until=about.valid_until
        )
        EvidenceFile.objects.filter(
            questionnaire=questionnaire, fact=fact, content_hash=kept.content_hash, withdrawn_at=None
        ).update(withdrawn_at=moment)  # the same file, handed in once more
        EvidenceFile.objects.create(
            questionnaire=questionnaire,
            fact=fact,
            content_hash=kept.content_hash,
            media_type=kept.media_type,
            size=kept.size,
            name=safe_name(upload.name or "", kept.media_type),
            **asdict(about),
            uploaded_by=by,
            uploaded_at=moment,
            scanned_at=kept.scanned_at,
            evidence=piece,
        )
        return judge(questionnaire.agreement, questionnaire.provider, Cause.EVIDENCE)
