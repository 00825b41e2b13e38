"""Deadlines as an app."""

from __future__ import annotations

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Knows the last day of each deadline, with the decisions that moved it."""

    name = "zorginkoop.portal.deadlines"
    label = "deadlines"
