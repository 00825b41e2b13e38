"""In a rehearsal, look once in each request how far its clock stands from the real one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zorginkoop.portal.clock import looked_up_once


class ClockOfRequest:
    """One look at the rehearsal's clock for each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer by one clock."""
        with looked_up_once():
            return self.get_response(request)
