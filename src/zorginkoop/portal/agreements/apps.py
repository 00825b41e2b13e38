"""The agreements as an app."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Offers, seals, lets sign, and records what was agreed."""

    name = "zorginkoop.portal.agreements"
    label = "agreements"
