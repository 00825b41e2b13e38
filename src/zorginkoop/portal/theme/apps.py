"""The look of the site as an app."""

from __future__ import annotations

from django.apps import AppConfig


class ThemeConfig(AppConfig):
    """Templates, style sheets and template tags; no tables."""

    name = "zorginkoop.portal.theme"
    label = "theme"
