"""Doubt on integrity, as an app."""

from __future__ import annotations

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Keeps what is shielded apart, and hands to the policies only whether there is a signal, and a decided doubt."""

    name = "zorginkoop.portal.integrity"
    label = "integrity"

    def ready(self) -> None:
        """Stand in each dossier with nothing but a way to report."""
        from zorginkoop.portal.integrity.dossier import SECTION  # noqa: PLC0415 - models load after the apps are ready
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above

        add_section(SECTION)
