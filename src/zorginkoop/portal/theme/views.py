"""Pages that belong to no context: the start, and what a person reads when something is not there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zorginkoop.portal.accounts.access import open_to_anyone


@open_to_anyone
def start(request: HttpRequest) -> HttpResponse:
    """Say what this site is, and where to go."""
    return render(request, "theme/start.html")


@open_to_anyone
def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives the reason
    """Say that the page was open for too long, and that going back keeps what was typed."""
    return render(request, "theme/expired.html", status=403)
