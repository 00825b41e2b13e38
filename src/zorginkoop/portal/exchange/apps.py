"""The exchange with VECOZO as an app."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Knows deliveries and differences."""

    name = "zorginkoop.portal.exchange"
    label = "exchange"
