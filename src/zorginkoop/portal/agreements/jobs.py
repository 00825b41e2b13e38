"""Work on agreements that a page does not wait for; each job may run twice."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from zorginkoop.portal.agreements import refusal_letters, showing
from zorginkoop.portal.agreements.models import EvaluationReport, RefusalLetter
from zorginkoop.portal.intake.jobs import AFTER_THE_POST, PAPERS

LOOK_EVERY = timedelta(minutes=10)


@task()
def raise_overdue() -> None:
    """Let what a sample asked, and nobody answered in time, be work for a person."""
    showing.raise_overdue()


def any_overdue() -> bool:
    """Tell whether something that a sample asked was not answered in time."""
    return showing.overdue().exists()


@task()
def make_letter(letter: int) -> None:
    """Make the paper of a refusal."""
    related = ("assessment__provider", "assessment__agreement__season")
    refusal_letters.make(RefusalLetter.objects.select_related(*related).get(pk=letter))


@task(priority=AFTER_THE_POST, queue_name=PAPERS)
def make_report(report: int) -> None:
    """Make the sealed report of an outcome."""
    from zorginkoop.portal.agreements import evaluations  # noqa: PLC0415 - it knows this job

    related = ("assessment__provider", "assessment__agreement__season")
    evaluations.make(EvaluationReport.objects.select_related(*related).get(pk=report))
