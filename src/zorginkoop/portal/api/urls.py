"""The addresses of the API, which asks for a key itself, and of the pages about keys."""

from __future__ import annotations

from django.urls import path, re_path

from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.api.operations import no_such_address, openapi
from zorginkoop.portal.api.pages import (
    documentation,
    keys_of_provider,
    keys_of_purchaser,
    withdraw_of_provider,
    withdraw_of_purchaser,
)
from zorginkoop.portal.api.service import service

_operations = service.urls[0]
for _one in _operations:
    if _one.callback is not None:
        open_to_anyone(_one.callback)  # the gate lets it pass: every operation looks at the key, or says it needs none

urlpatterns = [
    path("openapi.json", open_to_anyone(openapi), name="api-openapi"),
    *_operations,
    re_path("", open_to_anyone(no_such_address), name="api-nothing"),
]

pages = [
    path("api/", documentation, name="api-documentation"),
    path("praktijk/<uuid:provider>/sleutels/", keys_of_provider, name="api-keys-of-provider"),
    path(
        "praktijk/<uuid:provider>/sleutels/<uuid:key>/beeindigen/",
        withdraw_of_provider,
        name="api-key-withdraw-of-provider",
    ),
    path("beheer/sleutels/", keys_of_purchaser, name="api-keys"),
    path("beheer/sleutels/<uuid:key>/beeindigen/", withdraw_of_purchaser, name="api-key-withdraw"),
]
