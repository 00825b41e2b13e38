"""Work on questionnaires that a page does not wait for; each job may run twice."""

from __future__ import annotations

from django_tasks import task

from zorginkoop.portal.intake import expiring, receipts, reopening
from zorginkoop.portal.intake.models import Questionnaire

AFTER_THE_POST = -50  # a paper can wait
PAPERS = "papieren"


@task(priority=AFTER_THE_POST, queue_name=PAPERS)
def make_receipt(questionnaire: int) -> None:
    """Make the paper of a receipt."""
    related = ("provider", "agreement__season", "confirmed_by")
    receipts.make(Questionnaire.objects.select_related(*related).get(pk=questionnaire))


@task(priority=AFTER_THE_POST)
def make_missing_receipts() -> None:
    """Make the papers that are not there: of before there were papers, or because something was in the way."""
    receipts.make_missing()


def any_receipt_missing() -> bool:
    """Tell whether a paper is not there."""
    return receipts.without_paper().exists()


@task(priority=AFTER_THE_POST)
def tell_of_ending_evidence() -> None:
    """Tell providers of evidence that is about to end."""
    expiring.tell()


def any_evidence_ending() -> bool:
    """Tell whether there is evidence about to end of which nobody was told."""
    return expiring.ending().exists()


@task(priority=AFTER_THE_POST)
def end_reopenings() -> None:
    """Leave whoever did not confirm anew in time with what it had confirmed."""
    reopening.end_what_is_over()


def any_reopening_over() -> bool:
    """Tell whether the last day of a reopened questionnaire went by."""
    return reopening.any_over()
