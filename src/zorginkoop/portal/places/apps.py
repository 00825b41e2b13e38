"""Contract status and its published projection as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Knows agreements; is read by the care finder, the desks and the claims checks."""

    name = "zorginkoop.portal.places"
    label = "places"

    def ready(self) -> None:
        """Work out contract status when an agreement was concluded, and of everybody each night."""
        from zorginkoop.portal.agreements.signals import concluded, start_changed  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above
        from zorginkoop.portal.places import jobs  # noqa: PLC0415 - as above

        concluded.connect(jobs.after_conclusion, dispatch_uid="places")
        start_changed.connect(jobs.after_conclusion, dispatch_uid="places")
        repeat(jobs.refresh_everybody, timedelta(days=1))
