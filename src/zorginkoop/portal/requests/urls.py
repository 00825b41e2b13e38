"""The addresses of requests; those under a policy come before its places."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.editions import urls as editions  # which says how an edition stands in an address
from zorginkoop.portal.requests import public_views, staff_views, views

assert editions.urlpatterns  # noqa: S101 - imported for what it registers
_OUTSIDE = "beleid/<edition:edition>/aanvragen/<slug:agreement>/"
_OWN = "praktijk/<uuid:provider>/aanvragen/"
_OWN_ONE = f"{_OWN}<uuid:asked>/"
_ONE = "aanvragen/<uuid:asked>/"

urlpatterns = [
    path("beleid/<edition:edition>/aanvragen/", public_views.forms, name="request-forms"),
    path(_OUTSIDE, public_views.ask, name="request-ask"),
    path(f"{_OUTSIDE}verstuurd/", public_views.sent, name="request-sent"),
    path("aanvraag/<str:token>/", public_views.link, name="request-link"),
    path(_OWN, views.index, name="practice-requests"),
    path(f"{_OWN}nieuw/<int:agreement>/", views.new, name="practice-request-new"),
    path(_OWN_ONE, views.show, name="practice-request"),
    path(f"{_OWN_ONE}stukken/", views.add, name="practice-request-add"),
    path(f"{_OWN_ONE}stukken/<uuid:document>/", views.document, name="practice-request-document"),
    path(f"{_OWN_ONE}intrekken/", views.withdraw, name="practice-request-withdraw"),
    path("aanvragen/", staff_views.work, name="requests-work"),
    path(_ONE, staff_views.show, name="request"),
    path(f"{_ONE}stukken/<uuid:document>/", staff_views.document, name="request-document"),
    path(f"{_ONE}namens/", staff_views.vouch, name="request-vouch"),
    path(f"{_ONE}niet-namens/", staff_views.not_theirs, name="request-not-theirs"),
    path(f"{_ONE}benaderen/", staff_views.grant, name="request-grant"),
    path(f"{_ONE}akkoord/", staff_views.agree, name="request-agree"),
    path(f"{_ONE}afwijzen/", staff_views.refuse, name="request-refuse"),
    path(f"{_ONE}meer/", staff_views.more, name="request-more"),
]
