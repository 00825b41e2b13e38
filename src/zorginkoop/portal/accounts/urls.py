"""The pages of the sign-in library, with an account of what they change."""

from __future__ import annotations

from allauth import urls as library
from django.urls import include, path

from zorginkoop.portal.accounts.entrances import accounted

accounted(library.urlpatterns)
urlpatterns = [path("", include(library))]
