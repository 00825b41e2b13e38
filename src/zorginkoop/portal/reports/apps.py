"""Reports as an app."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Has no tables: it counts what the others keep."""

    name = "zorginkoop.portal.reports"
    label = "reports"
