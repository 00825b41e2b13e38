"""The care finder as an app."""

from __future__ import annotations

from django.apps import AppConfig


class FinderConfig(AppConfig):
    """Reads what is published, and nothing else."""

    name = "zorginkoop.portal.finder"
    label = "finder"
