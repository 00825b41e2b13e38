"""A passkey, made and used in a real browser with an authenticator that stands in for a telephone."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.conftest import Visit
from support.browsing import PASSWORD, Visitor

PERSON, NAME = "auditor@verzonnen.example", "Anna Abstract"
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_telephone(visitor: Visitor) -> None:
    """Put an authenticator in the browser, and go by the name of this machine: a passkey is of a name."""
    visitor.address = visitor.address.replace("127.0.0.1", "localhost")
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})


def test_somebody_whose_passkey_is_not_there_is_told_so(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    with_telephone(visitor)
    for address in (visitor.address, visitor.address.replace("localhost", "127.0.0.1")):  # no key of ours, no name
        page.goto(f"{address}/account/login/")
        expect(page.locator("#passkey-failed")).to_be_hidden()
        page.click("#passkey_login")
        expect(page.get_by_role("alert")).to_contain_text("Dat is niet gelukt")
        assert visitor.look() == []


def signed_out(visitor: Visitor) -> None:
    visitor.go("/account/logout/")
    visitor.submit()
    visitor.go("/mijn-gegevens/")
    assert "/account/login/" in visitor.page.url


def test_somebody_makes_a_passkey_and_comes_in_by_it(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    with_telephone(visitor)
    visitor.sign_in(PERSON)
    visitor.go("/account/2fa/webauthn/add/")
    assert "/account/reauthenticate/" in page.url  # who sits down at an open screen makes no key
    page.fill("#id_password", PASSWORD)
    visitor.submit()
    assert visitor.look() == []
    page.fill("#id_name", "Telefoon om te proberen")
    page.check("#id_passwordless")
    with page.expect_event("load"):
        page.click("#mfa_webauthn_add")
    assert page.url.endswith("/account/2fa/recovery-codes/")
    assert visitor.look() == []
    visitor.go("/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Telefoon om te proberen")
    assert visitor.look() == []

    signed_out(visitor)
    visitor.go("/account/login/")
    with page.expect_event("load"):
        page.click("#passkey_login")
    expect(page.locator(".site-person")).to_contain_text(NAME)
    visitor.go("/toezicht/logboek/")
    expect(page.locator("main")).to_contain_text("accounts.signed_in")
