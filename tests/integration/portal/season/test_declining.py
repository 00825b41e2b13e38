"""A practice says itself that it wants no offer, takes that back until there is one, and is asked anew next season."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from support.portal import browser_of, mandated, person, practice
from support.portal_agreements import offer_to
from support.portal_intake import physiotherapy, questionnaire_of, staffed
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Fact, Note, Provider
from zorginkoop.portal.register.recording import say_no_offer_wanted
from zorginkoop.portal.season.declining import declined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def agreement() -> SeasonAgreement:
    return physiotherapy()


@pytest.fixture
def provider(agreement: SeasonAgreement) -> Provider:
    made = staffed()
    questionnaire_of(made, agreement)
    return made


def page_of(provider: Provider, agreement: SeasonAgreement) -> str:
    return reverse("decline", args=[provider.public_id, agreement.pk])


def home_of(provider: Provider) -> str:
    return reverse("practice-home", args=[provider.public_id])


def test_a_manager_says_it_and_takes_it_back(provider: Provider, agreement: SeasonAgreement) -> None:
    browser, page = browser_of(mandated(provider, ProviderRole.MANAGER)), page_of(provider, agreement)
    assert page in browser.get(home_of(provider)).content.decode()
    assert "Ik wil geen aanbod" in browser.get(page).content.decode()
    for _ in range(2):
        answer = browser.post(page, {"reason": "Wij stoppen met <deze> zorg."})
        assert answer.status_code == 303
    assert declined(provider, agreement)
    said = Fact.objects.valid(date(2025, 10, 15)).get(provider=provider, name="geen_aanbod_gewenst_voor")
    assert (said.text, said.valid_until, said.source) == ("fysiotherapie", date(2026, 6, 30), "opgave")
    assert not Fact.objects.valid(date(2026, 9, 1)).filter(pk=said.pk).exists(), "the next season asks anew"
    home = browser.get(home_of(provider)).content.decode()
    assert "U zei dat u hiervoor geen aanbod wilt" in home
    dossier = browser_of(person("Ina", StaffRole.PURCHASER)).get(reverse("dossier", args=[provider.public_id]))
    assert "Wij stoppen met &lt;deze&gt; zorg." in dossier.content.decode()

    for _ in range(2):
        browser.post(page, {"wanted": "1"})
    assert not declined(provider, agreement)
    assert Note.objects.filter(provider=provider).count() == 2


def test_what_was_said_of_another_care_type_stays(provider: Provider, agreement: SeasonAgreement) -> None:
    say_no_offer_wanted(provider, "paramedische_zorg", frozenset({"oefentherapie"}), date(2025, 10, 1), None)
    browser = browser_of(mandated(provider, ProviderRole.SIGNATORY))
    browser.post(page_of(provider, agreement), {})
    texts = Fact.objects.standing().filter(name="geen_aanbod_gewenst_voor").values_list("text", flat=True)
    assert list(texts) == ["fysiotherapie oefentherapie"]


def test_with_an_offer_it_is_too_late(provider: Provider, agreement: SeasonAgreement) -> None:
    manager = mandated(provider, ProviderRole.MANAGER)
    mandated(provider, ProviderRole.SIGNATORY)
    offer_to(provider, agreement)
    browser = browser_of(manager)
    assert page_of(provider, agreement) not in browser.get(home_of(provider)).content.decode()
    answer = browser.post(page_of(provider, agreement), {}, follow=True)
    assert "Er ligt al een aanbod" in answer.content.decode()
    assert not declined(provider, agreement)


def test_who_only_fills_in_does_not_decide_it(provider: Provider, agreement: SeasonAgreement) -> None:
    browser = browser_of(mandated(provider, ProviderRole.FILLER))
    assert page_of(provider, agreement) not in browser.get(home_of(provider)).content.decode()
    assert browser.post(page_of(provider, agreement), {}).status_code == 403
    assert not declined(provider, agreement)


def test_an_agreement_for_which_nobody_asked_has_no_such_page(agreement: SeasonAgreement) -> None:
    stranger = practice("04000009", "De Stille Straat")
    browser = browser_of(mandated(stranger, ProviderRole.MANAGER))
    assert browser.get(page_of(stranger, agreement)).status_code == 404
