"""The addresses of the exchange with VECOZO."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.exchange import difference_views, views

app_name = "exchange"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("<int:agreement>/", views.agreement_page, name="agreement"),
    path("<int:agreement>/leveren/", views.ask_export_page, name="export-new"),
    path("<int:agreement>/terugkoppelen/", views.bring_import_page, name="import-new"),
    path("<int:agreement>/vergelijken/", difference_views.compare_page, name="compare"),
    path("<int:agreement>/verschillen/", difference_views.difference_list, name="differences"),
    path("<int:agreement>/verschillen/bestand/", difference_views.difference_file, name="differences-file"),
    path("levering/<uuid:export>/", views.export_page, name="export"),
    path("levering/<uuid:export>/bestand.zip", views.export_file, name="export-file"),
    path("terugkoppeling/<uuid:delivery>/", views.import_page, name="import"),
    path("terugkoppeling/<uuid:delivery>/fouten/", views.import_problems, name="import-problems"),
    path("terugkoppeling/<uuid:delivery>/verwerken/", views.confirm_page, name="import-confirm"),
    path("terugkoppeling/<uuid:delivery>/wegleggen/", views.set_aside_page, name="import-set-aside"),
    path("verschil/<int:difference>/", difference_views.difference_page, name="difference"),
]
