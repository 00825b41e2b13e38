"""Every list of the site can be had in Excel and CSV, by who may see it, and the reading log says so."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from django.core.paginator import Page as ListedPage
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve

from support.portal_access import Page, World, pages, world
from zorginkoop.portal.audit.models import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

PORTAL = Path(__file__).resolve().parents[4] / "src" / "zorginkoop" / "portal"
ELSEWHERE = ("api:", "account_", "mfa_", "openid_", "socialaccount_")
# A page of a list that is made here, and not where every list gets its file; and why.
BY_ITSELF = {
    "exports/lists.py",  # where it is made
    "exports/views.py",  # the list of files
    "agreements/purchaser_views.py",  # what was searched: fifty at most
    "selection/views.py",  # has files with addresses of their own, as the three below
    "season/views.py",
    "exchange/views.py",
    "exchange/difference_views.py",
}
NO_FILE = {"downloads": "it is a list of files"}
ABOUT_NOBODY = {"finder", "questions"}  # what everybody may read stands in no log
SEARCHES = {"finder": "?care=04&policy=aevitae:natura&year=2026"}
LINK = re.compile(r'href="([^"]*(?:lijst\.|vorm=)(?:csv|xlsx)[^"]*|[^"]*/bestand/[^"]*)"')


def test_a_list_gets_its_pages_where_it_gets_its_file() -> None:
    making = {
        str(file.relative_to(PORTAL))
        for file in PORTAL.rglob("*.py")
        if "Paginator(" in file.read_text(encoding="utf-8")
    }
    assert making == BY_ITSELF


def test_every_list_is_given_as_excel_and_csv(tmp_path: Path) -> None:
    made = world(tmp_path)
    wrong, seen = [], set()
    for page in pages():
        if page.access is None or page.name.startswith(ELSEWHERE) or made.missing(page) or page.name in NO_FILE:
            continue
        if not _lists_something(made, page):
            continue
        browser, answer = _somebody(made, page)
        if browser is None or answer is None or not _is_list(answer):
            continue
        seen.add(page.name)
        wrong += [f"{page.name}: {what}" for what in _tried(browser, made, page)]
    assert {"messages", "requests-work", "mailings", "assessment:queue", "agreements:list", "jobs", "finder"} <= seen
    assert not wrong, "\n".join(wrong)


def _lists_something(made: World, page: Page) -> bool:
    """Tell whether a list is made beside the view of a page: others are not worth the time."""
    view = inspect.unwrap(resolve(made.address(page)).func)
    return bool(re.search(r"paged\(|Paginator\(", Path(inspect.getfile(view)).read_text(encoding="utf-8")))


def _address(made: World, page: Page) -> str:
    return made.address(page) + SEARCHES.get(page.name, "")


def _somebody(made: World, page: Page) -> tuple[Client | None, HttpResponseBase | None]:
    for browser in (*made.staff.values(), *made.own.values()):
        answer = browser.get(_address(made, page))
        if answer.streaming:
            b"".join(answer)
        if answer.status_code == 200:
            return browser, answer
    return None, None


def _is_list(answer: HttpResponseBase) -> bool:
    context = getattr(answer, "context", None) or []
    return any(isinstance(value, ListedPage) for part in context for layer in part.dicts for value in layer.values())


def _tried(browser: Client, made: World, page: Page) -> list[str]:
    wrong = []
    address = _address(made, page)
    join = "&" if "?" in address else "?"
    shown = browser.get(address).content.decode()
    links = set(LINK.findall(shown))
    for form, kind in (("csv", "text/csv"), ("xlsx", "spreadsheetml")):
        own = [link.replace("&amp;", "&") for link in links if form in link]
        asked = own[0] if own and not own[0].startswith("?") else f"{address}{join}vorm={form}"
        with transaction.atomic():
            before = Reading.objects.count()
            answer = browser.get(asked)
            if answer.streaming:
                b"".join(answer)
            read = Reading.objects.count() - before
            transaction.set_rollback(True)
        if "attachment" not in answer.headers.get("Content-Disposition", ""):
            wrong.append(f"no file as {form} at {asked}")
        elif kind not in answer.headers["Content-Type"]:
            wrong.append(f"{form} is {answer.headers['Content-Type']}")
        elif not read and page.name not in ABOUT_NOBODY:
            wrong.append(f"taken as {form}, and not in the reading log")
    return wrong
