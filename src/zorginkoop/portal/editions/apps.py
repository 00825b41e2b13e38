"""Editions and seasons as an app."""

from __future__ import annotations

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Knows policies and seasons."""

    name = "zorginkoop.portal.editions"
    label = "editions"
