"""The addresses of imports."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.register.imports import views

urlpatterns = [
    path("", views.overview, name="imports"),
    path("<uuid:brought>/", views.show, name="import"),
    path("<uuid:brought>/rapport/", views.report, name="import-report"),
    path("<uuid:brought>/verwerken/", views.confirm_page, name="import-confirm"),
    path("<uuid:brought>/wegleggen/", views.set_aside_page, name="import-set-aside"),
]
