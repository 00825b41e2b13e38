"""The work can be looked at by kind, by region, and in the order of terms; an exception has a name of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import browser_of, person, play, practice
from support.portal_intake import physiotherapy
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import queue
from zorginkoop.portal.assessment.models import ExceptionRequest, WorkItem, WorkKind
from zorginkoop.portal.assessment.queue import next_term
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.register.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
NAMES = ("Praktijk Noord", "Praktijk Zuid", "Praktijk Oost")


def piece(agreement: SeasonAgreement, provider: Provider, reference: str, day: int) -> WorkItem:
    with changing("test"):
        return WorkItem.objects.create(
            provider=provider, agreement=agreement, kind=WorkKind.TASK, reference=reference,
            raised_at=datetime(2025, 10, day, 9, tzinfo=UTC),
        )  # fmt: skip


@pytest.fixture
def work() -> tuple[SeasonAgreement, list[WorkItem]]:
    """Let three tasks wait: in three regions, the second of them about an exception that was asked for."""
    agreement = physiotherapy()
    places = zip(NAMES, ("9711 AA", "6211 AA", "7511 AA"), strict=True)
    providers = [practice(f"0400000{at}", name, postcode=code) for at, (name, code) in enumerate(places, 1)]
    with changing("test"):
        ExceptionRequest.objects.create(
            provider=providers[1], agreement=agreement, task="uitzondering_beoordelen", grounds="Wij zijn anders.",
            asked_by=person("Mia Beheer"), asked_at=clock.now(),
        )  # fmt: skip
    references = ("afspraak", "uitzondering_beoordelen", "uitzondering_beoordelen")
    return agreement, [piece(agreement, *one) for one in zip(providers, references, (3, 2, 1), strict=True)]


def order_of(query: str) -> list[str]:
    page = browser_of(person("Ina Inkoper", StaffRole.PURCHASER)).get(f"/werkvoorraad/?{query}").content.decode()
    return sorted((name for name in NAMES if name in page), key=page.index)


@pytest.mark.usefixtures("work")
def test_the_oldest_comes_first_unless_the_region_is_asked_for() -> None:
    assert order_of("") == ["Praktijk Oost", "Praktijk Zuid", "Praktijk Noord"]
    assert order_of("volgorde=regio") == ["Praktijk Zuid", "Praktijk Oost", "Praktijk Noord"]
    assert order_of("volgorde=onzin&soort=onzin&regio=x") == order_of("")
    assert order_of("regio=97") == ["Praktijk Noord"]
    assert order_of("regio=11") == []


@pytest.mark.usefixtures("work")
def test_an_exception_is_found_apart_from_other_tasks() -> None:
    assert order_of("soort=uitzondering") == ["Praktijk Zuid"]
    assert order_of("soort=taak") == ["Praktijk Oost", "Praktijk Noord"]
    page = browser_of(person("Ina Inkoper", StaffRole.PURCHASER)).get("/werkvoorraad/").content.decode()
    assert page.count("over een uitzondering beslissen") == 2, "once with its number, once at the work itself"


@pytest.mark.parametrize(("days", "first"), [((30, 20), "Praktijk Oefening"), ((20, 30), "Praktijk Oost")])
def test_a_nearer_term_comes_first(
    work: tuple[SeasonAgreement, list[WorkItem]], monkeypatch: pytest.MonkeyPatch, days: tuple[int, int], first: str
) -> None:
    agreement, _items = work
    channels = {"oefentherapie": Channel.PORTAL}
    other = open_season(agreement.season.edition, channels=channels).agreements.get(name="oefentherapie")
    piece(other, practice("04000009", "Praktijk Oefening"), "afspraak", 1)
    terms = dict(zip((agreement.pk, other.pk), (date(2025, 10, day) for day in days), strict=True))
    monkeypatch.setattr(queue, "next_term", lambda one: terms[one.pk])
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    page = browser.get("/werkvoorraad/?volgorde=termijn").content.decode()
    assert min((*NAMES, "Praktijk Oefening"), key=page.index) == first


def test_the_next_term_is_that_of_the_policy_and_none_once_it_is_over() -> None:
    agreement = physiotherapy()
    assert next_term(agreement) == date(2025, 10, 24), "confirming the questionnaire"
    play(datetime(2025, 10, 24, 21, 59, tzinfo=UTC))
    assert next_term(agreement) == date(2025, 10, 24), "its last minute still counts"
    play(datetime(2025, 10, 24, 22, 0, tzinfo=UTC))
    assert next_term(agreement) == date(2025, 11, 7), "signing"
    play(datetime(2031, 1, 1, 9, tzinfo=UTC))
    assert next_term(agreement) is None


@pytest.mark.usefixtures("work")
def test_the_list_as_a_file_says_the_same() -> None:
    browser = browser_of(person("Ina Inkoper", StaffRole.PURCHASER))
    content = browser.get("/werkvoorraad/?soort=uitzondering&vorm=csv").getvalue().decode()
    assert "over een uitzondering beslissen" in content
    assert "Praktijk Zuid" in content
    assert "Praktijk Noord" not in content
