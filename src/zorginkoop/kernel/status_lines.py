"""What a claim line or a ride may say of agreements: only what the table of contract status says."""

from __future__ import annotations

from dataclasses import replace

from zorginkoop.kernel.facts import FactRecord, RecordedSubject
from zorginkoop.kernel.layer_words import LayerStatus
from zorginkoop.kernel.status import REST, Question, StatusTable, status_on

SOURCE = "contractstatus"


def line_agreements(table: StatusTable, question: Question) -> tuple[RecordedSubject, ...]:
    """Give the rows of agreements of a claim line, for the day that decides and whoever gave the care.

    One row where the care of that person falls under an agreement in force, a row of unknown care type where that is
    not known, else none. What one kind of care asks more stays with the conditions of the line itself.
    """
    status = status_on(table, replace(question, care=REST)).status
    if status in (LayerStatus.NOT_CONTRACTED, LayerStatus.OUTSIDE):
        return ()
    care = table.layers.agreement.care_type if status == LayerStatus.CONTRACTED else "onbekend"
    record = FactRecord(care, SOURCE, valid_from=question.on, valid_until=question.on)
    return (RecordedSubject("overeenkomst", SOURCE, facts={"zorgsoort": (record,)}),)
