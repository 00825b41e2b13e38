"""One site and one browser for all of these tests; each visitor has a window of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from support.browsing import DESKTOP, Visitor, chromium, running_site

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the site once, as a user starts it."""
    with running_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once."""
    with sync_playwright() as playwright:
        started = chromium(playwright)
        yield started
        started.close()


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """Give a way to open a window, signed in or not; at the end no browser may have complained."""
    visitors: list[Visitor] = []

    def open_window(email: str = "", size: ViewportSize = DESKTOP, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport=size, locale="nl-NL", timezone_id="Europe/Amsterdam", java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context.new_page(), site)
        visitors.append(visitor)
        if email:
            visitor.sign_in(email)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.page.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
