"""The addresses of files of long lists."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.exports import views

urlpatterns = [
    path("", views.index, name="downloads"),
    path("nieuw/", views.new, name="download-new"),
    path("<uuid:download>/", views.show, name="download"),
    path("<uuid:download>/bestand/", views.fetch, name="download-file"),
]
