"""Until when something may be done: the policy's own end, or the last day that two people decided on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.dates import end_of
from zorginkoop.kernel.facts import RecordedSubject
from zorginkoop.portal import clock
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.deadlines.decided import days_decided, fact_of
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider

CONFIRMED = "vragenlijst_bevestigd"
EXTENDABLE = (CONFIRMED,)  # a late signature is accepted on the offer itself, and is no extension


def by_policy(agreement: SeasonAgreement, event: str) -> datetime | None:
    """Give the first moment after the policy's own deadline for an event; None where it sets none."""
    rules = compiled(agreement)
    dated = agenda(rules, {}, rules.planning.calendar)
    ends = [one.dates.before for one in dated.deadlines if one.deadline.event == event and one.dates.before]
    return min(ends, default=None)


def end_for(
    agreement: SeasonAgreement, event: str, provider: Provider | None = None, read: RecordedSubject | None = None
) -> datetime | None:
    """Give the first moment at which an event comes too late: for one provider, or for everyone alike.

    Of a provider that was read to judge it, the later days stand there already, and are not asked for again.
    """
    end = by_policy(agreement, event)
    if end is None:
        return None
    if read is not None and (fact := fact_of(agreement, event)):
        return max([end, *map(end_of, days_decided(read.facts.get(fact, ())))])
    whose = provider.pk if provider else _NOBODY
    return max([end, *(end_of(day) for (day,) in _EXTENDED.rows(agreement.pk, event, whose))])


def _extended(agreement: int, event: str, provider: int) -> QuerySet[Extension, Any]:
    """Give the last days that count for everyone and for one provider."""
    whose = Q(provider=None) | Q(provider=provider)
    return Extension.objects.counting().filter(whose, agreement=agreement, event=event).values_list("last_day")


_EXTENDED = AskedOften(_extended, int, str, int)
_NOBODY = 0  # the number of no provider


def last_day_before(end: datetime) -> date:
    """Give the last day on which something still comes in time, by the first moment at which it no longer does."""
    return (end - timedelta(microseconds=1)).astimezone(clock.AMSTERDAM).date()


class Ends:
    """The ends of one deadline for many providers, in two questions to the database."""

    def __init__(self, agreement: SeasonAgreement, event: str, providers: Iterable[int]) -> None:
        self.everyone = end_for(agreement, event)
        own = Extension.objects.counting().filter(agreement=agreement, event=event, provider__in=list(providers))
        self._own: dict[int, date] = {}
        for provider, day in own.values_list("provider", "last_day"):
            if provider is not None:
                self._own[provider] = max(day, self._own.get(provider, day))

    def of(self, provider: int) -> datetime | None:
        """Give the end for one of them."""
        if self.everyone is None or provider not in self._own:
            return self.everyone
        return max(self.everyone, end_of(self._own[provider]))


def ends_of(provider: Provider, agreements: Iterable[SeasonAgreement], event: str) -> dict[int, datetime | None]:
    """Give the ends for one provider in several agreements, by agreement, in one question to the database."""
    found = {one.pk: by_policy(one, event) for one in agreements}
    whose = Q(provider=None) | Q(provider=provider)
    days = Extension.objects.counting().filter(whose, agreement__in=list(found), event=event)
    for agreement, day in days.values_list("agreement", "last_day"):
        end = found[agreement]
        found[agreement] = max(end, end_of(day)) if end is not None else None
    return found
