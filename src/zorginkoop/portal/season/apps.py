"""The season as an app."""

from __future__ import annotations

from django.apps import AppConfig


class SeasonConfig(AppConfig):
    """Has no tables: it counts what the others keep."""

    name = "zorginkoop.portal.season"
    label = "season"
