"""What of the questions waits for the purchaser, for who looks at its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.questions.terms import answer_term


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of something wait, since when, how many of them too long, and by when the nearest is to be answered."""

    number: int
    since: date
    late: int
    by: date | None


def waiting(agreement: SeasonAgreement) -> Waiting | None:
    """Tell which questions about an agreement, or about its whole policy, wait; None when none does."""
    return told(agreement, [one.received_at for one in rows_of(agreement).only("confirmed_at", "asked_at")])


def rows_of(agreement: SeasonAgreement) -> QuerySet[Question]:
    """Give the questions about an agreement, or about its whole policy, that wait."""
    whole = Q(agreement=None, season__edition=agreement.season.edition)
    return Question.objects.waiting().filter(Q(agreement=agreement) | whole)


def told(agreement: SeasonAgreement, moments: Iterable[datetime]) -> Waiting | None:
    """Tell of what came at these moments, and waits, by when it is to be answered; None when nothing came."""
    came = sorted(moments)
    if not came:
        return None
    terms = [term for term in (answer_term(agreement, moment) for moment in came) if term is not None]
    ahead = [term.last_day for term in terms if not term.is_late(None)]
    since = came[0].astimezone(clock.AMSTERDAM).date()
    return Waiting(len(came), since, len(terms) - len(ahead), min(ahead, default=None))
