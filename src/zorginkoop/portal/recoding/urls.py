"""Where the rules of a season are."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.recoding import views

urlpatterns = [
    path("beheer/seizoenen/<int:season>/regels/", views.recoding, name="recoding"),
    path("beheer/seizoenen/<int:season>/regels/voorstellen/", views.proposing, name="recoding-propose"),
    path("beheer/seizoenen/<int:season>/regels/besluiten/", views.deciding, name="recoding-decide"),
]
