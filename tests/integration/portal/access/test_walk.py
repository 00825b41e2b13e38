"""Every address of the site, tried by everybody: who may gets an answer, and nobody else gets anything."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from support.portal_access import SCRIPT, SECRET, Page, World, pages, world
from zorginkoop.portal.accounts.access import SIGNED_IN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

# What the sign-in library brings along and this site does not open: nobody makes an account alone.
CLOSED = {
    "",
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_confirm_email",
    "socialaccount_signup",
}
ASKS_FOR_A_KEY = {f"api:{name}" for name in ("providers", "provider", "locations", "agreements", "contract_status")}
OPEN_TO_ANYONE = {
    "start", "language", "accessibility", "contact", "health", "rehearsal", "certificate", "access-link", "finder",
    "finder-detail", "agenda-feed",
    "questions", "questions-csv", "question-ask", "question-sent", "question-link",
    "request-forms", "request-ask", "request-sent", "request-link",
    "public-punctuality",
    "policies", "policy", "policy-rules", "policy-place", "agreements:check", "api-documentation", "api:api-openapi",
    "api:api-root", "api:api-nothing", "api:contracted_places", *ASKS_FOR_A_KEY,
}  # fmt: skip
# Open to everybody, and refuse whoever shows no certificate, or asks for what the API does not have.
REFUSED_IN_ITS_OWN_WAY = {"certificate", "api:api-root", "api:api-nothing"}
BY_LINK = {"access-link"}  # the link itself says of which provider it is, to whoever it was sent
SIGN_IN = ("account_", "mfa_", "openid_", "socialaccount_")
WORDS = {"what", "agreement"}  # arguments that name what is of no provider, or a kind of thing that each has
# Who sees a page and may not send anything from it.
ONLY_READS = {
    "intake:group": ("staff PURCHASER", "staff AUDITOR", "own READER"),
    "assessment:item": ("staff AUDITOR",),
    "assessment:interests": ("staff AUDITOR",),
    "assessment:completion": ("own READER",),
    "agreements:sample": ("staff POLICY_OFFICER", "staff AUDITOR"),
    "agreements:sampled": ("own READER",),
}
ANSWERS = {200, 301, 302, 303, 400, 405, 409, 422}
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 401, 403, 404, 405


class Asked:
    """What one person got at one address."""

    def __init__(self, browser: Client, method: str, address: str) -> None:
        cookies = browser.cookies.copy()
        with transaction.atomic():  # whatever it does is undone: the next one finds everything as it was
            response = browser.get(address) if method == "GET" else browser.post(address, {})
            self.text = _content(response).decode("utf-8", "replace")
            transaction.set_rollback(True)
        browser.cookies = SimpleCookie(cookies)
        self.method, self.status = method, response.status_code
        self.html = response.headers.get("Content-Type", "").startswith("text/html")
        self.to_sign_in = "/account/login/" in response.headers.get("Location", "")
        self.why = getattr(response, "exc_info", None)


def _content(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    assert isinstance(response, HttpResponse)
    return response.content


def test_every_address_says_who_may_use_it() -> None:
    silent = {page.name or page.route for page in pages() if page.access is None and page.name not in CLOSED}
    assert not silent, f"give these views open_to(...), open_to_signed_in or open_to_anyone: {sorted(silent)}"
    gone = CLOSED - {page.name for page in pages() if page.access is None}
    assert not gone, f"open now, or no longer there: {gone}"


def test_what_is_open_to_anyone_is_meant_to_be() -> None:
    """An address that anyone may use was looked at by somebody who wrote it down here."""
    found = {page.name for page in pages() if page.access is not None and page.access.anyone}
    ours = {name for name in found if not name.startswith(SIGN_IN)}
    assert ours == OPEN_TO_ANYONE


@pytest.fixture
def silent() -> Iterator[None]:
    """Keep no log of thousands of refusals: putting them into words takes longer than refusing."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("silent")
