"""Questionnaires as an app."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Asks, keeps answers and evidence, and hands them to the register when they are confirmed."""

    name = "zorginkoop.portal.intake"
    label = "intake"
