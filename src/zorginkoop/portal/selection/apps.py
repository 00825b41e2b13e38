"""Selection as an app."""

from __future__ import annotations

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Decides by the policy whom to approach, and lets two people answer for it."""

    name = "zorginkoop.portal.selection"
    label = "selection"
