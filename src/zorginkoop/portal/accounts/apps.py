"""People and roles as an app."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """Knows people; knows no provider."""

    name = "zorginkoop.portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Leave to the log when somebody signed in: Django would write it to the person, accounted for by nobody."""
        user_logged_in.disconnect(dispatch_uid="update_last_login")
