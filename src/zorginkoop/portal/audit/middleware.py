"""Name who acts in a request, so that every change it makes and everything personal it shows is theirs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zorginkoop.portal.audit.log import Actor, acting
from zorginkoop.portal.audit.reading import buffered

ANYONE = Actor("bezoeker", "bezoeker")


class ActorOfRequest:
    """Every change made and every reading done during a request is by the person who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Act as the person who is signed in, or as a visitor."""
        user = request.user
        actor = user.actor if user.is_authenticated else ANYONE
        with acting(actor), buffered():
            return self.get_response(request)
