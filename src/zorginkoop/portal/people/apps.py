"""The pages about people as an app; all tables but one are those of accounts and register."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Knows people and providers."""

    name = "zorginkoop.portal.people"
    label = "people"

    def ready(self) -> None:
        """Stand in every dossier with who manages the provider."""
        from zorginkoop.portal.people.dossier import SECTION  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above

        add_section(SECTION)
