"""What every page shows: whose site this is, in which language, and which day a rehearsal plays."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from zorginkoop.portal import clock


def every_page(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - a context processor is given the request
    """Give the name of the purchaser, the language, and in a rehearsal its day."""
    return {
        "purchaser": settings.PURCHASER,
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "rehearsal": settings.REHEARSAL_CLOCK,
        "rehearsal_day": clock.today() if settings.REHEARSAL_CLOCK else None,
    }
