"""People and roles as an app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Knows people; knows no provider."""

    name = "zorginkoop.portal.accounts"
    label = "accounts"
