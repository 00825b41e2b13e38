"""A purchaser finds a provider and reads what is known of it, as on a day, with source and since when."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, practice
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.register.dossier import follow_ups
from zorginkoop.portal.register.models import (
    Employment,
    Index,
    Note,
    Provider,
    Registration,
    Screening,
    ScreeningResult,
    ScreeningSubject,
)
from zorginkoop.portal.register.risk import Risk, risk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
ON = date(2025, 10, 15)


def filled() -> Provider:
    provider = practice(kvk_number="12345678", place="Utrecht", postcode="3511 AB")
    origin = {"source": "vektis", "known_since": date(2024, 1, 1)}
    with changing("test"):
        for number in range(30):
            code = f"0490{number:04}"
            Employment.objects.create(
                provider=provider, person_agb=code, name=f"Persoon {number:02} Verzonnen", profession="fysiotherapeut",
                hours_here="24.5", valid_from=date(2020, 1, 1), **origin,
            )  # fmt: skip
            Registration.objects.create(
                holder_kind="persoon", holder_agb=code, register="irf", valid_from=date(2020, 1, 1), **origin
            )
        Index.objects.create(
            provider=provider,
            kind="behandelindex",
            year=2024,
            version=3,
            treatment="gecorrigeerd",
            value="150.1",
            **origin,
        )
    return provider


def screened(provider: Provider, subject: str, result: str, day: date) -> Screening:
    with changing("test"):
        return Screening.objects.create(
            provider=provider, subject=subject, result=result, checked_on=day, source="handmatig", known_since=day
        )


@pytest.mark.parametrize("asked", ["04000001", "12345678", "verzonnen brug", "utrecht", "3511"])
def test_a_provider_is_found_and_what_was_asked_stays_out_of_the_address(asked: str) -> None:
    provider = filled()
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    answer = browser.post(reverse("providers"), {"asked": asked}, follow=True)
    assert provider.name in answer.content.decode()
    assert answer.redirect_chain == [(reverse("providers"), 303)]


def test_a_dossier_shows_what_is_known_with_source_and_asks_the_database_little(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    provider = filled()
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    text = ""
    for part in ("", "mensen", "gegevens"):
        with django_assert_max_num_queries(20):
            text += browser.get(reverse("dossier", args=[provider.public_id]), {"deel": part}).content.decode()
    assert browser.get(reverse("dossier", args=[provider.public_id]), {"deel": "anders"}).status_code == 404
    for known in ("04000001", "150.1", "Persoon 29 Verzonnen", "24.5", "irf", "vektis"):
        assert known in text
    assert Reading.objects.filter(what="register.dossier", for_whom=str(provider.public_id)).exists()


def test_a_dossier_is_as_on_a_day() -> None:
    provider = filled()
    with changing("test"):
        Employment.objects.filter(person_agb="04900003").update(valid_until=date(2025, 6, 30))
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    address = reverse("dossier", args=[provider.public_id])
    assert "Persoon 03" not in browser.get(address, {"deel": "mensen"}).content.decode()
    assert "Persoon 03" in browser.get(address, {"deel": "mensen", "op": "2025-06-30"}).content.decode()


def test_a_note_is_written_once_and_an_own_note_stays_its_own() -> None:
    provider = practice()
    author, colleague = person("Ina Inkoper", StaffRole.PURCHASER), person("Ilse Inkoper", StaffRole.PURCHASER)
    written = {"kind": "telefoon", "text": "Belt terug <script>", "follow_up_on": "2025-10-15"}
    for _ in range(2):  # a double click
        assert browser_of(author).post(reverse("note-write", args=[provider.public_id]), written).status_code == 303
    note = Note.objects.get()
    address = reverse("dossier", args=[provider.public_id])
    assert "Belt terug &lt;script&gt;" in browser_of(author).get(address).content.decode()
    assert "Belt terug" not in browser_of(colleague).get(address).content.decode()
    ended = reverse("note-done", args=[provider.public_id, note.public_id])
    assert browser_of(colleague).post(ended).status_code == 404
    assert list(follow_ups(author, ON)) == [note]
    assert browser_of(author).post(ended).status_code == 303
    assert not follow_ups(author, ON)


def test_a_note_is_asked_for_on_a_page_of_its_own_that_the_dossier_leads_to() -> None:
    provider = practice()
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    asked = reverse("note-write", args=[provider.public_id])
    assert asked in browser.get(reverse("dossier", args=[provider.public_id])).content.decode()
    page = browser.get(asked)
    assert page.status_code == 200
    assert "Wat wilt u vastleggen?" in page.content.decode()
    assert "Fout:" not in page.content.decode()


def test_a_wrong_note_is_told_and_keeps_what_was_typed() -> None:
    provider = practice()
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    wrong = {"kind": "telefoon", "text": "Bewaar dit", "follow_up_on": "morgen"}
    answer = browser.post(reverse("note-write", args=[provider.public_id]), wrong)
    assert answer.status_code == 422
    assert "Bewaar dit" in answer.content.decode()
    assert not Note.objects.exists()


def test_a_provider_does_not_read_its_own_dossier_nor_anothers() -> None:
    provider = practice()
    browser = browser_of(mandated(provider, ProviderRole.MANAGER))
    assert browser.get(reverse("dossier", args=[provider.public_id])).status_code == 403
    assert browser.get(reverse("dossier", args=[practice("04000044").public_id])).status_code == 404
    assert browser.get(reverse("providers")).status_code == 403


def test_the_risk_follows_from_the_newest_checks_and_unknown_is_never_low() -> None:
    provider = practice()
    day = date(2025, 1, 1)
    checks = [screened(provider, subject, ScreeningResult.CLEAR, day) for subject in ScreeningSubject]
    assert risk_of(checks, ON).level == Risk.LOW
    assert risk_of(checks[1:], ON).level == Risk.UNKNOWN
    assert risk_of(checks, date(2026, 1, 1)).level == Risk.LOW
    assert risk_of(checks, date(2026, 1, 2)).level == Risk.UNKNOWN
    attention = screened(provider, ScreeningSubject.INSPECTORATE, ScreeningResult.ATTENTION, date(2025, 2, 1))
    assert risk_of([*checks, attention], ON).level == Risk.RAISED
    serious = screened(provider, ScreeningSubject.INSOLVENCY, ScreeningResult.SERIOUS, date(2025, 3, 1))
    assert risk_of([*checks, attention, serious], ON).level == Risk.HIGH
    assert risk_of([*checks, attention, serious], date(2025, 2, 28)).level == Risk.RAISED
    mended = screened(provider, ScreeningSubject.INSOLVENCY, ScreeningResult.CLEAR, date(2025, 4, 1))
    assert risk_of([*checks, attention, serious, mended], ON).level == Risk.RAISED
