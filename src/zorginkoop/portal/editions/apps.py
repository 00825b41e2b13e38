"""Editions and seasons as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Knows policies and seasons."""

    name = "zorginkoop.portal.editions"
    label = "editions"

    def ready(self) -> None:
        """Let handovers be carried out on their day."""
        from zorginkoop.portal.editions import jobs  # noqa: PLC0415 - models load after the apps are known
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above

        repeat(jobs.keep_rules, timedelta(hours=1), wanted=jobs.any_unkept)
        repeat(jobs.hand_over, timedelta(minutes=30), wanted=jobs.anything_due)
