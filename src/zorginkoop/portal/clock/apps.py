"""The clock as an app: it remembers how far a rehearsal was moved."""

from __future__ import annotations

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """The lowest app: every other may ask the time."""

    name = "zorginkoop.portal.clock"
    label = "clock"