def test_everybody_at_every_address(tmp_path: Path) -> None:
    made = world(tmp_path)
    wanting = {page.name: made.missing(page) for page in pages() if page.name not in CLOSED and made.missing(page)}
    assert not wanting, f"give these arguments a value in tests/support/portal_access.py: {wanting}"
    wrong = [line for page in pages() if page.name not in CLOSED for line in _tried(made, page)]
    assert not wrong, "\n" + "\n".join(wrong)


def _tried(made: World, page: Page) -> Iterator[str]:
    for method in ("GET", "POST"):
        for who, browser, may, outsider in _everybody(made, page):
            asked = Asked(browser, method, made.address(page))
            for problem in _problems(page, asked, who, may=may, outsider=outsider):
                yield f"{method} {page.name} as {who}: {problem}"
        yield from _of_another(made, page, method)


def _everybody(made: World, page: Page) -> Iterator[tuple[str, Client, bool, bool]]:
    """Give who tries, with its browser, whether it may, and whether the provider is none of its business."""
    access = page.access
    assert access is not None
    everybody = access.anyone or access.signed_in
    yield "nobody", made.anonymous, access.anyone, True
    alike = 1 if access.anyone else None  # one of each kind, where the role plays no part
    for role, browser in list(made.staff.items())[:alike]:
        yield f"staff {role.name}", browser, everybody or role in access.staff, False
    for mandate, browser in list(made.own.items())[:alike]:
        yield f"own {mandate.name}", browser, everybody or (page.about_provider and mandate in access.provider), False
    for mandate, browser in list(made.others.items())[:alike]:
        mine = page.route == "praktijk/" or not page.about_provider
        yield f"other {mandate.name}", browser, everybody and mine, True


def _problems(page: Page, asked: Asked, who: str, *, may: bool, outsider: bool) -> Iterator[str]:
    if asked.status >= 500:
        yield f"broke with {asked.why}"
    if asked.html and SCRIPT in asked.text:
        yield "shows a name as a script"
    if outsider and SECRET in asked.text and page.name not in BY_LINK:
        yield "shows what is of another provider"
    if page.name in ASKS_FOR_A_KEY:
        if asked.status not in {UNAUTHORIZED, NOT_ALLOWED}:
            yield f"answers {asked.status} without a key"
    elif may:
        yield from _who_may(page, asked, who)
    else:
        yield from _who_may_not(page, asked, who, outsider=outsider)


def _who_may(page: Page, asked: Asked, who: str) -> Iterator[str]:
    if page.name.startswith(SIGN_IN) or page.name in REFUSED_IN_ITS_OWN_WAY:
        return  # what a sign-in page answers depends on what came before it; that it does not break was seen
    if asked.method == "POST" and who in ONLY_READS.get(page.name, ()):
        if asked.status != FORBIDDEN:
            yield f"only reads, and what it sent got {asked.status}"
    elif asked.status not in ANSWERS:
        yield f"may, and got {asked.status}"
    if asked.to_sign_in:
        yield "may, and was sent to sign in"


def _who_may_not(page: Page, asked: Asked, who: str, *, outsider: bool) -> Iterator[str]:
    if who == "nobody":
        if not asked.to_sign_in:
            yield f"is not signed in, and got {asked.status}"
        return
    refused = NOT_FOUND if outsider and page.about_provider else FORBIDDEN
    if asked.status != refused:
        yield f"may not, and got {asked.status}"
    if SECRET in asked.text:
        yield "may not, and reads whose it is"


def _of_another(made: World, page: Page, method: str) -> Iterator[str]:
    """Put a thing of one provider under the address of another: it is not there, for whoever may use the page."""
    if not page.about_provider or {*page.arguments} <= {"provider", *WORDS} or page.access == SIGNED_IN:
        return
    assert page.access is not None
    things = [(f"staff {role.name}", made.staff[role]) for role in page.access.staff]
    things += [(f"other {role.name}", made.others[role]) for role in page.access.provider]
    for who, browser in things:
        asked = Asked(browser, method, made.address(page, made.other))
        if asked.status not in {NOT_FOUND, NOT_ALLOWED}:
            yield f"{method} {page.name} as {who}, a thing of another provider: {asked.status}"
        if SECRET in asked.text:
            yield f"{method} {page.name} as {who}: shows what is of another provider"
