"""Exports as an app."""

from __future__ import annotations

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Knows rows and columns; knows nothing of what they are about."""

    name = "zorginkoop.portal.exports"
    label = "exports"
