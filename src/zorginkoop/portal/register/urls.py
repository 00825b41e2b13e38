"""The addresses of the register."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.register import views

urlpatterns = [
    path("", views.search, name="providers"),
    path("<uuid:provider>/", views.show, name="dossier"),
    path("<uuid:provider>/notities/", views.write_note, name="note-write"),
    path("<uuid:provider>/notities/<uuid:note>/gedaan/", views.note_done, name="note-done"),
]
