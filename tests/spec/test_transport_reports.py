"""The reports that a transport director owes over the extended agreement: 25 a year, the last ones after its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from support.worked_examples import installation
from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.kernel.dates import Occurrence
from zorginkoop.policies.loading import edition_folder, load_edition

REPORTS = ("managementrapportage", "klachtenrapportage", "taxioverzicht")


def series(**readings: str) -> dict[str, tuple[Occurrence, ...]]:
    """Give every turn of the three reports, with some readings other than the policy's own."""
    base = installation()
    chosen = replace(base, readings={**base.readings, **readings})
    edition = load_edition(edition_folder("ziekenvervoer/2025-2"), chosen)
    dates = agenda(compile_agreement(edition, "vervoersregie", chosen), {}, WorkCalendar(), "loopt_door")
    return {name: dates.deadline(name).dates.occurrences for name in REPORTS}


@pytest.mark.parametrize("last_day", ["R1", "R2"])
def test_two_years_bring_fifty_reports(last_day: str) -> None:
    found = series(**{"B-01": last_day})
    assert {name: len(turns) for name, turns in found.items()} == dict(zip(REPORTS, (24, 24, 2), strict=True))
    by_year = Counter(turn.period.start.year for turns in found.values() for turn in turns)
    assert by_year == {2025: 25, 2026: 25}


@pytest.mark.parametrize(
    ("report", "turn", "month_end", "due"),
    [
        ("managementrapportage", 0, date(2025, 1, 31), date(2025, 2, 28)),
        ("klachtenrapportage", 1, date(2025, 2, 28), date(2025, 3, 31)),
        ("managementrapportage", -1, date(2026, 12, 31), date(2027, 1, 31)),
        ("taxioverzicht", 0, date(2025, 12, 31), date(2026, 1, 31)),
        ("taxioverzicht", -1, date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_report_is_due_a_month_after_its_period(report: str, turn: int, month_end: date, due: date) -> None:
    found = series()[report][turn]
    assert (found.period.end, found.last_day) == (month_end, due)
