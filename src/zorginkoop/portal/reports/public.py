"""What everybody may know of our own punctuality: for each term of the policy how often it was kept, once a day.

Nothing in it is about one provider: a term that concerned few of them shows no number.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal import clock
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.reports import terms
from zorginkoop.portal.reports.equal import SMALLEST

_DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """One term: what it is, when it ends, and how often it was kept; no number where it concerned few."""

    what: str
    kind: str
    when: str
    places: tuple[str, ...]
    decided: int | None  # how often it was kept or not; None for too few
    in_time: int | None

    @property
    def percentage(self) -> int | None:
        """How often it was kept, in whole per cents, rounded down: almost always is not always."""
        return None if self.decided is None or self.in_time is None else 100 * self.in_time // self.decided


@dataclass(frozen=True, slots=True)
class Punctuality:
    """The terms of one agreement."""

    title: str
    edition: str
    kept: tuple[Kept, ...]


def punctuality(language: Language) -> list[Punctuality]:
    """Give every agreement with the terms that came to something by today; worked out at the first look of a day."""
    key = f"stiptheid-{clock.today()}-{language}"
    found: list[Punctuality] | None = cache.get(key)
    if found is None:
        found = [one for one in (_of(each, language) for each in _agreements()) if one.kept]
        cache.set(key, found, _DAY_SECONDS)
    return found


def _agreements() -> list[SeasonAgreement]:
    return list(SeasonAgreement.objects.select_related("season").order_by("-season__contract_year", "title", "pk"))


def _of(agreement: SeasonAgreement, language: Language) -> Punctuality:
    told = [of_term(one, language) for one in terms.measured(agreement) if not one.endless]
    return Punctuality(str(agreement), agreement.season.edition, tuple(one for one in told if one.decided != 0))


def of_term(one: terms.Measured, language: Language) -> Kept:
    """Count a term that was passed and is not done yet among those that were not kept."""
    in_time = one.number(terms.IN_TIME)
    decided = in_time + one.number(terms.LATE) + one.number(terms.OVERDUE)
    few = 0 < decided < SMALLEST
    return Kept(
        what=one.what.in_language(language),
        kind=str(one.kind),
        when=one.dated.dates.say(language),
        places=tuple(one.dated.deadline.citation.places),
        decided=None if few else decided,
        in_time=None if few else in_time,
    )
