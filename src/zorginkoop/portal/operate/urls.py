"""The addresses of operation."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.operate import log_views, views

urlpatterns = [
    path("gezond/", views.health, name="health"),
    path("toezicht/logboek/", log_views.changes, name="audit-log"),
    path("toezicht/leeslogboek/", log_views.readings, name="reading-log"),
]
