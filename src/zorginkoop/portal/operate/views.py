"""Whether the site is well, and what people read while its database is away."""

from __future__ import annotations

import logging
import sys
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.theme import views as theme

RETRY_SECONDS = 60
_log = logging.getLogger("zorginkoop.operate")


@open_to_anyone
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is given the request
    """Say in one word whether the site and its database answer; why not stands in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        _log.exception("the database does not answer")
        return HttpResponse("niet gezond\n", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse("gezond\n", content_type="text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """Tell a database that is away, which passes, from a mistake of ours."""
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return theme.broken(request)
    page = render_to_string("operate/unavailable.html", {"purchaser": settings.PURCHASER})
    response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
