"""Every Dutch sentence of the site has its English, and what a running site reads is what people wrote."""

from __future__ import annotations

import gettext
import io
import re

import pytest
import translations
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support.portal import browser_of, person
from zorginkoop.portal.accounts.roles import StaffRole


def test_every_sentence_has_english_and_nothing_is_left_over() -> None:
    assert translations.problems() == []


def test_the_compiled_file_says_what_the_written_one_says() -> None:
    read = gettext.GNUTranslations(io.BytesIO(translations.PO.with_suffix(".mo").read_bytes()))
    for entry in translations.read_po(translations.PO.read_text(encoding="utf-8")).values():
        if entry.plural:
            assert [read.ngettext(entry.dutch, entry.plural, count) for count in (1, 2)] == entry.english
        else:
            assert read.gettext(entry.dutch) == entry.english[0]


@pytest.mark.parametrize(("language", "words"), [("nl", "Zorgzoeker"), ("en", "Care finder")])
def test_a_running_site_says_it(language: str, words: str) -> None:
    with translation.override(language):
        assert translation.gettext("Zorgzoeker") == words


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = translations.said()
    said["Een zin die nog niemand vertaalde"] = translations.Entry("Een zin die nog niemand vertaalde", files={"x.py"})
    monkeypatch.setattr(translations, "said", lambda: said)
    assert translations.problems() == ["no English for 'Een zin die nog niemand vertaalde' (x.py)"]


FAMILIAR = re.compile(r"\b(je|jou|jouw|jij)\b", re.IGNORECASE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account_logout", "account_reauthenticate", "mfa_index", "mfa_activate_totp",
     "mfa_list_webauthn", "mfa_add_webauthn"],
)  # fmt: skip
def test_pages_of_a_library_say_u_as_ours_do(name: str) -> None:
    browser = browser_of(person("Ina Verzonnen", StaffRole.PURCHASER))
    answer = browser.get(reverse(name), follow=True)
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    assert answer.status_code == 200
    assert not FAMILIAR.findall(text)


@pytest.mark.django_db
def test_a_wrong_password_and_a_forgotten_one_are_answered_politely() -> None:
    wrong = Client().post(reverse("account_login"), {"login": "x@verzonnen.example", "password": "nee"})
    assert "Het e-mailadres of het wachtwoord klopt niet. Probeer het opnieuw." in wrong.content.decode()
    for name in ("account_reset_password", "account_reset_password_done"):
        assert not FAMILIAR.findall(Client().get(reverse(name)).content.decode())


@pytest.mark.django_db
def test_a_question_as_label_gets_no_second_mark_in_the_list_of_errors() -> None:
    browser = browser_of(person("Ina Verzonnen", StaffRole.PURCHASER))
    text = browser.post("/oefenen/", {"day": "2019-01-01"}).content.decode()
    assert ">Welke dag wordt het? " in text
