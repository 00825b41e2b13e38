"""A session lives as long as somebody is there, and not for ever; what is typed after it is of who typed it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.portal import PASSWORD, browser_of, mandated, practice
from support.portal_jobs import do_jobs
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.jobs import forget_ended_sessions
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
LATER_PAGE = "/aanmelden/verder/"
TYPED = {"name": "Nora", "email": "nora@verzonnen.example", "role": "lezer"}


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


class Machine:
    """The clock of the machine, which a test may move; what Django keeps of a session follows it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def later(self, **by: float) -> None:
        passed = timedelta(**by)
        self.now += passed
        for session in Session.objects.all():
            session.expire_date -= passed
            session.save()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(clock, "of_machine", lambda: made.now)
    return made


@pytest.fixture
def provider() -> Provider:
    return practice()


@pytest.fixture
def manager(provider: Provider) -> User:
    return mandated(provider, ProviderRole.MANAGER)


def signed_in(user: User, browser: Client | None = None) -> Client:
    browser = browser or Client()
    answer = browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    browser.get("/mijn-gegevens/")
    return browser


def sent(browser: Client, provider: Provider) -> str:
    """Send what was typed; give where one is led to."""
    return str(browser.post(f"/praktijk/{provider.public_id}/mensen/", TYPED).headers["Location"])


def ended(browser: Client) -> None:
    """Let the session be over, as when nobody was there for hours."""
    Session.objects.filter(session_key=browser.cookies[settings.SESSION_COOKIE_NAME].value).delete()


def within(browser: Client) -> bool:
    return browser.get("/mijn-gegevens/").status_code == 200


def test_who_is_there_stays_signed_in(manager: User, machine: Machine) -> None:
    browser = signed_in(manager)
    for _ in range(2):
        machine.later(hours=7)
        assert within(browser)
    machine.later(hours=8, minutes=1)
    assert not within(browser)


def test_a_long_day_ends_every_session(manager: User, machine: Machine) -> None:
    browser = signed_in(manager)
    for _ in range(4):
        machine.later(hours=3, minutes=59)
        assert within(browser)
    machine.later(minutes=5)
    assert not within(browser)
    assert not Session.objects.filter(session_key=browser.cookies[settings.SESSION_COOKIE_NAME].value).exists()
    assert within(signed_in(manager, browser))


def test_that_somebody_is_there_is_not_written_with_every_page(manager: User, machine: Machine) -> None:
    browser = signed_in(manager)
    assert written(browser) == 0
    machine.later(minutes=9)
    assert written(browser) == 0
    machine.later(minutes=2)
    assert written(browser) == 1
    assert written(browser) == 0


def written(browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get("/mijn-gegevens/")
    return sum(one["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for one in asked)


def test_sessions_that_are_over_are_removed(manager: User) -> None:
    here, elsewhere = browser_of(manager), browser_of(manager)
    Session.objects.filter(session_key=elsewhere.session.session_key).update(
        expire_date=datetime.now(UTC) - timedelta(minutes=1)
    )
    forget_ended_sessions.enqueue()
    do_jobs()
    assert [one.session_key for one in Session.objects.all()] == [here.session.session_key]


def test_a_stranger_who_sends_something_leaves_no_session(provider: Provider) -> None:
    browser = Client()
    assert sent(browser, provider).startswith("/account/login/?next=/praktijk/")
    assert not Session.objects.exists()
    browser.cookies["laatst_aangemeld"] = f"{mandated(provider, ProviderRole.READER).public_id}:geraden"
    sent(browser, provider)
    assert not Session.objects.exists()


def test_what_was_typed_is_offered_to_who_typed_it(provider: Provider, manager: User) -> None:
    browser = signed_in(manager)
    ended(browser)
    assert sent(browser, provider) == f"/account/login/?next={LATER_PAGE}"
    signed_in(manager, browser)
    assert TYPED["email"] in browser.get(LATER_PAGE).content.decode()


def test_what_one_typed_is_never_offered_to_another_at_the_same_browser(provider: Provider, manager: User) -> None:
    browser = signed_in(manager)
    ended(browser)
    sent(browser, provider)
    signed_in(mandated(provider, ProviderRole.MANAGER, name="Bea Verzonnen"), browser)
    assert browser.get(LATER_PAGE).status_code == 303
    assert TYPED["email"] not in str(dict(browser.session))


def test_it_is_of_the_last_one_who_signed_in_there(provider: Provider, manager: User) -> None:
    browser = signed_in(manager)
    ended(browser)
    other = mandated(provider, ProviderRole.MANAGER, name="Bea Verzonnen")
    signed_in(other, browser)
    ended(browser)
    sent(browser, provider)
    signed_in(manager, browser)
    assert browser.get(LATER_PAGE).status_code == 303


def test_who_signed_out_leaves_nothing_at_the_browser(provider: Provider, manager: User) -> None:
    browser = signed_in(manager)
    browser.post("/account/logout/")
    assert not browser.cookies["laatst_aangemeld"].value
    sent(browser, provider)
    signed_in(manager, browser)
    assert browser.get(LATER_PAGE).status_code == 303


def test_what_was_sent_at_the_end_of_a_long_day_is_kept_too(
    provider: Provider, manager: User, machine: Machine
) -> None:
    browser = signed_in(manager)
    for _ in range(2):
        machine.later(hours=7)
        within(browser)
    machine.later(hours=3)
    assert sent(browser, provider) == f"/account/login/?next={LATER_PAGE}"
    signed_in(manager, browser)
    assert TYPED["email"] in browser.get(LATER_PAGE).content.decode()


def test_the_mark_at_the_browser_opens_nothing(manager: User) -> None:
    browser = signed_in(manager)
    ended(browser)
    assert browser.cookies["laatst_aangemeld"]["httponly"]
    assert not within(browser)
