"""Date rules filled in for one test: written as in a policy, with events as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.dates import DateRule, Resolved, Timing, resolve
from zorginkoop.kernel.scalars import read_moment

EARLY, IN_TIME, LATE, OPEN, MISSED = Timing.EARLY, Timing.IN_TIME, Timing.LATE, Timing.OPEN, Timing.MISSED
MONTHLY: dict[str, object] = {"per": "maand", "van": "2025-01-01", "tot_en_met": "2025-12-31", "binnen_maanden": "1"}


def at(text: str) -> datetime:
    """Read a moment."""
    return read_moment(text)


def rule(plain: Mapping[str, object], **numbers: int) -> DateRule:
    """Read a date rule, with the numbers that an installation supplies."""
    return DateRule.model_validate(plain).filled(numbers)


def given(plain: Mapping[str, object], **events: str) -> Resolved:
    """Fill in a date rule with the events that happened."""
    moments = {name: at(text) for name, text in events.items()}
    return resolve(rule(plain), moments, WorkCalendar())


def judged(resolved: Resolved, *moments: str) -> list[Timing]:
    """Judge several moments by one rule."""
    return [resolved.verdict(at(text)) for text in moments]
