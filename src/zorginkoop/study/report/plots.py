"""The plots of the report: bars with their label above them, bars on both sides of a limit, and a time line."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from zorginkoop.study.report.sketch import AGAINST, INK, LINE, MUTED, OPEN, SOFT, STRONG, WIDTH, Sketch
from zorginkoop.study.report.words import Tongue

LETTERS: Final = 50  # of a label on one line
LINE_HEIGHT: Final = 17
BAR: Final = 14
GAP: Final = 12
MONTHS: Final = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
ROOM_FOR_MONTH: Final = 40
PARTY_COLOURS: Final = {"aanbieder": STRONG, "inkoper": AGAINST}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a label, a number, and the part of it that is drawn strong (all of it when not given)."""

    label: str
    value: int
    part: int | None = None
    indent: int = 0


def bars(rows: Sequence[Bar], tongue: Tongue) -> Markup:
    """Draw bars below each other on one scale from zero."""
    sketch = Sketch()
    longest = max((row.value for row in rows), default=0) or 1
    top = 0.0
    for row in rows:
        left = 16.0 * row.indent
        room = WIDTH - left
        top = _label(sketch, left, top, f"{row.label}: {tongue.number(row.value)}")
        strong = row.value if row.part is None else row.part
        sketch.rect(left, top, WIDTH, top + BAR, LINE)
        if row.value > strong:
            sketch.rect(left, top, left + _long(row.value, longest, room), top + BAR, SOFT)
        if strong:
            sketch.rect(left, top, left + _long(strong, longest, room), top + BAR, STRONG)
        top += BAR + GAP
    return sketch.svg()


def _long(value: int, longest: int, room: float) -> float:
    """Give the length of a bar; somebody is always seen."""
    return max(2.0, room * value / longest)


def _label(sketch: Sketch, left: float, top: float, text: str) -> float:
    """Write a label over as many lines as it takes; gives where the bar can start."""
    for line in textwrap.wrap(text, LETTERS):
        sketch.text(left, top + LINE_HEIGHT / 2, line)
        top += LINE_HEIGHT
    return top + 2


def around_limit(labels: Sequence[str], failed: Sequence[int], met: Sequence[int], tongue: Tongue) -> Markup:
    """Draw, for several distances from a limit, how many lie just on the wrong side and just on the right side."""
    sketch = Sketch()
    middle, room = WIDTH / 2, WIDTH / 2 - 46
    longest = max((*failed, *met, 1))
    top = 0.0
    for label, wrong, right in zip(labels, failed, met, strict=True):
        top = _label(sketch, 0, top, label)
        sketch.line(middle, top - 2, middle, top + BAR + 2, MUTED)
        left_end = middle - room * wrong / longest
        right_end = middle + room * right / longest
        sketch.rect(left_end, top, middle, top + BAR, AGAINST)
        sketch.rect(middle, top, right_end, top + BAR, STRONG)
        sketch.text(left_end - 6, top + BAR / 2, tongue.number(wrong), INK, "right")
        sketch.text(right_end + 6, top + BAR / 2, tongue.number(right), INK, "left")
        top += BAR + GAP
    return sketch.svg()


@dataclass(frozen=True, slots=True)
class Stretch:
    """One date of a calendar: from when until when; None leaves that side open."""

    label: str
    party: str
    first: date | None
    last: date | None


def time_line(rows: Sequence[Stretch], on: date, tongue: Tongue) -> Markup:
    """Draw dates on a time line with the reference date; what starts or ends nowhere runs to the edge."""
    days = [day for row in rows for day in (row.first, row.last) if day] + [on]
    scale = _Scale(min(days), max(days))
    sketch = Sketch()
    _months(sketch, scale, tongue)
    here = scale.at(on)
    words = tongue.say("peildatum", "reference date")
    left_half = here < WIDTH / 2
    sketch.text(here + (4 if left_half else -4), LINE_HEIGHT * 1.5, words, AGAINST, "left" if left_half else "right")
    sketch.line(here, LINE_HEIGHT, here, 2 * LINE_HEIGHT, AGAINST)
    top = 2.0 * LINE_HEIGHT + 4
    for row in rows:
        top = _label(sketch, 0, top, row.label)
        _stretch(sketch, scale, row, top)
        sketch.line(here, top - 3, here, top + BAR + 3, AGAINST)
        top += BAR + GAP
    return sketch.svg()


def _months(sketch: Sketch, scale: _Scale, tongue: Tongue) -> None:
    """Name the months, the first and each January with its year."""
    for number, day in enumerate(scale.months()):
        if number == 0 or scale.labels(day):
            month = MONTHS[tongue.language][day.month - 1]
            words = f"{month} {day.year}" if number == 0 or day.month == 1 else month
            sketch.text(scale.at(day) + 3, LINE_HEIGHT / 2, words, MUTED)
            sketch.line(scale.at(day), 2, scale.at(day), LINE_HEIGHT)


def _stretch(sketch: Sketch, scale: _Scale, row: Stretch, top: float) -> None:
    left = scale.at(row.first) if row.first else 0.0
    right = scale.at(row.last) if row.last else float(WIDTH)
    sketch.rect(0, top, WIDTH, top + BAR, LINE)
    sketch.rect(left, top, max(right, left + 3), top + BAR, PARTY_COLOURS.get(row.party, OPEN))


class _Scale:
    """Lays days on the width of the plot."""

    def __init__(self, first: date, last: date) -> None:
        start = first.replace(day=1)
        self._start = start.toordinal()
        self._length = max(last.toordinal() - self._start + 10, 45)

    def at(self, day: date) -> float:
        return (day.toordinal() - self._start) * WIDTH / self._length

    def months(self) -> list[date]:
        """Give the first day of every month on the scale."""
        day, found = date.fromordinal(self._start), []
        while self.at(day) < WIDTH:
            found.append(day)
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return found

    def labels(self, day: date) -> bool:
        """Tell whether a month has room for its name; a long scale names only some."""
        every = 1 + len(self.months()) // 6
        return (day.month - 1) % every == 0 and self.at(day) < WIDTH - ROOM_FOR_MONTH
