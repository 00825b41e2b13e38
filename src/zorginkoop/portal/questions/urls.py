"""The addresses of questions; those under a policy come before its places."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.editions import urls as editions  # which says how an edition stands in an address
from zorginkoop.portal.questions import staff_views, views

assert editions.urlpatterns  # noqa: S101 - imported for what it registers
_OF_POLICY = "beleid/<edition:edition>/vragen"
_ONE = "vragen/<uuid:question>/"

urlpatterns = [
    path(f"{_OF_POLICY}/", views.published, name="questions"),
    path(f"{_OF_POLICY}.csv", views.export, name="questions-csv"),
    path(f"{_OF_POLICY}/stellen/", views.ask, name="question-ask"),
    path(f"{_OF_POLICY}/verstuurd/", views.sent, name="question-sent"),
    path("vraag/<str:token>/", views.link, name="question-link"),
    path("praktijk/<uuid:provider>/vragen/", views.of_practice, name="practice-questions"),
    path("vragen/", staff_views.work, name="questions-work"),
    path(_ONE, staff_views.show, name="question"),
    path(f"{_ONE}beantwoorden/", staff_views.answer, name="question-answer"),
    path(f"{_ONE}samenvoegen/", staff_views.join, name="question-join"),
    path(f"{_ONE}sluiten/", staff_views.close, name="question-close"),
    path("vragen/antwoorden/<uuid:answer>/", staff_views.improve, name="answer-improve"),
]
