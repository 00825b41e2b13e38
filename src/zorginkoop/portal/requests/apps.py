"""Requests as an app."""

from __future__ import annotations

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Lets whoever was not invited ask for an agreement, and gives it an answer."""

    name = "zorginkoop.portal.requests"
    label = "requests"

    def ready(self) -> None:
        """End a request with the invitation that it led to, and stand in every dossier."""
        from zorginkoop.portal.register.sections import add_section  # noqa: PLC0415 - models load after the apps
        from zorginkoop.portal.requests.deciding import after_invitation  # noqa: PLC0415 - as above
        from zorginkoop.portal.requests.dossier import SECTION  # noqa: PLC0415 - as above
        from zorginkoop.portal.selection.signals import invited  # noqa: PLC0415 - as above

        invited.connect(after_invitation, dispatch_uid="requests")
        add_section(SECTION)
