"""A purchaser writes down what it learns of a provider, and reads what stood there before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, mandated, person, play, practice
from support.portal_register import a_person, a_provider, importer, processed, rows
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.editions.models import Channel
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.facts import recorded_subject
from zorginkoop.portal.register.models import Certificate, Contact, EarlierValues, Organisation, Provider, Screening
from zorginkoop.portal.register.recording import say_no_offer_wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def provider(october: datetime) -> Provider:  # noqa: ARG001 - the day
    return practice(kvk_number="12345678")


@pytest.fixture
def browser(october: datetime) -> Client:  # noqa: ARG001 - the day
    return browser_of(person("Ina Inkoper", StaffRole.PURCHASER))


def written(browser: Client, provider: Provider, what: str, **filled: str) -> int:
    return browser.post(reverse("dossier-write", args=[provider.public_id, what]), filled).status_code


def dossier(browser: Client, provider: Provider) -> str:
    return browser.get(reverse("dossier", args=[provider.public_id])).content.decode()


def test_a_check_is_written_once_and_counts_in_the_risk(browser: Client, provider: Provider) -> None:
    check = {"subject": "igj", "checked_on": "2025-10-01", "result": "ernstig", "source": "website IGJ"}
    assert written(browser, provider, "controle", **check) == 422  # without the finding
    for _ in range(2):
        assert written(browser, provider, "controle", **check, finding="Bevel van 1 oktober") == 303
    assert Screening.objects.count() == 1
    assert "Bevel van 1 oktober" in dossier(browser, provider)
    assert "hoog" in dossier(browser, provider)
    assert written(browser, provider, "controle", **{**check, "checked_on": "2025-10-16", "finding": "Later"}) == 422


def test_a_contact_is_added_once_and_forgotten_for_good(browser: Client, provider: Provider) -> None:
    assert written(browser, provider, "contactpersoon", name="Cor Verzonnen") == 422
    for _ in range(2):
        assert written(browser, provider, "contactpersoon", name="Cor Verzonnen", phone="030 1234567") == 303
    contact = Contact.objects.get()
    assert "Cor Verzonnen" in dossier(browser, provider)
    other = practice("04000055")
    wrong = reverse("contact-forget", args=[other.public_id, contact.pk])
    assert browser.post(wrong).status_code == 404
    assert browser.post(reverse("contact-forget", args=[provider.public_id, contact.pk])).status_code == 303
    assert not Contact.objects.exists()


def test_another_term_of_a_certificate_takes_the_place_of_the_first(browser: Client, provider: Provider) -> None:
    first = {"number": "V-1", "valid_from": "2024-01-01", "valid_until": "2025-12-31"}
    written(browser, provider, "certificaat", **first)
    written(browser, provider, "certificaat", **first)
    assert Certificate.objects.count() == 1
    assert written(browser, provider, "certificaat", **{**first, "valid_until": "2026-06-30"}) == 303
    assert Certificate.objects.standing().get().valid_until == date(2026, 6, 30)
    assert written(browser, provider, "certificaat", **{**first, "valid_until": "2023-06-30"}) == 422


def test_a_purchaser_is_put_in_charge(browser: Client, provider: Provider) -> None:
    colleague, outsider = person("Ilse Inkoper", StaffRole.PURCHASER), person("Bram Verzonnen")
    assert written(browser, provider, "inkoper", purchaser=str(outsider.pk)) == 422
    assert written(browser, provider, "inkoper", purchaser=str(colleague.pk)) == 303
    assert "Ilse Inkoper" in dossier(browser, provider)


def test_a_company_stands_above_its_providers(browser: Client, provider: Provider) -> None:
    practice("04000066", "Fysiotherapie De Zuster", kvk_number="12345678")
    assert written(browser, provider, "onderneming", name="Verzonnen Zorg B.V.", legal_form="bv") == 303
    assert written(browser, provider, "onderneming", name="Verzonnen Zorg Groep B.V.", legal_form="bv") == 303
    assert Organisation.objects.get().name == "Verzonnen Zorg Groep B.V."
    text = dossier(browser, provider)
    assert "Verzonnen Zorg Groep B.V." in text
    assert "Fysiotherapie De Zuster" in text
    without = practice("04000067")
    assert written(browser, without, "onderneming", name="X") == 404
    named = Entry.objects.filter(action="register.organisation_named")
    assert [(entry.about_id, entry.details) for entry in named] == [(str(Organisation.objects.get().pk), {})] * 2


def test_who_wants_no_offer_is_not_approached_until_it_says_otherwise(provider: Provider) -> None:
    agreement = open_season("paramedische_zorg/2026-2", channels={"fysiotherapie": Channel.PORTAL}).agreements.get()
    name, since, until = "geen_aanbod_gewenst_voor", date(2025, 10, 1), date(2026, 12, 31)
    say_no_offer_wanted(provider, "paramedische_zorg", frozenset({"logopedie", "fysiotherapie"}), since, until)
    facts = recorded_subject(provider, agreement).facts[name]
    assert [(one.text, one.valid_until) for one in facts] == [("fysiotherapie logopedie", until)]
    play(datetime(2025, 10, 20, 9, tzinfo=UTC))
    say_no_offer_wanted(provider, "paramedische_zorg", frozenset(), since, None)
    said = {one.known_since: one.text for one in recorded_subject(provider, agreement).facts[name]}
    assert list(said.values()) == ["fysiotherapie logopedie", ""]


def test_what_stood_there_before_can_be_read(browser: Client) -> None:
    bringer = importer()
    files = {"aanbieders.csv": rows("aanbieders", a_provider()), "personen.csv": rows("personen", a_person())}
    processed(bringer, files)
    play(datetime(2025, 11, 1, 9, tzinfo=UTC))
    renamed = a_provider(naam="De Nieuwe Naam", bekend_sinds="2025-10-30")
    files = {
        "aanbieders.csv": rows("aanbieders", renamed),
        "personen.csv": rows("personen", a_person(uren_hier="12", bekend_sinds="2025-10-30")),
    }
    processed(bringer, files)
    provider = Provider.objects.get()
    text = browser.get(reverse("dossier-history", args=[provider.public_id])).content.decode()
    for known in ("naam: Fysiotherapie Verzonnen 01", "uren_hier: 24", "1 november 2025", "1 januari 2025", "vektis"):
        assert known in text, known
    assert Reading.objects.filter(what="register.history", for_whom=str(provider.public_id)).exists()


def test_only_those_who_write_may_write(provider: Provider) -> None:
    auditor = browser_of(person("Ada Auditor", StaffRole.AUDITOR))
    assert written(auditor, provider, "contactpersoon", name="X", phone="1") == 403
    assert "Contactpersoon toevoegen" not in dossier(auditor, provider)
    own = browser_of(mandated(provider, ProviderRole.MANAGER))
    assert own.get(reverse("dossier-history", args=[provider.public_id])).status_code == 403
    assert written(own, provider, "contactpersoon", name="X", phone="1") == 403


def test_the_address_at_vecozo_is_changed_in_the_dossier_and_the_one_before_stays_known(browser: Client) -> None:
    provider = practice("04000066", vecozo_email="oud@verzonnen.example")
    assert "oud@verzonnen.example" in dossier(browser, provider)
    assert written(browser, provider, "vecozo-adres", vecozo_email="geen adres") == 422
    for _ in range(2):  # sent twice it is one change
        assert written(browser, provider, "vecozo-adres", vecozo_email="nieuw@verzonnen.example") == 303
    provider.refresh_from_db()
    assert provider.vecozo_email == "nieuw@verzonnen.example"
    kept = EarlierValues.objects.get(table="aanbieders", row=provider.pk)
    assert kept.values["email_vecozo"] == "oud@verzonnen.example"
    assert written(browser, provider, "vecozo-adres", vecozo_email="") == 303
    provider.refresh_from_db()
    assert not provider.vecozo_email
    history = browser.get(reverse("dossier-history", args=[provider.public_id])).content.decode()
    assert "nieuw@verzonnen.example" in history
