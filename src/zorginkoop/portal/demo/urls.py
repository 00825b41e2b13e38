"""Where one practises."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.demo import views

urlpatterns = [path("", views.rehearsal, name="rehearsal")]
