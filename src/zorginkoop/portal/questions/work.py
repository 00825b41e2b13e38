"""What of the questions waits for the purchaser, for who looks at its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zorginkoop.portal import clock
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.questions.terms import Terms


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions wait, since when, how many of them too long, and by when the nearest is to be answered."""

    number: int
    since: date
    late: int
    by: date | None


def waiting(agreement: SeasonAgreement) -> Waiting | None:
    """Tell which questions about an agreement, or about its whole policy, wait; None when none does."""
    rows = Question.objects.waiting().filter(
        Q(agreement=agreement) | Q(agreement=None, season__edition=agreement.season.edition)
    )
    moments = [one.received_at for one in rows.order_by("confirmed_at").only("confirmed_at", "asked_at")]
    if not moments:
        return None
    terms = Terms([agreement])
    found = [terms.of_question(agreement.season_id, agreement.pk, moment) for moment in moments]
    late = sum(1 for term in found if term is not None and term.is_late(None))
    ahead = [term.last_day for term in found if term is not None and not term.is_late(None)]
    return Waiting(len(moments), moments[0].astimezone(clock.AMSTERDAM).date(), late, min(ahead, default=None))
