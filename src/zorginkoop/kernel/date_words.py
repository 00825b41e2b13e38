"""Days and moments in Dutch and English words, on the clock of Europe/Amsterdam."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from zorginkoop.kernel.scalars import AMSTERDAM

Language = Literal["nl", "en"]

_DUTCH = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def write_date_dutch(day: date) -> str:
    """Write a day in Dutch: 7 november 2025."""
    return f"{day.day} {_DUTCH[day.month - 1]} {day.year}"


def write_date_english(day: date) -> str:
    """Write a day in English: 7 November 2025."""
    return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}"


def write_date(day: date, language: Language = "nl") -> str:
    """Write a day in the language asked for."""
    return write_date_dutch(day) if language == "nl" else write_date_english(day)


def write_moment(moment: datetime, language: Language = "nl") -> str:
    """Write an aware moment on the Amsterdam clock: 30 maart 2025 om 15:00 uur; seconds only when there are any.

    In the hour that the clock repeats in October the words say which of the two is meant.
    """
    local = moment.astimezone(AMSTERDAM)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    summer = bool(local.dst())
    if language == "nl":
        season = f" ({'zomertijd' if summer else 'wintertijd'})" if twice else ""
        return f"{write_date_dutch(local.date())} om {clock} uur{season}"
    season = f" ({'summer' if summer else 'winter'} time)" if twice else ""
    return f"{write_date_english(local.date())} at {clock}{season}"
