"""How long decisions take: of the work that people closed, in days that it lay with the purchaser, by kind.

No figure is about one person: who works here is not measured by name, and a kind that was closed only a few times
shows no days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import Min, QuerySet

from zorginkoop.portal.assessment.completing import days_with_us
from zorginkoop.portal.assessment.models import Completion, ExceptionRequest, WorkItem, WorkKind
from zorginkoop.portal.assessment.queue import EXCEPTION_WORDS
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.reports.equal import SMALLEST


@dataclass(frozen=True, slots=True)
class Duration:
    """One kind of work of an agreement: how often a person closed it, and within how many whole days."""

    kind: str
    closed: int
    open: int
    half: int | None  # within so many days half of it was closed; None for too few
    most: int | None  # and nine in ten

    @property
    def few(self) -> bool:
        """Whether it was closed too few times to show days."""
        return self.half is None


def within(days: Sequence[int], tenths: int) -> int:
    """Give the smallest number of days within which so many tenths were closed; ValueError of nothing."""
    if not days:
        message = "nothing was closed"
        raise ValueError(message)
    return sorted(days)[ceil(len(days) * tenths / 10) - 1]


def durations(agreement: SeasonAgreement) -> list[Duration]:
    """Give every kind of work of an agreement that there was, with how long it took; asks the database three times.

    An exception that a provider asked for is a task of its policy, and told apart from the others.
    """
    asked: dict[int, list[Completion]] = defaultdict(list)
    for one in Completion.objects.filter(item__agreement=agreement):
        asked[one.item_id].append(one)
    days: dict[str, list[int]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    wished = ExceptionRequest.objects.filter(agreement=agreement)
    exceptions = {(provider, task): first for provider, task, first in _first_asked(wished)}
    for item in WorkItem.objects.filter(agreement=agreement):
        first = exceptions.get((item.provider_id, item.reference)) if item.kind == WorkKind.TASK else None
        kind = EXCEPTION_WORDS if first is not None and item.raised_at >= first else WorkKind(item.kind).label
        if item.closed_at is None:
            waiting[str(kind)] += 1
        elif item.closed_by_id is not None:  # what went by itself took nobody a decision
            days[str(kind)].append(days_with_us(item, asked[item.pk]))
    kinds = [str(one) for kind in WorkKind for one in (kind.label, *[EXCEPTION_WORDS] * (kind == WorkKind.TASK))]
    return [_of(kind, days[kind], waiting[kind]) for kind in kinds if days[kind] or waiting[kind]]


def _first_asked(wished: QuerySet[ExceptionRequest]) -> Iterable[tuple[int, str, datetime]]:
    """Give since when each provider asked for each exception."""
    return wished.values_list("provider", "task").annotate(first=Min("asked_at"))


def _of(kind: str, days: Sequence[int], waiting: int) -> Duration:
    told = len(days) >= SMALLEST
    half, most = (within(days, 5), within(days, 9)) if told else (None, None)
    return Duration(kind, len(days), waiting, half, most)
