"""Who may act, who may sign and who may do what: given by a person, ended by a person, and never taken to oneself."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.portal import browser_of, mandated, person, practice
from zorginkoop.portal.accounts.models import Replacement, RoleGrant, User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.dossier import follow_ups, write_note
from zorginkoop.portal.register.mandates import roles_at
from zorginkoop.portal.register.models import Mandate, Provider, Signatory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
PDF = b"%PDF-1.7\n% uittreksel\n%%EOF\n"
NEW = {"name": "Nora Verzonnen", "email": "nora@verzonnen.example", "role": "invuller"}


@pytest.fixture
def provider() -> Provider:
    return practice()


@pytest.fixture
def manager(provider: Provider) -> User:
    return mandated(provider, ProviderRole.MANAGER)


def people_page(provider: Provider) -> str:
    return f"/praktijk/{provider.public_id}/mensen/"


def signing(person: User, content: bytes = PDF, day: str = "2025-10-01") -> dict[str, object]:
    file = SimpleUploadedFile("uittreksel.pdf", content)
    return {"person": person.pk, "jointly": "nee", "extract_date": day, "extract": file}


def text_after(browser: Client, address: str, data: dict[str, object]) -> str:
    return browser.post(address, data, follow=True).content.decode()


def test_a_manager_lets_somebody_in_once_however_often_the_button_is_pressed(provider: Provider, manager: User) -> None:
    browser = browser_of(manager)
    for _ in range(2):
        assert browser.post(people_page(provider), NEW).status_code == 303
    nora = User.objects.get(email=NEW["email"])
    assert roles_at(nora, provider) == {ProviderRole.FILLER}
    message = Message.objects.get(to=NEW["email"])
    assert "/account/password/reset/" in message.body
    assert not nora.has_usable_password()


def test_a_manager_finds_its_people_from_the_page_of_the_practice(provider: Provider, manager: User) -> None:
    home = f"/praktijk/{provider.public_id}/"
    assert people_page(provider) in browser_of(manager).get(home).content.decode()
    reader = mandated(provider, ProviderRole.READER)
    assert people_page(provider) not in browser_of(reader).get(home).content.decode()


def test_what_was_typed_stays_when_something_is_wrong(provider: Provider, manager: User) -> None:
    answer = browser_of(manager).post(people_page(provider), NEW | {"email": "geen adres"})
    assert answer.status_code == 422
    assert "Nora Verzonnen" in answer.content.decode()
    assert not User.objects.filter(name="Nora Verzonnen").exists()


def test_one_person_works_for_several_providers_and_chooses(provider: Provider) -> None:
    second = practice("04000002", "De Andere Kade")
    user = mandated(provider, ProviderRole.FILLER)
    browser = browser_of(user)
    assert browser.get("/praktijk/").headers["Location"] == f"/praktijk/{provider.public_id}/"
    browser_of(mandated(second, ProviderRole.MANAGER)).post(people_page(second), NEW | {"email": user.email})
    page = browser.get("/praktijk/").content.decode()
    assert provider.name in page
    assert second.name in page


def test_an_ended_mandate_stops_at_once_and_the_last_manager_stays(provider: Provider, manager: User) -> None:
    filler = mandated(provider, ProviderRole.FILLER)
    theirs = browser_of(filler)
    assert theirs.get(f"/praktijk/{provider.public_id}/").status_code == 200
    browser = browser_of(manager)
    held = Mandate.objects.get(user=filler)
    browser.post(f"{people_page(provider)}{held.pk}/beeindigen/")
    assert theirs.get(f"/praktijk/{provider.public_id}/").status_code == 404

    own = Mandate.objects.get(user=manager)
    page = text_after(browser, f"{people_page(provider)}{own.pk}/beeindigen/", {})
    assert "laatste beheerder" in page
    assert roles_at(manager, provider) == {ProviderRole.MANAGER}


def test_a_signatory_counts_once_the_purchaser_saw_the_extract(provider: Provider, manager: User) -> None:
    signer = mandated(provider, ProviderRole.READER, name="Saar Tekenaar")
    address = f"/praktijk/{provider.public_id}/tekenbevoegden/"
    browser = browser_of(manager)
    for _ in range(2):
        assert browser.post(address, signing(signer)).status_code == 303
    signatory = Signatory.objects.get()
    assert ProviderRole.SIGNATORY not in roles_at(signer, provider)

    purchaser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    assert "Saar Tekenaar" in purchaser.get("/tekenbevoegden/").content.decode()
    at_purchaser = f"/aanbieders/{provider.public_id}/tekenbevoegden/{signatory.pk}/"
    assert b"".join(purchaser.get(f"{at_purchaser}uittreksel/").streaming_content) == PDF  # type: ignore[attr-defined]  # a file
    purchaser.post(at_purchaser)
    assert ProviderRole.SIGNATORY in roles_at(signer, provider)

    browser.post(f"{address}{signatory.pk}/beeindigen/")
    assert ProviderRole.SIGNATORY not in roles_at(signer, provider)


def test_who_signs_no_longer_has_no_mandate_to_sign_either(provider: Provider, manager: User) -> None:
    signer = mandated(provider, ProviderRole.SIGNATORY)
    browser = browser_of(manager)
    address = f"/praktijk/{provider.public_id}/tekenbevoegden/{Signatory.objects.get(user=signer).pk}/beeindigen/"
    for _ in range(2):
        browser.post(address)
    assert not Mandate.objects.standing().filter(user=signer).exists()


def test_an_extract_that_does_not_show_it_is_refused_with_the_reason(provider: Provider, manager: User) -> None:
    signer = mandated(provider, ProviderRole.READER)
    browser_of(manager).post(f"/praktijk/{provider.public_id}/tekenbevoegden/", signing(signer))
    signatory = Signatory.objects.get()
    purchaser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    address = f"/aanbieders/{provider.public_id}/tekenbevoegden/{signatory.pk}/"
    assert purchaser.post(address, {"refuse": "1", "refusal": ""}).status_code == 422
    purchaser.post(address, {"refuse": "1", "refusal": "De naam staat niet op het uittreksel."})
    purchaser.post(address)  # a second tab, too late
    assert ProviderRole.SIGNATORY not in roles_at(signer, provider)
    assert "De naam staat niet op het uittreksel." in browser_of(manager).get(people_page(provider)).content.decode()


@pytest.mark.parametrize(
    ("content", "day", "says"),
    [(b"PK\x03\x04", "2025-10-01", "geen PDF"), (PDF, "2025-11-01", "toekomst"), (b"", "2025-10-01", "leeg")],
)
def test_another_file_or_a_day_to_come_is_no_extract(
    provider: Provider, manager: User, content: bytes, day: str, says: str
) -> None:
    signer = mandated(provider, ProviderRole.READER)
    answer = browser_of(manager).post(f"/praktijk/{provider.public_id}/tekenbevoegden/", signing(signer, content, day))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Signatory.objects.exists()


def test_nobody_gives_a_role_to_itself_and_two_administrators_remain() -> None:
    first, second, third = (person(name, StaffRole.ADMINISTRATOR) for name in ("Een", "Twee", "Drie"))
    browser = browser_of(first)
    asked = {"name": "Een", "email": first.email, "role": "zorginkoper", "ground": "handig"}
    assert "uzelf geen rol" in browser.post("/beheer/rollen/", asked).content.decode()

    def ended(user: User) -> str:
        return text_after(browser, f"/beheer/rollen/{RoleGrant.objects.get(user=user).pk}/beeindigen/", {})

    assert "eigen rol" in ended(first)
    assert "De rol is beëindigd" in ended(third)
    assert "twee beheerders" in ended(second)
    assert [bool(user.staff_roles()) for user in (first, second, third)] == [True, True, False]


def test_a_deputy_has_the_roles_of_whom_it_stands_in_for_in_those_days_alone() -> None:
    absent, deputy = person("Ina", StaffRole.PURCHASER), person("Koos", StaffRole.LABEL_DESK)
    administrator = person("Bert", StaffRole.ADMINISTRATOR)
    asked = {"absent": absent.pk, "deputy": deputy.pk, "first": "2025-10-14", "last": "2025-10-16", "ground": "verlof"}
    browser = browser_of(administrator)
    for _ in range(2):
        assert browser.post("/beheer/waarnemen/", asked).status_code == 303
    assert Replacement.objects.count() == 1
    assert StaffRole.PURCHASER in deputy.staff_roles()
    assert StaffRole.PURCHASER not in deputy.staff_roles(date(2025, 10, 17))
    taken = browser.post("/beheer/waarnemen/", asked | {"deputy": administrator.pk})
    assert taken.status_code == 422
    assert "Vraag een andere beheerder" in taken.content.decode()
    assert StaffRole.PURCHASER not in administrator.staff_roles()


def test_a_replacement_ends_when_who_was_absent_is_back() -> None:
    absent, deputy = person("Ina", StaffRole.PURCHASER), person("Koos", StaffRole.LABEL_DESK)
    browser = browser_of(person("Bert", StaffRole.ADMINISTRATOR))
    days = {"first": "2025-10-14", "last": "2025-12-31", "ground": "verlof"}
    later = {"first": "2025-11-01", "last": "2025-12-31", "ground": "verlof"}
    for asked in (days, later):
        browser.post("/beheer/waarnemen/", asked | {"absent": absent.pk, "deputy": deputy.pk})
    assert StaffRole.PURCHASER in deputy.staff_roles()
    page = ""
    for one in Replacement.objects.all():
        for _ in range(2):
            page = text_after(browser, f"/beheer/waarnemen/{one.pk}/beeindigen/", {})
    assert page
    assert "neemt waar voor Ina" not in page
    for day in (date(2025, 10, 15), date(2025, 11, 2)):
        assert StaffRole.PURCHASER not in deputy.staff_roles(day)
    assert StaffRole.PURCHASER in deputy.staff_roles(date(2025, 10, 14)), "what was done stays as it was"


def test_a_deputy_sees_what_the_absent_one_would_follow_up_and_not_its_own_notes(provider: Provider) -> None:
    absent, deputy = person("Ina", StaffRole.PURCHASER), person("Koos", StaffRole.LABEL_DESK)
    for shared in (True, False):
        written: dict[str, object] = {
            "text": f"Bel terug {shared}",
            "shared": shared,
            "follow_up_on": date(2025, 10, 15),
        }
        write_note(provider, absent, written)
    assert not follow_ups(deputy, date(2025, 10, 15))
    with changing("test"):
        Replacement.objects.create(absent=absent, deputy=deputy, valid_from=date(2025, 10, 1), ground="verlof")
    assert [note.text for note in follow_ups(deputy, date(2025, 10, 15))] == ["Bel terug True"]
