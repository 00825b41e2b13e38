"""How long decisions take: of the work that people closed, in days that it lay with the purchaser, by kind.

No figure is about one person: who works here is not measured by name, and a kind that was closed only a few times
shows no days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from zorginkoop.portal.assessment.completing import days_with_us
from zorginkoop.portal.assessment.models import Completion, WorkItem, WorkKind
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
    """Give every kind of work of an agreement that there was, with how long it took; asks the database twice."""
    asked: dict[int, list[Completion]] = defaultdict(list)
    for one in Completion.objects.filter(item__agreement=agreement):
        asked[one.item_id].append(one)
    days: dict[str, list[int]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    for item in WorkItem.objects.filter(agreement=agreement):
        if item.closed_at is None:
            waiting[item.kind] += 1
        elif item.closed_by_id is not None:  # what went by itself took nobody a decision
            days[item.kind].append(days_with_us(item, asked[item.pk]))
    return [_of(kind, days[kind], waiting[kind]) for kind in WorkKind if days[kind] or waiting[kind]]


def _of(kind: WorkKind, days: Sequence[int], waiting: int) -> Duration:
    told = len(days) >= SMALLEST
    half, most = (within(days, 5), within(days, 9)) if told else (None, None)
    return Duration(str(kind.label), len(days), waiting, half, most)
