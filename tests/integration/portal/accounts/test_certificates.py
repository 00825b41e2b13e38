"""Signing in by a client certificate: only by the proxy's word, and only by a certificate that somebody was given."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from support.certificates import Made, made
from support.portal import browser_of, person, play
from zorginkoop.portal.accounts.models import ClientCertificate, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.people.certificates import add_certificate, read_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
SECRET = "woord van de proxy"  # noqa: S105 - of a proxy that does not exist
PAGE = "/aanmelden/certificaat/"
NAME = "AGB 04000001 Saar Tekenaar"


@pytest.fixture(autouse=True)
def proxy(settings: Settings) -> None:
    settings.PROXY_SECRET = SECRET


@pytest.fixture
def saar() -> User:
    return person("Saar Tekenaar")


@pytest.fixture
def certificate(saar: User) -> Made:
    one = made(NAME)
    add_certificate(saar, read_certificate(one.pem), person("Bert", StaffRole.ADMINISTRATOR))
    return one


def shown(one: Made, secret: str = SECRET, verified: str = "SUCCESS") -> Client:
    headers = {"X-Zk-Proxy-Secret": secret, "X-Zk-Client-Verify": verified, "X-Zk-Client-Certificate": one.escaped}
    return Client(headers=headers)


def test_the_holder_signs_in_and_nobody_has_to_type_a_password(certificate: Made, saar: User) -> None:
    browser = shown(certificate)
    assert "Saar Tekenaar" in browser.get(PAGE).content.decode()
    assert browser.get("/mijn-gegevens/").status_code == 302  # looking is not signing in
    before = browser.session.session_key
    assert browser.post(PAGE).status_code == 303
    assert browser.session.session_key != before
    assert browser.session["_auth_user_id"] == str(saar.pk)
    assert [one["method"] for one in browser.session["account_authentication_methods"]] == ["certificate"]
    entry = Entry.objects.get(action="accounts.signed_in")
    assert (entry.actor_id, entry.about_id, entry.details) == (
        f"user:{saar.pk}",
        str(saar.pk),
        {"how": ["certificate"]},
    )


@pytest.mark.parametrize(("secret", "verified"), [("", "SUCCESS"), ("geraden", "SUCCESS"), (SECRET, "FAILED:expired")])
def test_headers_that_the_proxy_did_not_set_open_nothing(certificate: Made, secret: str, verified: str) -> None:
    browser = shown(certificate, secret, verified)
    for answer in (browser.get(PAGE), browser.post(PAGE)):
        assert answer.status_code == 403
        assert "Saar" not in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    entry = Entry.objects.get(action="accounts.sign_in_refused")  # once: looking is no attempt
    assert (entry.about_id, entry.details) == ("", {"how": "certificate"})


def test_without_a_secret_in_the_settings_no_header_counts(certificate: Made, settings: Settings) -> None:
    settings.PROXY_SECRET = ""
    answer = shown(certificate, "").post(PAGE)
    assert answer.status_code == 403
    assert "niet ingericht" in answer.content.decode()


def test_another_certificate_with_the_same_code_in_its_name_is_nobody(certificate: Made) -> None:
    twin = made(NAME)
    assert twin.certificate.subject == certificate.certificate.subject
    assert shown(twin).post(PAGE).status_code == 403


def test_what_is_no_certificate_is_refused_in_words() -> None:
    browser = Client(headers={"X-Zk-Proxy-Secret": SECRET, "X-Zk-Client-Verify": "SUCCESS"})
    for text in ("", "geen certificaat", "%00%ff", "-----BEGIN CERTIFICATE-----"):
        assert browser.get(PAGE, headers={"X-Zk-Client-Certificate": text}).status_code == 403


def test_a_certificate_ends_by_its_day_by_hand_and_with_its_holder(certificate: Made, saar: User) -> None:
    play(datetime(2121, 1, 1, tzinfo=UTC))
    assert shown(certificate).get(PAGE).status_code == 403
    play(datetime(2025, 10, 15, tzinfo=UTC))
    assert shown(certificate).get(PAGE).status_code == 200
    with changing("test"):
        User.objects.filter(pk=saar.pk).update(is_active=False)
    assert shown(certificate).get(PAGE).status_code == 403
    with changing("test"):
        User.objects.filter(pk=saar.pk).update(is_active=True)
    administrator = browser_of(person("Bert", StaffRole.ADMINISTRATOR))
    administrator.post(f"/beheer/certificaten/{ClientCertificate.objects.get().pk}/intrekken/")
    assert shown(certificate).get(PAGE).status_code == 403


def test_an_administrator_gives_a_certificate_to_one_person_and_never_to_itself(saar: User) -> None:
    bert = person("Bert", StaffRole.ADMINISTRATOR)
    browser, one = browser_of(bert), made(NAME)

    def given(to: User, content: bytes) -> str:
        file = SimpleUploadedFile("naam.pem", content)
        answer = browser.post("/beheer/certificaten/", {"person": to.pk, "certificate": file}, follow=True)
        return answer.content.decode()

    assert "aan uzelf" in given(bert, one.pem)
    assert "geen certificaat" in given(saar, b"iets anders")
    assert "geheime sleutel" in given(saar, b"-----BEGIN PRIVATE KEY-----")
    assert "verlopen" in given(saar, made(NAME, until=datetime(2025, 1, 1, tzinfo=UTC)).pem)
    assert not ClientCertificate.objects.exists()
    assert NAME in given(saar, one.pem)
    assert "al eens toegevoegd" in given(person("Ander"), one.pem)
    assert shown(one).post(PAGE).status_code == 303


def test_a_certificate_is_a_second_factor_and_a_password_is_not(settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    one, ina = made("Ina"), person("Ina Inkoper", StaffRole.PURCHASER)
    add_certificate(ina, read_certificate(one.pem), person("Bert", StaffRole.ADMINISTRATOR))
    assert browser_of(ina).get("/seizoen/").headers["Location"] == "/account/2fa/"
    browser = shown(one)
    browser.post(PAGE)
    assert browser.get("/seizoen/").status_code == 200
