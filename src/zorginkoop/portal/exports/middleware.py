"""Answer with a file where a list was asked for as one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from zorginkoop.portal.exports.lists import Instead


class Files:
    """Gives the file that a list was asked for as, in the place of its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the site does."""
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, raised: Exception) -> HttpResponseBase | None:
        """Give the file; any other exception goes on."""
        return raised.answer if isinstance(raised, Instead) else None
