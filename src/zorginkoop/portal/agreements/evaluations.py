"""The sealed report of an evaluation: what every condition came to, on paper, before a decision rests on it.

It is made before an agreement is offered on an outcome, before a refusal is told, and whenever a purchaser asks for it:
without it there is no such decision. The outcome inside is the one that was stored; whoever has the file can judge it
again and see that nothing was changed.
"""

from __future__ import annotations

from datetime import UTC

from django.conf import settings

from zorginkoop.documents.evaluation_pdf import EvaluationLine, EvaluationPart, evaluation_pdf
from zorginkoop.kernel.date_words import write_date, write_moment
from zorginkoop.portal import clock
from zorginkoop.portal.agreements import store
from zorginkoop.portal.agreements.models import EvaluationReport
from zorginkoop.portal.agreements.receipts import SEALING
from zorginkoop.portal.assessment.judging import judged_again
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.assessment.pages import WITHHELD, GroupView, holds_withheld, outcome_view
from zorginkoop.portal.audit.log import changing


def ask(assessment: Assessment) -> EvaluationReport:
    """Have the report of an outcome made, once; asking again gives the one there is."""
    from zorginkoop.portal.agreements.jobs import make_report  # noqa: PLC0415 - it knows this module

    with changing("agreements.report_asked", about=assessment, for_whom=assessment.provider.public_id):
        report, new = EvaluationReport.objects.get_or_create(assessment=assessment)
        if new:
            make_report.enqueue(report.pk)
    return report


def made_first(assessment: Assessment, **_more: object) -> None:
    """Make the report of an outcome now, before a decision rests on it; one that was made stays as it is.

    Raises DocumentWrong or OutsideFailed when it cannot be set or sealed: then there is no decision either.
    """
    with changing("agreements.report_asked", about=assessment, for_whom=assessment.provider.public_id):
        report, _new = EvaluationReport.objects.get_or_create(assessment=assessment)
    make(report)


def make(report: EvaluationReport) -> None:
    """Set, seal and keep a report; one that was made stays as it is."""
    if report.made_at is not None:
        return
    moment = clock.now()
    file_hash = store.keep(SEALING.seal(_paper(report.assessment), "Verslag van een beoordeling", moment))
    whom = report.assessment.provider.public_id
    with changing("agreements.report_made", about=report, for_whom=whom, file=file_hash):
        EvaluationReport.objects.filter(pk=report.pk, made_at=None).update(made_at=moment, file_hash=file_hash)


def _paper(assessment: Assessment) -> bytes:
    outcome = judged_again(assessment)
    view = outcome_view(outcome, "nl", WITHHELD)
    judged = assessment.judged_at.astimezone(UTC)
    words = {
        "titel": "Verslag van de beoordeling",
        "inkoper": settings.PURCHASER,
        "gegevens": [
            ["Aanbieder", f"{assessment.provider.name}, AGB-code {assessment.provider.agb_code}"],
            ["Overeenkomst", str(assessment.agreement)],
            ["Peildatum", write_date(assessment.on, "nl")],
            ["Beoordeeld", f"{write_moment(judged, 'nl')}, omdat {assessment.get_cause_display()}"],
            ["Kenmerk", assessment.content_hash],
        ],
        "uitleg": [*view.summary, "Het kenmerk hierboven is berekend van de uitkomst zoals die is vastgelegd."],
    }
    return evaluation_pdf(
        words,
        [_part(group) for group in view.groups],
        day=judged.date(),
        outcome=b"" if holds_withheld(outcome) else assessment.canonical_bytes,
        banner=SEALING.banner(),
    )


def _part(group: GroupView) -> EvaluationPart:
    lines = (*group.asking, *group.met)
    told = [EvaluationLine(one.requirement, one.state, one.clause, list(one.findings)) for one in lines]
    return EvaluationPart(group.head, told)
