"""Signing in by password: slow for who guesses, never closed for ever, and back to where one was."""

from __future__ import annotations

import re
import time

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from support.portal import PASSWORD, browser_of, mandated, person, practice
from support.portal_jobs import do_jobs
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
LOGIN = "/account/login/"
NEW_PASSWORD = "een ander verzonnen wachtwoord"  # noqa: S105 - of somebody who does not exist


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def ina() -> User:
    return person("Ina Inkoper", StaffRole.PURCHASER)


def tried(user: User, password: str = PASSWORD, browser: Client | None = None, to: str = "") -> int:
    asked = {"login": user.email, "password": password, "next": to}
    return (browser or Client()).post(LOGIN, asked).status_code


def test_after_signing_in_one_is_back_on_the_page_one_asked_for(ina: User) -> None:
    browser = Client()
    address = browser.get("/werkvoorraad/?soort=bewijs").headers["Location"]
    assert address == f"{LOGIN}?next=/werkvoorraad/%3Fsoort%3Dbewijs"
    answer = browser.post(address, {"login": ina.email, "password": PASSWORD, "next": "/werkvoorraad/?soort=bewijs"})
    assert answer.headers["Location"] == "/werkvoorraad/?soort=bewijs"
    outside = Client().post(LOGIN, {"login": ina.email, "password": PASSWORD, "next": "https://verzonnen.example/"})
    assert outside.headers["Location"] == "/"


def test_who_guesses_is_stopped_and_the_owner_gets_in_later(ina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [tried(ina, "fout wachtwoord") for _ in range(5)] == [200] * 5
    assert tried(ina) == 200  # the right one, too late
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert tried(ina) == 302


def test_who_is_locked_out_by_another_gets_in_by_a_new_password(ina: User) -> None:
    for _ in range(6):
        tried(ina, "fout wachtwoord")
    assert tried(ina) == 200
    browser = Client()
    link = asked_for_a_link(ina)
    page = browser.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    browser.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert tried(ina, NEW_PASSWORD) == 302
    assert Client().get(link, follow=True).context["token_fail"]  # it works once


def asked_for_a_link(user: User) -> str:
    from django.core import mail  # noqa: PLC0415 - the box of this test

    Client().post("/account/password/reset/", {"email": user.email})
    do_jobs()
    texts = [str(one.body) for one in mail.outbox]
    found = re.findall(r"https?://[^/\s]+(/account/password/reset/key/\S+)", "\n".join(texts))
    assert found, texts
    return str(found[-1])


def test_a_link_to_a_new_password_stands_in_no_log(ina: User) -> None:
    link = asked_for_a_link(ina)
    key = link.strip("/").rpartition("/")[2]
    Client().get(link, follow=True)
    assert key not in str(list(Entry.objects.values()))


def test_nobody_learns_whether_somebody_has_an_account(ina: User) -> None:
    pages = [
        Client().post("/account/password/reset/", {"email": address}, follow=True).content.decode()
        for address in (ina.email, "onbekend@verzonnen.example")
    ]
    assert strip_tokens(pages[0]) == strip_tokens(pages[1])


def strip_tokens(page: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)


def test_a_new_password_ends_every_other_session(ina: User) -> None:
    here, elsewhere = browser_of(ina), browser_of(ina)
    before = here.session.session_key
    asked = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/account/password/change/", asked)
    assert elsewhere.get("/seizoen/").status_code == 302
    assert here.get("/seizoen/").status_code == 200
    assert here.session.session_key != before


def test_a_session_ends_and_a_form_sent_too_late_says_how_to_keep_what_was_typed() -> None:
    provider = practice()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(mandated(provider, ProviderRole.MANAGER))
    late = browser.post(f"/praktijk/{provider.public_id}/mensen/", {"name": "Nora"})
    assert late.status_code == 403
    assert "uw tekst staat er nog" in late.content.decode()
    assert not User.objects.filter(name="Nora").exists()


def test_what_was_sent_after_the_session_ended_is_kept_until_one_has_signed_in() -> None:
    provider = practice()
    manager = mandated(provider, ProviderRole.MANAGER)
    address = f"/praktijk/{provider.public_id}/mensen/"
    typed = {"name": "Nora <b>", "email": "nora@verzonnen.example", "role": "lezer"}
    browser = browser_of(manager)
    browser.get("/mijn-gegevens/")
    del browser.cookies[site.SESSION_COOKIE_NAME]
    answer = browser.post(address, typed)
    assert answer.headers["Location"] == f"{LOGIN}?next=/aanmelden/verder/"
    assert "/aanmelden/verder/" in browser.post(address, typed, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    assert tried(manager, browser=browser, to="/aanmelden/verder/") == 302
    page = browser.get("/aanmelden/verder/").content.decode()
    assert 'value="Nora &lt;b&gt;"' in page
    again = dict(re.findall(r'<input type="hidden" name="(name|email|role)" value="([^"]*)"', page))
    assert f'action="{address}"' in page
    assert browser.post(address, again | {"name": typed["name"]}).status_code == 303
    assert User.objects.filter(email=typed["email"]).exists()
    browser.post("/aanmelden/verder/")
    assert browser.get("/aanmelden/verder/").status_code == 303


def test_no_password_is_kept_with_what_was_sent_too_late(ina: User) -> None:
    browser = Client()
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    tried(ina, browser=browser)
    assert PASSWORD not in str(dict(browser.session))
    assert NEW_PASSWORD not in str(dict(browser.session))
    assert browser.get("/aanmelden/verder/").status_code == 303


def test_in_production_a_password_alone_opens_no_page(ina: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    browser = browser_of(ina)
    for address in ("/seizoen/", "/werkvoorraad/"):
        assert browser.get(address).headers["Location"] == "/account/2fa/"
    assert browser.get("/mijn-gegevens/").status_code == 200
    assert browser.get("/account/2fa/").status_code == 200
