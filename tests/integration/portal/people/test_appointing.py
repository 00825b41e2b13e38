"""How a provider gets its first manager, and another when that one left: by a link and by the purchaser, both."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from support.portal import PASSWORD, browser_of, mandated, person, play, practice
from support.portal_people import link_to
from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.mail import handover
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.people import appointing
from zorginkoop.portal.people.appointing import ask_along
from zorginkoop.portal.people.giving import NotAllowed, check_signatory, name_signatory
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.register.mandates import roles_at
from zorginkoop.portal.register.models import Mandate, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
NORA = "nora@verzonnen.example"
PRACTICE = "praktijk@verzonnen.example"
SAID = {"name": "Nora Verzonnen", "email": NORA, "evidence": "Teruggebeld op ons nummer.", "evidence_on": "2025-10-14"}
CHOSEN = {"name": "Nora Verzonnen", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def provider() -> Provider:
    return practice(vecozo_email=PRACTICE)


@pytest.fixture
def purchaser() -> Client:
    return browser_of(person("Ina Inkoper", StaffRole.PURCHASER))


def page_of(provider: Provider) -> str:
    return f"/aanbieders/{provider.public_id}/beheerders/"


def with_extract(**more: object) -> dict[str, object]:
    file = SimpleUploadedFile("uittreksel.pdf", b"%PDF-1.7\n%%EOF\n")
    return {"extract_date": "2025-10-01", "extract": file, **more}


def test_a_purchaser_appoints_who_then_chooses_a_password(
    provider: Provider, purchaser: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = False
    assert "Beheerder aanwijzen" in purchaser.get(f"/aanbieders/{provider.public_id}/").content.decode()
    for _ in range(2):
        assert purchaser.post(page_of(provider), SAID).status_code == 303
    assert Appointment.objects.count() == 1
    assert not User.objects.filter(email=NORA).exists()

    link, browser = link_to(NORA), Client()
    assert provider.name in browser.get(link).content.decode()
    answer = browser.post(link, CHOSEN, follow=True)
    assert answer.redirect_chain[-1][0] == f"/praktijk/{provider.public_id}/"
    nora = User.objects.get(email=NORA)
    assert nora.check_password(PASSWORD)
    assert roles_at(nora, provider) == {ProviderRole.MANAGER}
    made = Appointment.objects.get()
    assert (made.evidence, made.checked_by.name if made.checked_by else "") == (SAID["evidence"], "Ina Inkoper")
    assert "Nora Verzonnen is nu beheerder" in Message.objects.get(to=PRACTICE).body
    assert NORA not in str(list(Entry.objects.values_list("details", "actor_label")))


def test_the_day_of_today_stands_in_the_form_as_browsers_read_it(provider: Provider, purchaser: Client) -> None:
    assert 'value="2025-10-15"' in purchaser.get(page_of(provider)).content.decode()


def test_the_link_works_once_and_is_nowhere_to_be_read(provider: Provider, purchaser: Client) -> None:
    purchaser.post(page_of(provider), SAID)
    link = link_to(NORA)
    message = Message.objects.get(to=NORA, secret=True)
    assert link not in purchaser.get(f"/berichten/{message.public_id}/").content.decode()
    handover.hand_over_all()
    assert Message.objects.get(pk=message.pk).body == ""
    assert link.split("/")[2] not in str(list(Appointment.objects.values()))
    Client().post(link, CHOSEN)
    again = Client().post(
        link, CHOSEN | {"password": "een ander verzonnen woord", "again": "een ander verzonnen woord"}
    )
    assert (again.status_code, "al gebruikt" in again.content.decode()) == (410, True)
    assert User.objects.get(email=NORA).check_password(PASSWORD)
    assert Client().get("/toegang/zomaar-iets/").status_code == 410


def test_an_ended_link_gives_a_new_one_to_the_same_address(provider: Provider, purchaser: Client) -> None:
    purchaser.post(page_of(provider), SAID)
    old = link_to(NORA)
    play(datetime(2025, 10, 30, 8, 0, tzinfo=UTC))
    late = Client().get(old)
    assert (late.status_code, "verlopen" in late.content.decode()) == (410, True)
    assert "nieuwe link" in Client().post(old).content.decode()
    new = link_to(NORA)
    assert new != old
    assert Client().post(old, CHOSEN).status_code == 410
    assert Client().post(new, CHOSEN).status_code == 303
    assert roles_at(User.objects.get(email=NORA), provider) == {ProviderRole.MANAGER}


def test_who_has_an_account_just_gains_the_mandate(provider: Provider, purchaser: Client) -> None:
    known = mandated(practice("04000002", "De Andere Kade"), ProviderRole.FILLER)
    for _ in range(2):
        purchaser.post(page_of(provider), SAID | {"email": known.email.upper()})
    assert roles_at(known, provider) == {ProviderRole.MANAGER}
    assert not Message.objects.filter(secret=True).exists()
    assert Mandate.objects.filter(provider=provider).count() == 1


@pytest.mark.parametrize("role", [StaffRole.PURCHASER, StaffRole.ADMINISTRATOR])
def test_nobody_of_the_purchaser_becomes_manager(provider: Provider, role: StaffRole) -> None:
    ina = person("Ina Inkoper", StaffRole.PURCHASER)
    whom = ina if role == StaffRole.PURCHASER else person("Bert Beheerder", role)
    answer = browser_of(ina).post(page_of(provider), SAID | {"email": whom.email})
    assert answer.status_code == 422
    assert "kan geen beheerder van een zorgaanbieder zijn" in answer.content.decode()
    assert SAID["evidence"] in answer.content.decode()
    assert not Mandate.objects.exists()


def test_the_practice_says_itself_who_and_the_purchaser_checks(provider: Provider, purchaser: Client) -> None:
    assert purchaser.post(f"{page_of(provider)}vragen/", {"email": PRACTICE}).status_code == 303
    link, browser = link_to(PRACTICE), Client()
    wrong = browser.post(link, {"name": "Pia Verzonnen", "password": "kort", "again": "anders"})
    assert wrong.status_code == 422
    assert "Pia Verzonnen" in wrong.content.decode()
    assert not User.objects.filter(email=PRACTICE).exists()
    assert browser.post(link, with_extract(name="Pia Verzonnen", password=PASSWORD, again=PASSWORD)).status_code == 303
    pia = User.objects.get(email=PRACTICE)
    assert roles_at(pia, provider) == frozenset()
    assert browser.get(f"/praktijk/{provider.public_id}/").status_code == 404

    assert "Pia Verzonnen" in purchaser.get("/tekenbevoegden/").content.decode()
    one = Appointment.objects.get()
    file = purchaser.get(f"{page_of(provider)}{one.pk}/uittreksel/")
    assert b"".join(file.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]  # a file
    decide = f"{page_of(provider)}{one.pk}/besluit/"
    assert purchaser.post(decide, {"evidence": "", "evidence_on": "2025-10-15"}).status_code == 422
    for _ in range(2):
        assert purchaser.post(decide, {"evidence": "Uittreksel.", "evidence_on": "2025-10-15"}).status_code == 303
    assert roles_at(pia, provider) == {ProviderRole.MANAGER}
    assert browser.get(f"/praktijk/{provider.public_id}/").status_code == 200
    assert Mandate.objects.count() == 1


def test_who_is_refused_reads_why_and_gets_nothing(provider: Provider, purchaser: Client) -> None:
    purchaser.post(f"{page_of(provider)}vragen/", {"email": PRACTICE})
    Client().post(link_to(PRACTICE), with_extract(**CHOSEN))
    decide = f"{page_of(provider)}{Appointment.objects.get().pk}/besluit/"
    assert purchaser.post(decide, {"refuse": "1", "refusal": ""}).status_code == 422
    purchaser.post(decide, {"refuse": "1", "refusal": "De naam staat niet op het uittreksel."})
    purchaser.post(decide, {"evidence": "toch", "evidence_on": "2025-10-15"})  # a second tab, too late
    assert roles_at(User.objects.get(email=PRACTICE), provider) == frozenset()
    assert "De naam staat niet" in Message.objects.filter(to=PRACTICE).latest("pk").body


def test_a_link_that_is_taken_back_opens_nothing(provider: Provider, purchaser: Client) -> None:
    purchaser.post(page_of(provider), SAID)
    link, one = link_to(NORA), Appointment.objects.get()
    purchaser.post(f"{page_of(provider)}{one.pk}/besluit/", {"withdraw": "1"})
    assert Client().post(link, CHOSEN).status_code == 410
    purchaser.post(f"{page_of(provider)}{one.pk}/opnieuw/")
    assert Message.objects.filter(to=NORA).count() == 1
    assert not User.objects.filter(email=NORA).exists()


def test_a_practice_whose_manager_left_gets_another(provider: Provider, purchaser: Client) -> None:
    left = mandated(provider, ProviderRole.MANAGER)
    held = Mandate.objects.get(user=left)
    purchaser.post(f"{page_of(provider)}mandaat/{held.pk}/beeindigen/")
    assert roles_at(left, provider) == frozenset()
    purchaser.post(page_of(provider), SAID)
    Client().post(link_to(NORA), CHOSEN)
    assert roles_at(User.objects.get(email=NORA), provider) == {ProviderRole.MANAGER}


def invited(provider: Provider) -> None:
    """Ask along with an invitation, as the letters do."""
    with changing("test"):
        ask_along({provider.pk: PRACTICE})


def test_a_next_invitation_renews_a_link_that_ended_and_leaves_one_that_works(provider: Provider) -> None:
    for _ in range(2):
        invited(provider)
    old = link_to(PRACTICE)
    assert Message.objects.filter(to=PRACTICE).count() == 1
    play(datetime(2025, 10, 30, 8, 0, tzinfo=UTC))
    for _ in range(2):
        invited(provider)
    new = link_to(PRACTICE)
    assert (new != old, Message.objects.filter(to=PRACTICE).count()) == (True, 2)
    assert Appointment.objects.count() == 1
    assert Client().get(new).status_code == 200


def test_who_took_up_its_link_is_not_asked_again_while_it_waits(provider: Provider) -> None:
    invited(provider)
    Client().post(link_to(PRACTICE), with_extract(**CHOSEN))
    play(datetime(2025, 10, 30, 8, 0, tzinfo=UTC))
    invited(provider)
    assert Message.objects.filter(to=PRACTICE, secret=True).count() == 1


@pytest.mark.parametrize("how", ["works for the purchaser by now", "account closed"])
def test_a_link_is_not_taken_up_by_who_may_not_manage_any_more(provider: Provider, purchaser: Client, how: str) -> None:
    purchaser.post(page_of(provider), SAID)
    link = link_to(NORA)
    with changing("test"):
        nora = User.objects.create_user(NORA, "Nora Verzonnen", PASSWORD)
        if how == "account closed":
            User.objects.filter(pk=nora.pk).update(is_active=False)
        else:
            RoleGrant.objects.create(user=nora, role=StaffRole.PURCHASER, valid_from=date(2025, 10, 1), ground="proef")
    answer = Client().post(link)
    assert answer.status_code == 422
    why = "account met dit e-mailadres is gesloten" if how == "account closed" else "Wie voor de zorginkoop werkt"
    assert why in answer.content.decode()
    assert Appointment.objects.get().taken_up_at is None
    assert not Mandate.objects.exists()


def test_who_let_a_manager_in_does_not_check_the_extract_that_manager_hands_in(provider: Provider) -> None:
    ina, colleague = person("Ina Inkoper", StaffRole.PURCHASER), person("Koos Collega", StaffRole.PURCHASER)
    browser_of(ina).post(page_of(provider), SAID)
    Client().post(link_to(NORA), CHOSEN)
    nora = User.objects.get(email=NORA)
    signatory = name_signatory(provider, nora, jointly=False, extract=(date(2025, 10, 1), "sha256:proef"), by=nora)
    address = f"/aanbieders/{provider.public_id}/tekenbevoegden/{signatory.pk}/"
    page = browser_of(ina).post(address, follow=True).content.decode()
    assert "Vraag een collega" in page
    assert ProviderRole.SIGNATORY not in roles_at(nora, provider)
    browser_of(colleague).post(address)
    assert ProviderRole.SIGNATORY in roles_at(nora, provider)


def test_who_vouched_for_a_manager_that_was_asked_does_not_check_its_extract_and_who_asked_may(
    provider: Provider,
) -> None:
    ina, colleague = person("Ina Inkoper", StaffRole.PURCHASER), person("Koos Collega", StaffRole.PURCHASER)
    browser_of(ina).post(f"{page_of(provider)}vragen/", {"email": NORA})
    Client().post(link_to(NORA), with_extract(**CHOSEN))
    nora, one = User.objects.get(email=NORA), Appointment.objects.get()
    appointing.confirm(one, appointing.Known("Uittreksel.", date(2025, 10, 15)), colleague)
    signatory = name_signatory(provider, nora, jointly=False, extract=(date(2025, 10, 1), "sha256:proef"), by=nora)
    with pytest.raises(NotAllowed):
        check_signatory(signatory, colleague)
    check_signatory(signatory, ina)
    assert ProviderRole.SIGNATORY in roles_at(nora, provider)
