"""Mail as an app."""

from __future__ import annotations

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Knows addresses and texts; knows nothing of what they are about."""

    name = "zorginkoop.portal.mail"
    label = "mail"
