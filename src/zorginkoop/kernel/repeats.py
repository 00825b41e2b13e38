"""Duties that return through the year: cut a term into calendar periods and say when each turn is due."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from zorginkoop.kernel.scalars import IsoDate
from zorginkoop.kernel.supplied import Number, written
from zorginkoop.kernel.terms import Period, end_after_months, first_of_next_month, last_of_month

_YEARS = range(1990, 2200)


def plausible(day: date) -> date:
    """Refuse a year that can only be a slip of the pen."""
    if day.year not in _YEARS:
        message = f"{day} ligt buiten {_YEARS[0]} tot en met {_YEARS[-1]}; controleer het jaar."
        raise ValueError(message)
    return day


RuleDay = Annotated[IsoDate, AfterValidator(plausible)]


class Per(StrEnum):
    """How often a duty returns: each calendar month, quarter or year of its term, never counted from a delivery."""

    MONTH = "maand"
    QUARTER = "kwartaal"
    YEAR = "jaar"


_SHAPES = {
    Per.MONTH: r"\d{4}-(0[1-9]|1[0-2])",
    Per.QUARTER: r"\d{4}-K[1-4]",
    Per.YEAR: r"\d{4}",
}
_MONTHS_PER = {Per.MONTH: 1, Per.QUARTER: 3, Per.YEAR: 12}


def turn_name(per: Per, day: date) -> str:
    """Name the calendar period that a day lies in: 2025-01, 2025-K1 or 2025."""
    if per is Per.MONTH:
        return f"{day.year:04d}-{day.month:02d}"
    return f"{day.year:04d}" if per is Per.YEAR else f"{day.year:04d}-K{(day.month - 1) // 3 + 1}"


def is_turn_name(per: Per, text: str) -> bool:
    """Tell whether a text names a calendar period of a length."""
    return re.fullmatch(_SHAPES[per], text) is not None


class Repeat(BaseModel):
    """A duty through the year: one turn per calendar period of the term, due some time after that period ends.

    A term that starts or ends halfway gives a shorter first or last period, which counts as a whole turn.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    per: Per
    start: RuleDay = Field(alias="van")
    end: RuleDay = Field(alias="tot_en_met")
    months: Number | None = Field(default=None, alias="binnen_maanden")
    days: Number | None = Field(default=None, alias="binnen_dagen")

    @model_validator(mode="after")
    def _meaningful(self) -> Self:
        """Refuse a repetition without exactly one term, or that ends before it starts."""
        if (self.months is None) == (self.days is None):
            message = "herhaalt zegt niet eenduidig wanneer het af moet zijn; geef binnen_maanden of binnen_dagen."
            raise ValueError(message)
        if self.end < self.start:
            message = f"herhaalt eindigt ({self.end}) voor het begin ({self.start}); verwissel van en tot_en_met."
            raise ValueError(message)
        return self

    def periods(self) -> tuple[Period, ...]:
        """Cut the term into its calendar periods, in order and without a gap."""
        size = _MONTHS_PER[self.per]
        found, start = [], self.start
        while start <= self.end:
            closing = start.replace(day=1, month=(start.month - 1) // size * size + size)
            found.append(Period.of(start, min(last_of_month(closing), self.end)))
            start = first_of_next_month(closing)
        return tuple(found)

    def due(self, period_end: date) -> date:
        """Give the last day on which the turn over a period may come; a month end stays a month end."""
        if self.months is not None:
            return end_after_months(period_end, written(self.months))
        return period_end + timedelta(days=written(self.days))
