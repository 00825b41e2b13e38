"""The addresses of the season."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.season import declining_views, views

_ONE = "seizoen/<int:agreement>/"
_CSV, _EXCEL = {"form": "csv"}, {"form": "xlsx"}

urlpatterns = [
    path("seizoen/", views.index, name="season"),
    path(f"{_ONE}namen/<slug:stage>/", views.names, name="season-names"),
    path(f"{_ONE}namen/<slug:stage>/lijst.csv", views.names, _CSV, name="season-names-csv"),
    path(f"{_ONE}namen/<slug:stage>/lijst.xlsx", views.names, _EXCEL, name="season-names-xlsx"),
    path(f"{_ONE}fouten/<slug:kind>/", views.fault, name="season-faults"),
    path(f"{_ONE}fouten/<slug:kind>/lijst.csv", views.fault, _CSV, name="season-faults-csv"),
    path(f"{_ONE}fouten/<slug:kind>/lijst.xlsx", views.fault, _EXCEL, name="season-faults-xlsx"),
    path(f"{_ONE}regios/", views.regions, name="season-regions"),
    path(f"{_ONE}regios/lijst.csv", views.regions, _CSV, name="season-regions-csv"),
    path(f"{_ONE}regios/lijst.xlsx", views.regions, _EXCEL, name="season-regions-xlsx"),
    path("praktijk/<uuid:provider>/", views.practice, name="practice-home"),
    path("praktijk/<uuid:provider>/geen-aanbod/<int:agreement>/", declining_views.decline, name="decline"),
]
