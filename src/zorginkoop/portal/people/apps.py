"""The pages about people as an app; their tables are those of accounts and register."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Knows people and providers."""

    name = "zorginkoop.portal.people"
    label = "people"
