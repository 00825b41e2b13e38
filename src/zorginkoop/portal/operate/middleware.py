"""One line in the log for each request: which page, how it ended, how long it took; never an address or a name."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
