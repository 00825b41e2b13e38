"""Contract status and its published projection as an app."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Knows agreements; is read by the care finder, the desks and the claims checks."""

    name = "zorginkoop.portal.places"
    label = "places"
