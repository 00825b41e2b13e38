"""The exchange with VECOZO as an app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Knows deliveries and differences."""

    name = "zorginkoop.portal.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Look now and then whether a delivery waits for work that broke off."""
        from zorginkoop.portal.exchange import jobs  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.exchange.rescuing import anything_waiting  # noqa: PLC0415 - as above
        from zorginkoop.portal.jobs.repeats import repeat  # noqa: PLC0415 - as above

        repeat(jobs.rescue_deliveries, timedelta(minutes=5), wanted=anything_waiting)
