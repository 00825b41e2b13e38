"""Where the pages of work and outcomes stand."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.assessment import (
    completion_views,
    exception_views,
    interest_views,
    outside_views,
    queue_views,
    reconsideration_views,
    sharing_views,
    views,
)

app_name = "assessment"
_OUTCOME = "aanbieders/<uuid:provider>/uitkomst/<uuid:assessment>/"
_EXCEPTIONS = "praktijk/<uuid:provider>/uitzonderingen/"
_OWN = "praktijk/<uuid:provider>/uitkomst/<uuid:assessment>/"

urlpatterns = [
    path("werkvoorraad/", queue_views.queue, name="queue"),
    path("werkvoorraad/belangen/", interest_views.own, name="interests"),
    path("werkvoorraad/<uuid:item>/", views.work_item, name="item"),
    path("werkvoorraad/<uuid:item>/oppakken/", views.take, name="take"),
    path("werkvoorraad/verdeling/", sharing_views.load, name="load"),
    path("werkvoorraad/<uuid:item>/toewijzen/", sharing_views.assign, name="assign"),
    path("werkvoorraad/<uuid:item>/aanvulling/", completion_views.ask, name="ask"),
    path("aanbieders/<uuid:provider>/gebeurd/", outside_views.write, name="outside"),
    path(_OUTCOME, views.of_provider, name="outcome"),
    path(f"{_OUTCOME}opnieuw/", views.anew, name="anew"),
    path(f"{_OUTCOME}vastlegging/", views.stored, name="stored"),
    path(f"{_OUTCOME}brief/", views.letter_page, name="letter"),
    path("praktijk/<uuid:provider>/uitkomst/", views.of_practice, name="of_practice"),
    path("praktijk/<uuid:provider>/nieuw-bewijs/<uuid:questionnaire>/<slug:fact>/", views.again, name="again"),
    path("praktijk/<uuid:provider>/aanvulling/<uuid:completion>/", completion_views.completion, name="completion"),
    path(_EXCEPTIONS, exception_views.listing, name="exceptions"),
    path(f"{_EXCEPTIONS}<int:agreement>/", exception_views.ask, name="exception-ask"),
    path(f"{_EXCEPTIONS}<uuid:exception>/bestand/", exception_views.file, name="exception-file"),
    path(_OWN, views.own, name="own"),
    path(f"{_OWN}heroverweging/", reconsideration_views.ask, name="reconsider"),
    path("werkvoorraad/<uuid:item>/bewijs/<int:piece>/", reconsideration_views.judge_anew, name="judge-anew"),
    path(f"{_OWN}brief/", views.letter_page, name="own_letter"),
]
