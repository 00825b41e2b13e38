"""What of the requests waits for the purchaser, for who looks at its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zorginkoop.portal import clock
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.requests.models import AgreementRequest
from zorginkoop.portal.requests.views import term_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many requests wait, since when, how many of them too long, and by when the nearest is to be answered."""

    number: int
    since: date
    late: int
    by: date | None


def waiting(agreement: SeasonAgreement) -> Waiting | None:
    """Tell which requests for an agreement wait; None when none does."""
    rows = list(AgreementRequest.objects.open().filter(agreement=agreement).order_by("received_at"))
    if not rows:
        return None
    for one in rows:
        one.agreement = agreement
    terms = [term for term in map(term_of, rows) if term is not None]
    ahead = [term.last_day for term in terms if not term.is_late(None)]
    since = rows[0].received_at.astimezone(clock.AMSTERDAM).date()
    return Waiting(len(rows), since, sum(1 for term in terms if term.is_late(None)), min(ahead, default=None))
