"""The addresses of the care finder."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.finder import views

urlpatterns = [
    path("", views.search, name="finder"),
    path("<uuid:place>/", views.detail, name="finder-detail"),
]
