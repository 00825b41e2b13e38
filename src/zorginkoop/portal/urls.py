"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from zorginkoop.portal.theme import views as theme

urlpatterns = [
    path("", theme.start, name="start"),
    path("account/", include("allauth.urls")),
    path("zorgzoeker/", include("zorginkoop.portal.finder.urls")),
]
