"""Selection as an app."""

from __future__ import annotations

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Decides by the policy whom to approach, and lets two people answer for it."""

    name = "zorginkoop.portal.selection"
    label = "selection"

    def ready(self) -> None:
        """Stand in every dossier with what was selected and sent."""
        from zorginkoop.portal.mail.signals import written_again  # noqa: PLC0415 - models load after the apps
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.dossier import SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.sending import follow  # noqa: PLC0415 - as above

        add_section(SECTION)
        written_again.connect(follow, dispatch_uid="selection.follow")
