"""The addresses of the queue."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.jobs import views

urlpatterns = [
    path("", views.queue, name="jobs"),
    path("<uuid:job>/opnieuw/", views.again, name="jobs-again"),
    path("<uuid:job>/laten-vallen/", views.drop, name="jobs-drop"),
]
