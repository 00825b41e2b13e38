"""The addresses of mailings and reminders."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.mailings import actions, practice_views, reminder_views, views

_ONE = "mailings/<uuid:mailing>/"
_OWN = "praktijk/<uuid:provider>/"

urlpatterns = [
    path("mailings/", views.index, name="mailings"),
    path("mailings/nieuw/<int:agreement>/", actions.new, name="mailing-new"),
    path(_ONE, views.show, name="mailing"),
    path(f"{_ONE}tekst/", actions.text, name="mailing-text"),
    path(f"{_ONE}ontvangers/", views.receivers, name="mailing-receivers"),
    path(f"{_ONE}ontvangers/<int:receiver>/", actions.leave_out, name="mailing-leave-out"),
    path(f"{_ONE}ontvangers/<int:receiver>/brief.pdf", views.letter, name="mailing-letter"),
    path(f"{_ONE}proef/", actions.proof, name="mailing-proof"),
    path(f"{_ONE}voorleggen/", actions.submit, name="mailing-submit"),
    path(f"{_ONE}akkoord/", actions.approve, name="mailing-approve"),
    path(f"{_ONE}concept/", actions.back, name="mailing-back"),
    path(f"{_ONE}versturen/", actions.start, name="mailing-start"),
    path(f"{_ONE}stilleggen/", actions.stop, name="mailing-stop"),
    path(f"{_ONE}intrekken/", actions.withdraw, name="mailing-withdraw"),
    path(f"{_ONE}brieven.zip", views.post, name="mailing-post"),
    path(f"{_ONE}gepost/", actions.posted, name="mailing-posted"),
    path("beheer/overeenkomsten/<int:agreement>/herinneringen/", reminder_views.rules, name="reminder-rules"),
    path(f"{_OWN}berichten/", practice_views.index, name="practice-messages"),
    path(f"{_OWN}berichten/<uuid:message>/", practice_views.show, name="practice-message"),
    path(f"{_OWN}brieven/<int:receiver>/brief.pdf", practice_views.letter, name="practice-letter"),
]
