"""The addresses of selections."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.selection import actions, stored_views, views

_RUN = "<uuid:run>/"

urlpatterns = [
    path("", views.index, name="selections"),
    path("nieuw/<int:agreement>/", actions.start, name="selection-start"),
    path(_RUN, views.show, name="selection"),
    path(f"{_RUN}lijst/", views.listing, name="selection-list"),
    path(f"{_RUN}lijst.csv", views.export, {"form": "csv"}, name="selection-csv"),
    path(f"{_RUN}lijst.xlsx", views.export, {"form": "xlsx"}, name="selection-xlsx"),
    path(f"{_RUN}verschillen/", views.differences, name="selection-differences"),
    path(f"{_RUN}aanbieders/<uuid:provider>/", views.provider, name="selection-provider"),
    path(f"{_RUN}aanbieders/<uuid:provider>/afwijken/", actions.deviate, name="selection-deviate"),
    path(f"{_RUN}afwijkingen/<int:correction>/intrekken/", actions.withdraw_deviation, name="selection-withdraw"),
    path(f"{_RUN}afwijkingen/<int:correction>/akkoord/", actions.agree, name="selection-agree"),
    path(f"{_RUN}vaststellen/", actions.confirm, name="selection-confirm"),
    path(f"{_RUN}vaststelling-intrekken/", actions.take_back, name="selection-take-back"),
    path(f"{_RUN}vastlegging/", stored_views.stored, name="selection-stored"),
    path(f"{_RUN}vastlegging/bestand/", stored_views.file, name="selection-outcomes"),
    path(f"{_RUN}vastlegging/opnieuw/", stored_views.replay, name="selection-replay"),
    path(f"{_RUN}versturen/", actions.send, name="selection-send"),
]
