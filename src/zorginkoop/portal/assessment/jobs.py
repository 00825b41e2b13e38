"""Work in the background: judge who confirmed a questionnaire."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.intake.models import Questionnaire


@task()
def judge_confirmed(questionnaire: int) -> None:
    """Judge a provider after it confirmed; running twice gives the same outcome once."""
    found = Questionnaire.objects.select_related("provider", "agreement__season").get(pk=questionnaire)
    if found.confirmed_at is not None:
        judge(found.agreement, found.provider, Cause.CONFIRMED)


def after_confirmation(questionnaire: Questionnaire, **_: object) -> None:
    """Put the judging in the queue inside the change that confirms."""
    judge_confirmed.enqueue(questionnaire.pk)
