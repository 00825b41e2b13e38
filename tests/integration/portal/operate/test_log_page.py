"""The auditor finds who did what for whom, without a name, and takes it along."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, person, play, practice
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit import reading
from zorginkoop.portal.audit.log import Actor, acting, changing
from zorginkoop.portal.audit.models import Entry, Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> Client:
    return browser_of(person("Dia Verzonnen", StaffRole.AUDITOR))


def act(action: str, user: int, for_whom: object = "") -> None:
    with acting(Actor(f"user:{user}", f"gebruiker {user}")), changing(action, for_whom=for_whom, rows=3):
        pass


def listed(auditor: Client, name: str = "audit-log", **asked: str | int) -> str:
    return auditor.get(reverse(name), asked).content.decode()


def test_it_is_found_by_provider_actor_action_and_day(auditor: Client) -> None:
    one, other = practice(), practice("04000002", "Fysiotherapie De Andere Brug")
    play(datetime(2025, 10, 15, 21, 59, tzinfo=UTC))  # 23:59 in Amsterdam
    act("selection.confirmed", 41, one.public_id)
    play(datetime(2025, 10, 15, 22, 1, tzinfo=UTC))  # the day after
    act("register.changed", 42, other.public_id)
    for asked, found in (
        ({"provider": "04000001"}, "gebruiker 41"),
        ({"provider": str(other.public_id)}, "gebruiker 42"),
        ({"actor": "41"}, "gebruiker 41"),
        ({"actor": "user:42"}, "gebruiker 42"),
        ({"action": "selection."}, "gebruiker 41"),
        ({"since": "2025-10-15", "until": "2025-10-15"}, "gebruiker 41"),
        ({"since": "2025-10-16", "until": "2025-10-16"}, "gebruiker 42"),
    ):
        page = listed(auditor, **asked)
        other_one = "gebruiker 42" if found == "gebruiker 41" else "gebruiker 41"
        assert (found in page, other_one in page) == (True, False), asked
    assert "04000001" in listed(auditor, actor="41")
    assert "Brug" not in listed(auditor, actor="41")


def test_a_long_log_is_walked_back(auditor: Client) -> None:
    for number in range(250):
        act(f"test.step{number:03}", 41)
    first = listed(auditor, actor="41")
    assert "test.step249" in first
    assert "test.step149" not in first
    before = Entry.objects.get(action="test.step150").number
    assert f"actor=41&amp;voor={before}" in first
    second = listed(auditor, actor="41", voor=before)
    assert "test.step149" in second
    assert "test.step050" in second
    assert "test.step150" not in second


def test_who_read_is_a_log_of_its_own(auditor: Client) -> None:
    with acting(Actor("user:43", "gebruiker 43")):
        reading.read("register.dossier", for_whom=practice().public_id)
    page = listed(auditor, "reading-log", provider="04000001")
    assert "register.dossier" in page
    assert "gebruiker 43" in page


def test_what_is_taken_along_is_what_was_asked_and_is_itself_written_down(auditor: Client) -> None:
    act("test.een", 41)
    act("test.twee", 42)
    answer = auditor.get(reverse("audit-log"), {"actor": "41", "uitvoer": "csv"})
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["handeling"], row["wie"], row["bijzonderheden"]) for row in rows] == [
        ("test.een", "user:41", "rows=3")
    ]
    assert Reading.objects.filter(what="audit.log_export").count() == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"provider": "99999999"}, "Er is geen aanbieder met deze AGB-code"),
        ({"provider": "x"}, "Dit is geen AGB-code en geen kenmerk"),
        ({"since": "gisteren"}, "Schrijf een dag als"),
        ({"since": "2025-10-16", "until": "2025-10-15"}, "ligt voor de eerste dag"),
    ],
)
def test_a_question_that_cannot_be_is_told_and_kept(auditor: Client, asked: dict[str, str], told: str) -> None:
    answer = auditor.get(reverse("audit-log"), asked)
    page = answer.content.decode()
    assert (answer.status_code, told in page) == (422, True)
    assert all(f'value="{value}"' in page for value in asked.values())
    assert auditor.get(reverse("audit-log"), asked | {"uitvoer": "csv"}).status_code == 422


def test_nobody_else_sees_it() -> None:
    for role in StaffRole:
        if role != StaffRole.AUDITOR:
            browser = browser_of(person("Cor Verzonnen", role))
            assert browser.get(reverse("audit-log")).status_code == 403
            assert browser.get(reverse("reading-log")).status_code == 403


def test_it_stays_cheap(auditor: Client, django_assert_max_num_queries: object) -> None:
    for number in range(120):
        act("test.step", number, practice(f"0400{number:04}").public_id)
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # pytest-django's
        listed(auditor)
