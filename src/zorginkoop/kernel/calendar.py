"""Dutch working days: Monday to Friday without the national holidays.

The texts count in working days but never say which days are free (AMB-16, B-27), so the two disputed days are
parameters that an installation may set and every page can show. The day of receipt is day 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from zorginkoop.kernel.scalars import YesNo

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
_LUSTRUM = 5
_FIRST_KINGS_DAY = 2014


class LiberationDay(StrEnum):
    """In which years 5 May is a day off."""

    EVERY_YEAR = "elk_jaar"
    LUSTRUM_YEARS = "lustrumjaren"
    NEVER = "nooit"


class WorkCalendar(BaseModel):
    """Which days count as working days in the Netherlands; without settings Good Friday is one, 5 May not in lustra."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    good_friday_off: YesNo = Field(default=False, alias="goede_vrijdag_vrij")
    liberation_day: LiberationDay = Field(default=LiberationDay.LUSTRUM_YEARS, alias="bevrijdingsdag_vrij")

    def holidays(self, year: int) -> Mapping[date, str]:
        """Give the days off of one year with their Dutch names, in the order of the year."""
        return _holidays(year, self.good_friday_off, self.liberation_day)

    def is_working_day(self, day: date) -> bool:
        """Say whether the day is from Monday to Friday and no holiday."""
        return day.weekday() < _SATURDAY and day not in self.holidays(day.year)

    def add_working_days(self, day: date, count: int) -> date:
        """Give the working day that comes `count` working days after `day`, which itself is day 0 and may be any day.

        Zero gives the day itself; a negative count raises ValueError.
        """
        if count < 0:
            message = f"{count} werkdagen: een termijn telt vooruit, dus geef 0 of meer."
            raise ValueError(message)
        while count:
            day += _DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`, as a term counts them.

        An end before the start raises ValueError.
        """
        if end < start:
            message = f"{end} ligt voor {start}; geef eerst de dag van ontvangst en dan de dag van de reactie."
            raise ValueError(message)
        return sum(self.is_working_day(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))


def easter(year: int) -> date:
    """Give Easter Sunday of a year in the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    cycle = year % 19
    century, rest = divmod(year, 100)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * cycle + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (cycle + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def _holidays(year: int, good_friday_off: bool, liberation_day: LiberationDay) -> Mapping[date, str]:  # noqa: FBT001 - a cache key, not a switch
    """List the holidays of one year; kept, because a register asks for the same few years again and again."""
    sunday = easter(year)
    days = {
        date(year, 1, 1): "Nieuwjaarsdag",
        sunday: "Eerste paasdag",
        sunday + timedelta(days=1): "Tweede paasdag",
        sunday + timedelta(days=39): "Hemelvaartsdag",
        sunday + timedelta(days=49): "Eerste pinksterdag",
        sunday + timedelta(days=50): "Tweede pinksterdag",
        date(year, 12, 25): "Eerste kerstdag",
        date(year, 12, 26): "Tweede kerstdag",
    }
    days |= _royal_day(year)
    if good_friday_off:
        days[sunday - timedelta(days=2)] = "Goede Vrijdag"
    if _liberation_off(year, liberation_day):
        # Ascension Day can fall on 5 May (2016), and then keeps its name.
        days.setdefault(date(year, 5, 5), "Bevrijdingsdag")
    return MappingProxyType(dict(sorted(days.items())))


def _royal_day(year: int) -> dict[date, str]:
    """Give King's Day (27 April) or, before 2014, Queen's Day (30 April); a Sunday moves it to the day before."""
    day, name = (date(year, 4, 27), "Koningsdag") if year >= _FIRST_KINGS_DAY else (date(year, 4, 30), "Koninginnedag")
    return {day - _DAY if day.weekday() == _SUNDAY else day: name}


def _liberation_off(year: int, rule: LiberationDay) -> bool:
    """Say whether 5 May of this year is a day off."""
    if rule is LiberationDay.LUSTRUM_YEARS:
        return year % _LUSTRUM == 0
    return rule is LiberationDay.EVERY_YEAR
