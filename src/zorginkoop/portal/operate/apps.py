"""Operation as an app."""

from __future__ import annotations

from django.apps import AppConfig


class OperateConfig(AppConfig):
    """Stands above every context and has no tables."""

    name = "zorginkoop.portal.operate"
    label = "operate"
