"""The addresses of reports."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.reports import views

_ONE = "<int:agreement>/"

urlpatterns = [
    path("", views.index, name="reports"),
    path("gelijke-behandeling/<int:year>/", views.equal_treatment, name="report-equal"),
    path(f"{_ONE}stiptheid/", views.punctuality, name="report-terms"),
    path(f"{_ONE}stiptheid/<slug:term>/<slug:state>/", views.cases, name="report-cases"),
    path(f"{_ONE}besluiten/", views.decisions, name="report-durations"),
    path(f"{_ONE}fouten/", views.fault_list, name="report-faults"),
    path(f"{_ONE}fouten/<slug:kind>/", views.fault, name="report-fault"),
    path(f"{_ONE}lege-plekken/", views.empty_places, name="report-empty"),
]
