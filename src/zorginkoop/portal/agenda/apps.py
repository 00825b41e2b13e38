"""The agenda as an app."""

from __future__ import annotations

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Shows the deadlines of both parties, and hands them to people's own calendars."""

    name = "zorginkoop.portal.agenda"
    label = "agenda"
