"""The addresses of season files."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.casefile import views

_ONE = "aanbieders/<uuid:provider>/dossierbestand/<uuid:casefile>/"

urlpatterns = [
    path("aanbieders/<uuid:provider>/dossierbestand/", views.new, name="case-file-new"),
    path(_ONE, views.show, name="case-file"),
    path(f"{_ONE}dossier.zip", views.fetch, name="case-file-fetch"),
]
