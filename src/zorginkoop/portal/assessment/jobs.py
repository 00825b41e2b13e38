"""Work in the background: judge who confirmed a questionnaire, and by decisions of which the first day has come."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from zorginkoop.portal import clock
from zorginkoop.portal.assessment.decisions import put_in_force
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Proposal
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.register.models import Provider

LOOK_EVERY = timedelta(minutes=10)


@task()
def judge_confirmed(questionnaire: int) -> None:
    """Judge a provider after it confirmed; running twice gives the same outcome once."""
    found = Questionnaire.objects.select_related("provider", "agreement__season").get(pk=questionnaire)
    if found.confirmed_at is not None:
        judge(found.agreement, found.provider, Cause.CONFIRMED)


def after_confirmation(questionnaire: Questionnaire, **_: object) -> None:
    """Put the judging in the queue inside the change that confirms."""
    judge_confirmed.enqueue(questionnaire.pk)


@task()
def judge_granted(agreement: int, provider: int) -> None:
    """Judge a provider whose own request was granted by what it confirmed before; else once it confirms."""
    asked = Questionnaire.objects.filter(agreement=agreement, provider=provider, confirmed_at__isnull=False)
    found = asked.select_related("provider", "agreement__season").first()
    if found is not None:
        judge(found.agreement, found.provider, Cause.DECISION)


def after_grant(provider: Provider, agreement: SeasonAgreement, **_: object) -> None:
    """Put the judging in the queue inside the change that grants a request."""
    judge_granted.enqueue(agreement.pk, provider.pk)


@task()
def put_decisions_in_force() -> None:
    """Judge by each decision that counts by now; running twice judges once."""
    for proposal in Proposal.objects.taking_effect(clock.now()).select_related("item__provider").order_by("pk"):
        whom = proposal.item.provider.public_id
        with changing("assessment.decision_in_force", about=proposal, for_whom=whom):
            put_in_force(proposal)


def any_taking_effect() -> bool:
    """Tell whether a decision counts by now by which nobody was judged."""
    return Proposal.objects.taking_effect(clock.now()).exists()
