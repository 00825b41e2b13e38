"""Builders for tests of judging: a practice that confirmed its questionnaire."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from support.portal import mandated
from support.portal_intake import ANSWERS, physiotherapy, questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.assessment.jobs import judge_confirmed
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import Draft, draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.register.models import Provider


def confirmed(
    provider: Provider | None = None,
    file: SimpleUploadedFile | None = None,
    before: Callable[[Draft], object] = lambda _: None,
    **others: str,
) -> Questionnaire:
    """Let a practice answer everything, some of it otherwise, with evidence for SKF, and confirm.

    `before` looks at the answers as they stand just before.
    """
    questionnaire = questionnaire_of(provider or staffed(), physiotherapy())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY, name="Saar Tekenaar")
    given = {**ANSWERS, **others}
    save(questionnaire, {about: Typed(text, 0) for about, text in given.items() if text}, signatory)
    if given["skf_keurmerk"] == "ja":
        hand_in(questionnaire, "skf_keurmerk", file or upload(), None, signatory)
    draft = draft_of(questionnaire)
    before(draft)
    confirm(questionnaire, draft.content_hash, signatory)
    return questionnaire


def judged(questionnaire: Questionnaire) -> Assessment:
    """Do the work that the confirmation put in the queue, and give the outcome that stands."""
    judge_confirmed.call(questionnaire.pk)
    return (
        Assessment.objects.current()
        .select_related("agreement__season", "provider")
        .get(provider=questionnaire.provider, agreement=questionnaire.agreement)
    )
