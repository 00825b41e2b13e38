"""By when something is to be done: a term of the policy that runs from what happened, as from a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zorginkoop.kernel.dates import resolve
from zorginkoop.kernel.tree import Phrase
from zorginkoop.portal import clock
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Season, SeasonAgreement

RECEIVED, REPLIED = "mail_ontvangen", "mail_beantwoord"  # what policies call a message, and the answer to it


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a policy: its last day, the first moment after it, and where it stands in the policy."""

    what: Phrase
    last_day: date
    before: datetime
    places: tuple[str, ...]

    def is_late(self, ended_at: datetime | None) -> bool:
        """Tell whether what was to be done came too late, or has not come and it is over."""
        return (ended_at or clock.now()) >= self.before

    def days_left(self) -> int:
        """Give how many days are left; none once it is over."""
        return max((self.last_day - clock.today()).days, 0)


def answer_term(agreement: SeasonAgreement, received_at: datetime) -> Term | None:
    """Give the term for an answer to what was received at a moment; None where the policy sets none."""
    return term_for(agreement, REPLIED, {RECEIVED: received_at})


def term_for(agreement: SeasonAgreement, awaited: str, happened: Mapping[str, datetime]) -> Term | None:
    """Give the term for an event by what happened before, both as policies call them; None where none is set."""
    planning = compiled(agreement).planning
    for deadline in planning.deadlines:
        if deadline.event != awaited:
            continue
        dates = resolve(deadline.rule, happened, planning.calendar)
        if dates.before is not None and dates.last_day is not None and not dates.waits:
            return Term(deadline.phrase, dates.last_day, dates.before, deadline.citation.places)
    return None


class Terms:
    """Gives terms; of what is about a whole policy that of its first agreement which has one."""

    def __init__(self, agreements: Iterable[SeasonAgreement]) -> None:
        self._of_season: dict[int, list[SeasonAgreement]] = {}
        for agreement in agreements:
            self._of_season.setdefault(agreement.season_id, []).append(agreement)

    @classmethod
    def of(cls, season: Season) -> Terms:
        """Give the terms of one season."""
        return cls(season.agreements.select_related("season").order_by("pk"))

    def of_question(self, season: int, agreement: int | None, received_at: datetime) -> Term | None:
        """Give the term of a question about an agreement, or about a whole policy."""
        for one in self._of_season.get(season, ()):
            if agreement is None or one.pk == agreement:
                found = answer_term(one, received_at)
                if found is not None:
                    return found
        return None
