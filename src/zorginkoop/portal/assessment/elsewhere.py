"""Pages of work that come from a context above this one: it says itself which kind it shows."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from zorginkoop.portal.assessment.models import WorkItem
from zorginkoop.portal.register.mandates import SignedInRequest

Page = Callable[[SignedInRequest, WorkItem], HttpResponse]
PAGES: dict[str, Page] = {}


def show_with(kind: str, page: Page) -> None:
    """Let a kind of work be shown by a page; call it in `AppConfig.ready`."""
    PAGES[kind] = page
