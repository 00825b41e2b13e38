"""Moving a season to other rules, as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class RecodingConfig(AppConfig):
    """Shows what a mended coding changes for whom, and carries it out once two people agreed."""

    name = "zorginkoop.portal.recoding"
    label = "recoding"

    def ready(self) -> None:
        """Take up what a worker left lying."""
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.recoding import jobs  # noqa: PLC0415 - as above

        repeat(jobs.take_up, timedelta(minutes=5), wanted=jobs.anything_left)
