"""The JSON API as an app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Reads register and places; keeps the keys that open it."""

    name = "zorginkoop.portal.api"
    label = "api"
