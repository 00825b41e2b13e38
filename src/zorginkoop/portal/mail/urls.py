"""The addresses of the messages."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.mail import views

urlpatterns = [
    path("", views.messages_page, name="messages"),
    path("opzij-gezet/", views.decide_set_aside, name="messages-set-aside"),
    path("<uuid:message>/", views.message_page, name="message"),
    path("<uuid:message>/besluit/", views.decide, name="message-decide"),
]
