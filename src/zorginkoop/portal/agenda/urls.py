"""The addresses of the agenda."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.agenda import extension_views, views

urlpatterns = [
    path("agenda/", views.index, name="agenda"),
    path("agenda/link/", views.make_feed, name="agenda-feed-make"),
    path("agenda/link/intrekken/", views.take_back_feed, name="agenda-feed-take-back"),
    path("agenda/<str:secret>.ics", views.feed, name="agenda-feed"),
    path("agenda/overeenkomst/<int:agreement>/", views.agreement_page, name="agenda-agreement"),
    path("agenda/overeenkomst/<int:agreement>/verlengen/", extension_views.new, name="extension-new"),
    path("agenda/verlenging/<uuid:extension>/", extension_views.decide, name="extension"),
    path("praktijk/<uuid:provider>/agenda/", views.practice, name="practice-agenda"),
]
