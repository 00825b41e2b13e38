"""The demo as an app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Makes a region to practise on, and shows who one can be and which day it is; no tables."""

    name = "zorginkoop.portal.demo"
    label = "demo"
