"""People and roles as an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

if TYPE_CHECKING:
    from zorginkoop.portal.accounts.models import User


class AccountsConfig(AppConfig):
    """Knows people; knows no provider."""

    name = "zorginkoop.portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Write to the log when somebody signed in: Django would write it to the person, accounted for by nobody."""
        from zorginkoop.portal.accounts import entrances, kept, sessions  # noqa: PLC0415 - models load after the apps

        def begin(request: HttpRequest, user: User, **_: object) -> None:
            sessions.begin(request.session)
            kept.drop_of_another(request.session, user)

        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(begin, weak=False, dispatch_uid="accounts_session")
        entrances.listen()
