"""An exception to the index: asked by the provider, decided by two people, and counted from then on (GPF-48)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from support.portal import browser_of, mandated, person, play, practice
from support.portal_intake import physiotherapy, staffed, upload
from support.portal_selection import selected
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment import exceptions
from zorginkoop.portal.assessment.models import ExceptionRequest, Proposal, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Decision, Event, Fact, Index, Provider
from zorginkoop.portal.selection.models import Choice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
OK, SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID = 200, 303, 403, 404, 409, 422
WHY = "Wij behandelen bijna alleen mensen na een beroerte."
FACT = "uitzondering_behandelindex@2026"


@pytest.fixture
def agreement() -> SeasonAgreement:
    """Open the season, in September."""
    play(datetime(2025, 9, 22, 9, 0, tzinfo=UTC))
    return physiotherapy()


@pytest.fixture
def provider(agreement: SeasonAgreement) -> Provider:  # noqa: ARG001 - it is September before the practice is made
    """Make a practice that meets everything but the index."""
    found = staffed()
    with changing("test"):
        Index.objects.filter(provider=found).update(value="180")
    return found


def manager(provider: Provider) -> Client:
    """Open the site as whoever manages a practice."""
    return browser_of(mandated(provider, ProviderRole.MANAGER, name="Mia Beheer"))


def purchaser(name: str) -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def approached(agreement: SeasonAgreement, provider: Provider, by: User, on: date) -> bool:
    """Make a selection, and tell whether it approaches a practice."""
    return Choice.objects.get(run=selected(agreement, by, on), provider=provider).approach


def test_gpf_48_not_approached_until_the_exception_is_granted_by_two_people_and_then_for_that_year(
    agreement: SeasonAgreement, provider: Provider
) -> None:
    ina, cor = purchaser("Ina Inkoper"), purchaser("Cor Collega")
    assert not approached(agreement, provider, ina, date(2025, 9, 22))
    browser, there = manager(provider), f"/praktijk/{provider.public_id}/uitzonderingen/"
    assert "de gevraagde uitzondering op de behandelindex" in browser.get(there).content.decode()
    form = f"{there}{agreement.pk}/"
    assert browser.post(form, {"grounds": " "}).status_code == INVALID
    assert browser.post(form, {"grounds": WHY, "file": upload(content=b"geen bewijs")}).status_code == INVALID
    assert not ExceptionRequest.objects.exists()
    for _ in range(2):
        assert browser.post(form, {"grounds": WHY, "file": upload("verslag.pdf")}).status_code == SEE_OTHER
    request = ExceptionRequest.objects.get()
    assert Event.objects.filter(provider=provider, name=exceptions.ASKED).count() == 1
    item = WorkItem.objects.get(kind=WorkKind.TASK)
    address = f"/werkvoorraad/{item.public_id}/"
    play(datetime(2025, 10, 3, 9, 0, tzinfo=UTC))
    assert not approached(agreement, provider, ina, date(2025, 10, 3))
    page = browser_of(ina).get(address).content.decode()
    assert WHY in page
    assert f"/praktijk/{provider.public_id}/uitzonderingen/{request.public_id}/bestand/" in page
    decision = {"fact": FACT, "text": "ja", "ground": "Dat is zorg die elders niet is.", "valid_from": "2025-10-03"}
    assert browser_of(ina).post(address, decision).status_code == SEE_OTHER
    request.refresh_from_db()
    assert request.decided_at is None, "a second person has to agree"
    accord = {"proposal": Proposal.objects.get().public_id, "accord": "ja"}
    assert browser_of(cor).post(address, accord).status_code == SEE_OTHER
    request.refresh_from_db()
    assert (request.granted, request.reply) == (True, "Dat is zorg die elders niet is.")
    assert Event.objects.filter(provider=provider, name=exceptions.DECIDED).count() == 1
    granted = Decision.objects.get()
    assert (granted.fact, granted.year) == ("uitzondering_behandelindex", 2026)
    assert approached(agreement, provider, ina, date(2025, 10, 3))
    told = Message.objects.latest("pk")
    assert "uitzondering" in told.subject
    assert granted.ground not in told.body
    own = browser.get(there).content.decode()
    assert "toegekend" in own
    assert granted.ground in own
    assert "Maak een nieuwe selectie" in browser_of(ina).get(address).content.decode()


def test_a_refusal_of_the_exception_is_told_with_its_ground(agreement: SeasonAgreement, provider: Provider) -> None:
    browser = manager(provider)
    there = f"/praktijk/{provider.public_id}/uitzonderingen/"
    browser.post(f"{there}{agreement.pk}/", {"grounds": WHY})
    item = WorkItem.objects.get(kind=WorkKind.TASK)
    ground = "Uw patienten wijken niet af van die van anderen."
    decision = {"fact": FACT, "text": "nee", "ground": ground, "valid_from": "2025-09-22"}
    decided = browser_of(purchaser("Ina Inkoper")).post(f"/werkvoorraad/{item.public_id}/", decision)
    assert decided.status_code == SEE_OTHER
    request = ExceptionRequest.objects.get()
    assert (request.granted, request.reply) == (False, ground)
    page = browser.get(there).content.decode()
    assert "niet toegekend" in page
    assert ground in page


@pytest.mark.parametrize(("index", "has_room"), [("150", False), ("150.1", True), ("180", True)])
def test_there_is_room_only_above_the_limit(
    agreement: SeasonAgreement, provider: Provider, index: str, *, has_room: bool
) -> None:
    with changing("test"):
        Index.objects.filter(provider=provider).update(value=index)
    assert bool(exceptions.rooms(provider)) == has_room
    answer = manager(provider).post(f"/praktijk/{provider.public_id}/uitzonderingen/{agreement.pk}/", {"grounds": WHY})
    assert answer.status_code == (SEE_OTHER if has_room else CONFLICT)


def test_who_is_refused_for_another_reason_as_well_is_not_offered_it(
    agreement: SeasonAgreement, provider: Provider
) -> None:
    with changing("test"):
        Fact.objects.filter(provider=provider, name="vecozo_certificaat").update(text="nee")
    assert exceptions.task_for(agreement, provider) == ""
    page = manager(provider).get(f"/praktijk/{provider.public_id}/uitzonderingen/").content.decode()
    assert "niets waarvoor een uitzondering u helpt" in page


def test_who_only_reads_asks_nothing_and_another_provider_sees_nothing(
    agreement: SeasonAgreement, provider: Provider
) -> None:
    there = f"/praktijk/{provider.public_id}/uitzonderingen/"
    manager(provider).post(f"{there}{agreement.pk}/", {"grounds": WHY, "file": upload("verslag.pdf")})
    file = f"{there}{ExceptionRequest.objects.get().public_id}/bestand/"
    reader = browser_of(mandated(provider, ProviderRole.READER, name="Lea Lezer"))
    assert reader.get(there).status_code == reader.get(file).status_code == OK
    assert reader.get(f"{there}{agreement.pk}/").status_code == FORBIDDEN
    other = practice("04000002", "Fysiotherapie De Andere Kade")
    stranger = browser_of(mandated(other, ProviderRole.MANAGER, name="Iris Bedacht"))
    for address in (there, file, file.replace(str(provider.public_id), str(other.public_id))):
        assert stranger.get(address).status_code == NOT_FOUND
