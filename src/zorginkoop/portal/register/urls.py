"""The addresses of the register."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.register import case_views, kind_risk_views, record_views, views

urlpatterns = [
    path("", views.search, name="providers"),
    path("wijzigingen/", case_views.cases, name="code-cases"),
    path("wijzigingen/<uuid:case>/", case_views.show, name="code-case"),
    path("wijzigingen/<uuid:case>/besluit/", case_views.decide_page, name="code-case-decide"),
    path("risico/", kind_risk_views.overview, name="kind-risks"),
    path("risico/<uuid:proposal>/", kind_risk_views.decide, name="kind-risk-decide"),
    path("<uuid:provider>/wijziging/", case_views.new, name="code-case-new"),
    path("<uuid:provider>/vastleggen/<slug:what>/", record_views.write, name="dossier-write"),
    path("<uuid:provider>/contactpersonen/<int:contact>/vergeten/", record_views.forget, name="contact-forget"),
    path("<uuid:provider>/geschiedenis/", record_views.history, name="dossier-history"),
    path("<uuid:provider>/", views.show, name="dossier"),
    path("<uuid:provider>/notities/", views.write_note, name="note-write"),
    path("<uuid:provider>/notities/<uuid:note>/gedaan/", views.note_done, name="note-done"),
]
