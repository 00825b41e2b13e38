"""A real browser on the real site: started as a user starts it, and looked at with a program and with the eye."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
AXE, FORM_OF_PAGE, OFF_THE_SCREEN = (
    (ROOT / "tests/browser" / name).read_text(encoding="utf-8")
    for name in ("vendor/axe.min.js", "form_of_page.js", "off_the_screen.js")
)
SCREENS = ROOT / ".cache/screens"
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=740)
ZOOMED = ViewportSize(width=320, height=256)  # 1280 by 1024 at 400%
SITE_SECONDS = 240  # a demo on a machine that does other things as well
PASSWORD = "alles is hier verzonnen"  # noqa: S105 - what the demo shows to everybody
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "sudo apt-get install -y chromium"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def chromium(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, f"There is no Chromium on this machine. Type: {INSTALL}"
    return playwright.chromium.launch(executable_path=found, args=_FLAGS)


@contextmanager
def running_site(folder: Path) -> Iterator[str]:
    """Run the site with its made-up region, the way `make run` does; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZORGINKOOP_")}
    environment |= {"ZORGINKOOP_DATA": str(folder / "portaal"), "DJANGO_SETTINGS_MODULE": "zorginkoop.portal.settings"}
    told = folder / "site.log"
    with told.open("wb") as log:
        site = subprocess.Popen(
            [sys.executable, "-m", "zorginkoop.cli.main", "portal", "run", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(address, site, told)
            yield address
        finally:
            site.terminate()
            site.wait(30)


def _wait(address: str, site: subprocess.Popen[bytes], told: Path) -> None:
    end = time.monotonic() + SITE_SECONDS
    while time.monotonic() < end:
        assert site.poll() is None, f"the site stopped:\n{told.read_text(encoding='utf-8')}"
        try:
            with urllib.request.urlopen(f"{address}/contact/", timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    message = f"the site did not start within {SITE_SECONDS} seconds:\n{told.read_text(encoding='utf-8')}"
    raise AssertionError(message)


@dataclass
class Visitor:
    """Somebody in front of a browser; what the browser complains about is kept."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._keep)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _keep(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> int:
        """Open a page; give the status of the answer."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        return answer.status

    def sign_in(self, email: str) -> None:
        """Sign in by password."""
        self.go("/account/login/")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", PASSWORD)
        self.submit()
        assert "/login" not in self.page.url, self.page.inner_text("main")

    def play(self, day: str, hour: str = "09:00") -> None:
        """Move the day of the rehearsal, as a person does."""
        self.go("/oefenen/")
        self.page.fill("#id_day", day)
        self.page.fill("#id_hour", hour)
        self.press("Naar deze dag")
        assert self.page.locator(".message-success").count() == 1

    def press(self, name: str) -> None:
        """Press the button with these words, and wait for the page that follows."""
        with self.page.expect_event("load"):
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def submit(self) -> None:
        """Send the first form of the page."""
        with self.page.expect_event("load"):
            self.page.locator("main form button[type=submit]").first.click()

    def follow(self, name: str) -> None:
        """Follow the link with these words."""
        self.click(self.page.get_by_role("link", name=name).first)

    def click(self, link: Locator) -> None:
        """Follow a link."""
        with self.page.expect_event("load"):
            link.click()

    def enter(self) -> None:
        """Press Enter, and wait for the page that follows."""
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def keep_screen(self, name: str) -> Path:
        """Keep what is on the screen, for somebody to look at."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        file = SCREENS / f"{name}-{width}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, full_page=True)
        return file

    def look(self) -> list[str]:
        """Give everything that is wrong with the page as it is now: by axe, without a heading, off the screen."""
        return [*axe(self.page), *form_of_page(self.page), *off_the_screen(self.page)]


def axe(page: Page) -> list[str]:
    """Give what axe finds on a page, by WCAG 2.2 AA and good practice."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE)
    result = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
    )
    return [
        f"{page.url}: {found['id']}: {found['help']}: {'; '.join(node['html'][:160] for node in found['nodes'][:3])}"
        for found in result["violations"]
    ]


def form_of_page(page: Page) -> list[str]:
    """Give what a page lacks that every page has."""
    return [f"{page.url}: {wrong}" for wrong in page.evaluate(FORM_OF_PAGE)]


def off_the_screen(page: Page) -> list[str]:
    """Give what does not fit: a page that scrolls sideways, or parts over each other."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    return [f"{page.url} at {width}: {wrong}" for wrong in page.evaluate(OFF_THE_SCREEN)]


def at_sizes(page: Page, *sizes: ViewportSize) -> list[str]:
    """Give what does not fit at these sizes; the size is put back."""
    before = page.viewport_size or DESKTOP
    wrong: list[str] = []
    for size in sizes:
        page.set_viewport_size(size)
        wrong += off_the_screen(page)
    page.set_viewport_size(before)
    return wrong


_CHANGING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9]+(?=[/.])|(?<=/)[A-Z]{2}-[0-9-]+")


def shape_of(path: str) -> str:
    """Give an address without what differs from one thing to the next."""
    if path.startswith("/beleid/"):
        return "/beleid/*"  # hundreds of places in a policy, one page
    return _CHANGING.sub("*", path.partition("?")[0])


def links_of(html: str, address: str, path: str) -> list[str]:
    """Give the pages of this site that a page links to, with what they ask."""
    links = _Links()
    links.feed(html)
    found = [urljoin(f"{address}{path}", link).partition("#")[0] for link in links.found]
    return [one.removeprefix(address) for one in found if one.startswith(f"{address}/")]


class _Links(HTMLParser):
    """Keep where every link of a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a link."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]
