"""The register as an app."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Knows people and providers; knows no policy."""

    name = "zorginkoop.portal.register"
    label = "register"
