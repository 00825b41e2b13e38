"""Signing in by OpenID Connect, with a real provider in a process thread of its own: known identities only."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from pytest_django import Settings

from support.portal import browser_of, person
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Entry

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the provider itself is built on is on its way out
    from oidc_provider_mock import run_server_in_thread

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("october"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib", "ignore::DeprecationWarning:oidc_provider_mock"),
]
START = "/account/oidc/oidc/login/"
SUBJECT = "identiteit-van-saar"


@pytest.fixture
def broker(settings: Settings) -> Iterator[str]:
    with run_server_in_thread() as server:
        address = f"http://127.0.0.1:{server.server_port}"
        app = {
            "provider_id": "oidc",
            "name": "Verzonnen makelaar",
            "client_id": "zorginkoop",
            "secret": "geheim",
            "settings": {"server_url": address, "token_auth_method": "client_secret_basic"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield address


def through(browser: Client, broker: str, subject: str, process: str = "login") -> tuple[int, str]:
    """Go to the provider, say there who one is, and come back; gives the status and the page or place to go."""
    there = browser.post(f"{START}?process={process}").headers["Location"]
    assert there.startswith(broker)
    back = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    answer = browser.get(f"{parts.path}?{parts.query}")
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_an_identity_that_nobody_linked_makes_no_account(broker: str) -> None:
    before, browser = User.objects.count(), Client()
    status, page = through(browser, broker, SUBJECT)
    assert status == 200, page
    assert not signed_in(browser)
    assert User.objects.count() == before
    assert said() == [("bezoeker", "accounts.sign_in_refused", "", "socialaccount")]


def said() -> list[tuple[str, str, str, object]]:
    written = Entry.objects.filter(action__startswith="accounts.").order_by("number")
    return [(one.actor_id, one.action, one.about_id, one.details.get("how")) for one in written]


def test_the_same_e_mail_address_at_the_provider_opens_nothing(broker: str) -> None:
    saar = person("Saar")
    answer = requests.put(f"{broker}/users/{SUBJECT}", json={"email": saar.email, "email_verified": True}, timeout=10)
    assert answer.ok
    browser = Client()
    through(browser, broker, SUBJECT)
    assert not signed_in(browser)


def test_who_linked_an_identity_signs_in_by_it(broker: str) -> None:
    saar = person("Saar", StaffRole.PURCHASER)
    own = browser_of(saar)
    assert through(own, broker, SUBJECT, "connect") == (302, "/account/3rdparty/")
    browser = Client()
    assert through(browser, broker, SUBJECT) == (302, "/")
    assert browser.session["_auth_user_id"] == str(saar.pk)
    assert browser.get("/seizoen/").status_code == 200

    actor = f"user:{saar.pk}"
    assert said() == [
        (actor, "accounts.way_in_added", str(saar.pk), "socialaccount"),
        (actor, "accounts.signed_in", str(saar.pk), ["socialaccount"]),
    ]

    other = browser_of(person("Ander"))
    through(other, broker, SUBJECT, "connect")  # an identity is of one person
    again = Client()
    through(again, broker, SUBJECT)
    assert again.session["_auth_user_id"] == str(saar.pk)

    account = SocialAccount.objects.get(user=saar)
    own.post("/account/3rdparty/", {"account": account.pk})
    assert said()[-1] == (actor, "accounts.way_in_removed", str(saar.pk), "socialaccount")


def test_nobody_waits_for_the_broker_while_it_answers(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    depths: list[int] = []
    outside, real = len(connection.savepoint_ids), requests.Session.request

    def watched(*arguments: object, **named: object) -> requests.Response:
        depths.append(len(connection.savepoint_ids) - outside)
        return real(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came

    own = browser_of(person("Saar"))
    monkeypatch.setattr(requests.Session, "request", watched)
    through(own, broker, SUBJECT, "connect")
    assert len(depths) > 2  # asked the broker more than the test itself did
    assert set(depths) == {0}


def test_an_answer_that_was_not_asked_for_opens_nothing(broker: str) -> None:
    saar = person("Saar")
    through(browser_of(saar), broker, SUBJECT, "connect")
    browser = Client()
    there = browser.post(START).headers["Location"]
    back = urlsplit(requests.post(there, data={"sub": SUBJECT}, allow_redirects=False, timeout=10).headers["Location"])
    other = Client()  # somebody who was sent the link
    other.get(f"{back.path}?{back.query}")
    assert not signed_in(other)
