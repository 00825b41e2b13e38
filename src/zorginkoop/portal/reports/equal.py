"""Once a year: for which reasons providers were not approached, and how often people deviated; small groups hidden.

A number below ten may say something of one practice. Such groups are taken together, with the smallest other one where
that is needed, so that none of them follows from the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Count, Q

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.season.stages import runs_of
from zorginkoop.portal.selection.approach import Reasons
from zorginkoop.portal.selection.models import Choice, Correction, Run
from zorginkoop.portal.selection.summaries import summary_of

SMALLEST = 10
Part = TypeVar("Part", int, str)


@dataclass(frozen=True, slots=True)
class Group:
    """One group in a report: its words, where that stands in the policy, and its number; none where it is hidden."""

    words: str
    places: tuple[str, ...]
    number: int | None


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups as they may be shown: each by itself, and the small ones together."""

    shown: tuple[Group, ...] = ()
    together: int | None = None  # of the small groups; none: there are none, or all of them are too few
    hidden: int = 0  # how many groups are taken together


def grouped(groups: Iterable[Group]) -> Grouped:
    """Take small groups together, and with them the smallest other until they are enough."""
    rows = [one for one in groups if one.number]
    hidden = hidden_of({at: one.number or 0 for at, one in enumerate(rows)})
    shown = [one for at, one in enumerate(rows) if at not in hidden]
    total = sum(one.number or 0 for at, one in enumerate(rows) if at in hidden)
    ordered = sorted(shown, key=lambda one: (-(one.number or 0), one.words))
    return Grouped(tuple(ordered), total if total >= SMALLEST else None, len(hidden))


def hidden_of(numbers: Mapping[Part, int]) -> set[Part]:
    """Choose which parts of a whole are hidden: the small ones, and so many others that none follows from the whole."""
    rising = sorted((one for one in numbers if numbers[one]), key=lambda one: numbers[one])
    hidden = {one for one in rising if numbers[one] < SMALLEST}
    for one in rising:
        enough_together = len(hidden) > 1 and sum(numbers[each] for each in hidden) >= SMALLEST
        if not hidden or enough_together:
            break
        hidden.add(one)
    return hidden


@dataclass(frozen=True, slots=True)
class Told:
    """What the report says of one agreement; a number that is too small is none."""

    agreement: SeasonAgreement
    run: Run | None
    meant: int | None = None
    approached: int | None = None
    reasons: Grouped = field(default_factory=Grouped)
    kinds: tuple[tuple[str, int | None, int | None], ...] = ()  # of provider: how many meant, and percent approached
    regions: tuple[tuple[str, int | None, int | None], ...] = ()
    deviations: tuple[tuple[bool, int | None, bool], ...] = ()  # approached after all, how many, all agreed by a second


def report(year: int, language: Language) -> list[Told]:
    """Tell of every agreement of a contract year how providers for whom it is meant were treated."""
    agreements = SeasonAgreement.objects.filter(season__contract_year=year).select_related("season", "owner")
    return [_told(one, language) for one in agreements.order_by("title", "pk")]


def _told(agreement: SeasonAgreement, language: Language) -> Told:
    run = runs_of(agreement)[1]
    if run is None or not run.settled:
        return Told(agreement, None)
    summary = summary_of(run)
    left_out = sum(meant for _reason, _unknown, _number, meant in summary.reasons)
    approached = summary.audience - left_out
    return Told(
        agreement,
        run,
        enough(summary.audience),
        approached if enough(approached) is not None and enough(left_out) is not None else None,
        grouped(_reasons(agreement, run, language)),
        tuple(_shares(run, "provider__kind")),
        tuple(_shares(run, "region")),
        tuple(_deviations(run)),
    )


def enough(number: int) -> int | None:
    """Give a number that may be shown: nobody, or not so few that they can be known."""
    return number if number == 0 or number >= SMALLEST else None


def _reasons(agreement: SeasonAgreement, run: Run, language: Language) -> Iterator[Group]:
    words = Reasons(compiled(agreement).agreement, language)
    for reason, unknown, _number, meant in summary_of(run).reasons:
        yield Group(words.words(reason, unknown=unknown), words.citation(reason).places, meant)


def _shares(run: Run, by: str) -> Iterator[tuple[str, int | None, int | None]]:
    """Give of each part how many are meant and what share is approached; of small parts neither."""
    rows = (
        Choice.objects.filter(run=run, in_audience=True)
        .order_by()
        .values_list(by)
        .annotate(meant=Count("pk"), approached=Count("pk", filter=Q(approach=True)))
        .order_by(by)
    )
    numbers = {name: (meant, approached) for name, meant, approached in rows}
    hidden = hidden_of({name: meant for name, (meant, _approached) in numbers.items()})
    for name, (meant, approached) in numbers.items():
        telling = enough(approached) is None or enough(meant - approached) is None
        share = None if name in hidden or telling else approached * 100 // meant
        yield name, None if name in hidden else meant, share


def _deviations(run: Run) -> Iterator[tuple[bool, int | None, bool]]:
    standing = Correction.objects.filter(choice__run=run, withdrawn_at=None)
    for approach in (True, False):
        some = standing.filter(approach=approach)
        number = some.count()
        yield approach, enough(number), not some.filter(agreed_at=None).exists()
