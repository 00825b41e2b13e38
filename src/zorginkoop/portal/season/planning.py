"""The calendar of both parties by the policy's own deadlines, and how punctual the purchaser itself was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zorginkoop.kernel.agenda import DatedDeadline, agenda
from zorginkoop.kernel.compile import CompiledAgreement
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.tree import Phrase
from zorginkoop.portal import clock
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.season.stages import Happened
from zorginkoop.portal.selection.approach import approaching

PURCHASER, VECOZO = "inkoper", "vecozo"
NEAR = 14  # days before a deadline from which it is near


@dataclass(frozen=True, slots=True)
class Line:
    """One date of the calendar: whom it binds, what, when in the policy's own words, and how near it is."""

    id: str
    binds: str
    what: Phrase
    when: str
    first: date | None
    last: date | None
    places: tuple[str, ...]
    today: date
    bound: date | None = None  # a day that the policy names, also while the term waits for something

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.last is not None and self.last < self.today

    @property
    def days_left(self) -> int | None:
        """How many days are left until its last day."""
        return None if self.last is None or self.over else (self.last - self.today).days

    @property
    def per_case(self) -> bool:
        """Whether it runs for each case by itself, from something that happens: the calendar has no day for it."""
        return self.bound is None

    @property
    def near(self) -> bool:
        """Whether it is about to end."""
        return self.days_left is not None and self.days_left <= NEAR


def dated_of(rules: CompiledAgreement) -> tuple[DatedDeadline, ...]:
    """Give the deadlines on the route on which providers are approached, as far as no event is known."""
    routes = approaching(rules.agreement)
    return agenda(rules, {}, rules.planning.calendar, routes[0].id if routes else None).deadlines


def calendar(agreement: SeasonAgreement, language: Language) -> list[Line]:
    """Give the calendar, by day; what waits for an event comes last.

    What VECOZO itself does counts only for an agreement that comes about by VECOZO.
    """
    today = clock.today()
    lines = [
        Line(
            id=one.deadline.id,
            binds=one.deadline.binds,
            what=one.deadline.phrase,
            when=one.dates.say(language),
            first=None if one.dates.waits else one.dates.first_day,
            last=None if one.dates.waits else one.dates.last_day,
            places=one.deadline.citation.places,
            today=today,
            bound=one.dates.last_day or one.dates.first_day,
        )
        for one in dated_of(compiled(agreement))
        if one.deadline.binds != VECOZO or agreement.channel == Channel.VECOZO
    ]
    return sorted(lines, key=lambda line: (line.last or line.first or line.bound or date.max, line.id))


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How often the purchaser itself did something in time, and how often late."""

    what: Phrase
    when: str
    in_time: int
    late: int
    undone: bool  # the term is over, and nothing was done


def own_terms(agreement: SeasonAgreement) -> dict[str, DatedDeadline]:
    """Give the deadlines that bind the purchaser and have a last day, by the event that they are about."""
    dated = (one for one in dated_of(compiled(agreement)) if one.deadline.binds == PURCHASER and one.deadline.event)
    return {one.deadline.event: one for one in dated if one.dates.before and not one.dates.waits}


def ends_of(agreement: SeasonAgreement) -> dict[str, datetime]:
    """Give the first moment after each of the purchaser's own terms."""
    return {name: one.dates.before for name, one in own_terms(agreement).items() if one.dates.before}


def punctuality(agreement: SeasonAgreement, events: Mapping[str, Happened], language: Language) -> list[Punctuality]:
    """Tell for each of the purchaser's own terms how often it was kept, by what happened."""
    found = []
    for name, one in own_terms(agreement).items():
        told = events.get(name, Happened(0, 0))
        when = one.dates.say(language)
        over = one.dates.before is not None and clock.now() >= one.dates.before
        undone = over and not told.number
        found.append(Punctuality(one.deadline.phrase, when, told.in_time, told.number - told.in_time, undone))
    return found
