"""Where the pages of a questionnaire stand."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.intake import reopening_views, vault_views, views

app_name = "intake"
_ONE = "praktijk/<uuid:provider>/vragenlijst/<uuid:questionnaire>/"

urlpatterns = [
    path("praktijk/<uuid:provider>/vragenlijsten/", views.index, name="index"),
    path("praktijk/<uuid:provider>/bewijs/", vault_views.vault, name="vault"),
    path("praktijk/<uuid:provider>/bewijs/<uuid:file>/intrekken/", vault_views.withdrawal, name="withdraw"),
    path("bewijs/", vault_views.ending, name="ending"),
    path("bewijs/<int:notice>/", vault_views.handled, name="handled"),
    path(_ONE, views.overview, name="overview"),
    path(f"{_ONE}controleren/", views.check, name="check"),
    path(f"{_ONE}bevestigen/", views.confirmation, name="confirm"),
    path(f"{_ONE}ontvangstbewijs/", views.receipt, name="receipt"),
    path(f"{_ONE}ontvangstbewijs/pdf/", views.receipt_paper, name="receipt_paper"),
    path(f"{_ONE}ontvangstbewijs/<uuid:reopening>/", reopening_views.earlier, name="earlier"),
    path(f"{_ONE}ontvangstbewijs/<uuid:reopening>/pdf/", reopening_views.earlier_paper, name="earlier_paper"),
    path("vragenlijsten/heropenen/", reopening_views.listing, name="reopenings"),
    path(
        "aanbieders/<uuid:provider>/vragenlijst/<uuid:questionnaire>/heropenen/", reopening_views.reopen, name="reopen"
    ),
    path(f"{_ONE}klopt-niet/<slug:mark>/", views.wrong, name="wrong"),
    path(f"{_ONE}bewijs/<uuid:file>/", views.download, name="download"),
    path(f"{_ONE}<slug:name>/", views.group, name="group"),
]
