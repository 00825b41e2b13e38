"""The log says who came in and how, who was refused and who left, and nothing of what was typed."""

from __future__ import annotations

import json
import re

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from fido2.utils import websafe_encode
from pytest_django import Settings

from support.portal import PASSWORD, browser_of, person
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
LOGIN, PASSKEY, SECRET = "/account/login/", "/account/2fa/webauthn/login/", "JBSWY3DPEHPK3PXP"
Said = tuple[str, str, str, object]


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def ina() -> User:
    return person("Ina Inkoper", StaffRole.PURCHASER)


def said(user: User | None = None) -> list[Said]:
    """Give what the log says of coming and going: what, by whom, about whom, and how; somebody goes by 'self'."""
    names = {f"user:{user.pk}": "self", str(user.pk): "self"} if user else {}
    return [
        (entry.action.removeprefix("accounts."), *(names.get(one, one) for one in (entry.actor_id, entry.about_id)),
         entry.details.get("how", ""))
        for entry in Entry.objects.filter(action__startswith="accounts.").order_by("number")
    ]  # fmt: skip


def typed(login: str, password: str = PASSWORD, browser: Client | None = None) -> Client:
    browser = browser or Client()
    browser.post(LOGIN, {"login": login, "password": password})
    return browser


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def with_totp(user: User) -> None:
    TOTP.activate(user, SECRET)
    assert said(user).pop() == ("way_in_added", "systeem", "self", "totp")


def test_coming_and_going_is_by_that_person(ina: User) -> None:
    browser = typed(ina.email)
    browser.post("/account/logout/")
    assert said(ina) == [("signed_in", "self", "self", ["password"]), ("signed_out", "self", "self", "")]


def test_a_wrong_password_says_whose_account_and_never_what_was_typed(ina: User) -> None:
    typed(ina.email.upper(), "verkeerd getypt")
    typed("niemand@verzonnen.example", "ook verkeerd")
    assert said(ina) == [
        ("sign_in_refused", "bezoeker", "self", "password"),
        ("sign_in_refused", "bezoeker", "", "password"),
    ]
    everything = str(list(Entry.objects.values()))
    assert not re.search("verkeerd|niemand|persoon", everything)


def test_who_guesses_for_long_fills_no_log(ina: User) -> None:
    for _ in range(8):
        typed(ina.email, "verkeerd getypt")
    assert len(said()) == 5  # as often as the site looks at a password


def test_the_second_step_stands_in_the_log_right_and_wrong(ina: User) -> None:
    with_totp(ina)
    browser = typed(ina.email)
    assert len(said()) == 1  # halfway in is not in
    browser.post("/account/2fa/authenticate/", {"code": "000000"})
    browser.post("/account/2fa/authenticate/", {"code": code_of(SECRET)})
    assert said(ina)[1:] == [
        ("sign_in_refused", "bezoeker", "self", "totp"),
        ("signed_in", "self", "self", ["password", "totp"]),
    ]


def test_a_recovery_code_counts_as_one(ina: User) -> None:
    with_totp(ina)
    code = RecoveryCodes.activate(ina).get_unused_codes()[0]
    typed(ina.email).post("/account/2fa/authenticate/", {"code": code})
    assert said(ina)[2:] == [("signed_in", "self", "self", ["password", "recovery_codes"])]


def confirmed(browser: Client) -> Client:
    """Type one's own password again, as the site asks before a way in changes."""
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    return browser


def test_every_change_in_how_one_comes_in_stands_in_the_log(ina: User) -> None:
    browser = confirmed(browser_of(ina))
    browser.get("/account/2fa/totp/activate/")
    browser.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert said() == []
    secret = browser.session["mfa.totp.secret"]
    browser.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    browser.post("/account/2fa/recovery-codes/generate/")
    browser.post("/account/2fa/totp/deactivate/")
    assert said(ina) == [
        ("way_in_added", "self", "self", "totp"),
        ("way_in_added", "self", "self", "recovery_codes"),
        ("way_in_removed", "self", "self", "recovery_codes"),
        ("way_in_added", "self", "self", "recovery_codes"),
        ("way_in_removed", "self", "self", "totp"),
        ("way_in_removed", "self", "self", "recovery_codes"),
    ]
    assert not Authenticator.objects.filter(user=ina).exists()


def test_a_passkey_that_gets_another_name_stands_in_the_log_and_one_that_is_used_does_not(ina: User) -> None:
    data = {"name": "Sleutelbos", "credential": {}}
    key = Authenticator.objects.create(user=ina, type=Authenticator.Type.WEBAUTHN, data=data)
    key.record_usage()
    confirmed(browser_of(ina)).post(f"/account/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Telefoon"})
    assert said(ina) == [
        ("way_in_added", "systeem", "self", "webauthn"),
        ("way_in_renamed", "self", "self", "webauthn"),
    ]


