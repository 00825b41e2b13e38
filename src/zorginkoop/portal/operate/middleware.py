"""What holds for every request: a line in the log without an address or a name, and a size that a page can take."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zorginkoop.portal.accounts.sizes import most_of
from zorginkoop.portal.theme.views import too_large

_log = logging.getLogger("zorginkoop.requests")


class RequestLog:
    """Writes a line for each request, and gives the answer the number under which it stands in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the site does, and write the line."""
        start = time.perf_counter()
        number = secrets.token_hex(8)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = number
        match = request.resolver_match
        user = getattr(request, "_cached_user", None)  # who was looked up already; a log asks the database nothing
        _log.info(
            "request",
            extra={
                "request": number,
                "method": request.method,
                "page": (match.view_name if match else "") or "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - start) * 1000),
                "actor": f"user:{user.pk}" if user is not None and user.pk else "",
            },
        )
        return response


class SizeLimit:
    """Refuses what is larger than a page takes, before anything of it is read; stands before whatever reads forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the site does."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_arguments: object) -> HttpResponse | None:
        """Let the request pass, or say how much it may be."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        size = int(said) if said.isdigit() else 0
        return too_large(request, most_of(view)) if size > most_of(view) else None
