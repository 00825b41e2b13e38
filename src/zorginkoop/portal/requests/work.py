"""What of the requests waits for the purchaser, beside the questions, for who looks at its day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Value

from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.questions import work as questions
from zorginkoop.portal.questions.work import Waiting, told
from zorginkoop.portal.requests.models import AgreementRequest

_REQUEST, _QUESTION = "aanvraag", "vraag"


def waiting(agreement: SeasonAgreement) -> Waiting | None:
    """Tell which requests for an agreement wait; None when none does."""
    return requests_and_questions(agreement)[0]


def requests_and_questions(agreement: SeasonAgreement) -> tuple[Waiting | None, Waiting | None]:
    """Tell which requests and which questions wait, in one question to the database."""
    requests = AgreementRequest.objects.open().filter(agreement=agreement)
    both = requests.annotate(kind=Value(_REQUEST, CharField())).values_list("kind", "confirmed_at")
    asked = (
        questions.rows_of(agreement).annotate(kind=Value(_QUESTION, CharField())).values_list("kind", "confirmed_at")
    )
    moments: dict[str, list[datetime]] = {_REQUEST: [], _QUESTION: []}
    for kind, moment in both.union(asked.values_list("kind", "confirmed_at"), all=True):
        if moment is not None:
            moments[kind].append(moment)
    return told(agreement, moments[_REQUEST]), told(agreement, moments[_QUESTION])