def key_of(user: User | None) -> str:
    """Give what a browser sends for a passkey that is nobody's, said to be of somebody."""
    text = dict.fromkeys(("clientDataJSON", "authenticatorData", "signature"), "AAAA")
    client = json.dumps({"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"})
    text["clientDataJSON"] = websafe_encode(client.encode())
    text["authenticatorData"] = websafe_encode(bytes(37))
    whose = {"userHandle": websafe_encode(user_pk_to_url_str(user).encode())} if user else {}
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": text | whose})


def test_a_passkey_that_is_refused_stands_in_the_log_as_often_as_somebody_may_try(ina: User) -> None:
    browser = Client()
    sent = [key_of(ina), key_of(None), "[1]", '{"response": null}', '"text"']
    for credential in sent:
        assert browser.post(PASSKEY, {"credential": credential})["Location"] == LOGIN
    nobody = ("sign_in_refused", "bezoeker", "", "webauthn")
    assert said(ina) == [("sign_in_refused", "bezoeker", "self", "webauthn"), *[nobody] * 4]
    assert "_auth_user_id" not in browser.session
    answers = [browser.post(PASSKEY, {"credential": key_of(ina)}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(said(ina)) == 10


def test_a_passkey_that_is_refused_as_the_second_step_or_once_more_stands_in_the_log(
    ina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    TOTP.activate(ina, SECRET)
    again = reverse("mfa_reauthenticate_webauthn")
    has_a_key = "zorginkoop.portal.accounts.adapters.OnlyInvited.get_reauthentication_methods"
    monkeypatch.setattr(has_a_key, lambda *_: [{"url": again}])
    browser_of(ina).post(again, {"credential": key_of(ina)})
    assert said(ina)[-1] == ("sign_in_refused", "self", "self", "webauthn")
    half = typed(ina.email)
    half.post(reverse("mfa_authenticate"), {"credential": key_of(ina)})
    assert said(ina)[-1] == ("sign_in_refused", "bezoeker", "self", "webauthn")
    assert "_auth_user_id" not in half.session


def test_a_change_and_its_entry_stand_or_fall_together(ina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = confirmed(browser_of(ina))
    with_totp(ina)
    monkeypatch.setattr("zorginkoop.portal.audit.log._write", lambda _: 1 // 0)
    browser.raise_request_exception = False
    assert browser.post("/account/2fa/totp/deactivate/").status_code == 500
    assert Authenticator.objects.filter(user=ina).exists()


def test_a_new_password_is_one_entry(ina: User) -> None:
    new = "een ander verzonnen wachtwoord"
    browser_of(ina).post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert said(ina) == [("password_set", "self", "self", "")]


def test_a_password_of_an_older_kind_is_hashed_anew(ina: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    assert browser_may(typed(ina.email))
    ina.refresh_from_db()
    assert ina.password.startswith("pbkdf2_sha256")
    assert [one[0] for one in said(ina)] == ["password_hashed_anew", "signed_in"]
    assert browser_may(typed(ina.email))
    assert len(said()) == 3


def browser_may(browser: Client) -> bool:
    return browser.get("/seizoen/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/account/", "/account/verzonnen/", "/account/signup/", "/account/3rdparty/signup/", LOGIN]
)
def test_what_a_stranger_sends_about_writes_nothing(address: str) -> None:
    for browser in (Client(), Client(enforce_csrf_checks=True)):
        with CaptureQueriesContext(connection) as asked:
            browser.post(address, {"van": "alles"})
        assert not [one["sql"] for one in asked if re.match("INSERT|UPDATE|DELETE", one["sql"])]
    assert not Entry.objects.filter(actor_id="bezoeker").exists()


@pytest.mark.parametrize("hasher", ["check_password", "set_password"])
def test_nobody_waits_for_the_hash_of_a_password(ina: User, monkeypatch: pytest.MonkeyPatch, hasher: str) -> None:
    depths: list[int] = []
    outside = len(connection.savepoint_ids)
    real = getattr(User, hasher)

    def watched(user: User, *arguments: str) -> object:
        depths.append(len(connection.savepoint_ids) - outside)
        return real(user, *arguments)

    monkeypatch.setattr(User, hasher, watched)
    new = "een ander verzonnen wachtwoord"
    typed(ina.email).post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert depths
    assert set(depths) == {0}


def test_no_transaction_is_open_while_a_message_leaves(ina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    depths: list[int] = []
    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda *_: depths.append(len(connection.savepoint_ids) - outside)
    )
    Client().post("/account/password/reset/", {"email": ina.email})
    assert depths == [0]
