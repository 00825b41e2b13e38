"""The addresses of seasons, for who arranges them, and of their rules, for everybody."""

from __future__ import annotations

from django.urls import path, register_converter

from zorginkoop.portal.editions import views
from zorginkoop.portal.editions.addresses import EditionName

register_converter(EditionName, "edition")

urlpatterns = [
    path("beheer/seizoenen/", views.index, name="editions"),
    path("beheer/seizoenen/<int:season>/", views.show, name="edition-season"),
    path("beheer/seizoenen/openen/<edition:edition>/", views.opening, name="edition-open"),
    path("beheer/overeenkomsten/<int:agreement>/kanaal/", views.channel, name="edition-channel"),
    path("beheer/overeenkomsten/<int:agreement>/overdragen/", views.hand_over, name="edition-hand-over"),
    path("beheer/overdrachten/<int:handover>/intrekken/", views.call_off, name="edition-call-off"),
    path("beleid/", views.policies, name="policies"),
    path("beleid/<edition:edition>/", views.policy, name="policy"),
    path("beleid/<edition:edition>/overeenkomst/<slug:agreement>/", views.rules, name="policy-rules"),
    path("beleid/<edition:edition>/<path:place>/", views.place, name="policy-place"),
]
