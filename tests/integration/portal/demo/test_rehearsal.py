"""The page where one practises: the day moves for the whole site, and only in a rehearsal."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from support.portal import person
from zorginkoop.portal import clock
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.demo.people import LOGINS, PASSWORD, demo_is_here, make_people

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("october")
def test_the_day_moves_for_the_whole_site_and_stands_in_the_log() -> None:
    answer = Client().post(reverse("rehearsal"), {"day": "2025-11-12", "hour": "00:05"})
    assert answer.status_code == 303
    assert clock.today() == date(2025, 11, 12)
    assert clock.now().astimezone(clock.AMSTERDAM).strftime("%H:%M") == "00:05"
    moved = Entry.objects.get(action="demo.clock_moved")
    assert moved.details == {"to": "2025-11-11T23:05+00:00"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day": ""}, "Vul een dag in."),
        ({"day": "morgen"}, "Dit is geen dag."),
        ({"day": "2001-01-01"}, "Kies een dag van 1 september 2023"),
        ({"day": "2025-11-12", "hour": "half tien"}, "Dit is geen tijd."),
    ],
)
def test_a_day_that_cannot_be_is_told_and_moves_nothing(october: datetime, typed: dict[str, str], told: str) -> None:
    answer = Client().post(reverse("rehearsal"), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert typed["day"] in page
    assert clock.today() == october.date()


def test_a_real_site_has_no_such_page(settings: Settings) -> None:
    settings.REHEARSAL_CLOCK = False
    assert Client().get(reverse("rehearsal")).status_code == 404
    assert Client().post(reverse("rehearsal"), {"day": "2025-11-12"}).status_code == 404


@pytest.mark.usefixtures("october")
def test_everybody_of_the_demo_can_sign_in_with_the_word_that_is_shown() -> None:
    make_people()
    page = Client().get(reverse("rehearsal")).content.decode()
    assert PASSWORD in page
    for login in LOGINS:
        assert login.email in page
        browser = Client()
        answer = browser.post(reverse("account_login"), {"login": login.email, "password": PASSWORD})
        assert answer.status_code == 302, login.email
        assert login.name in browser.get("/", follow=True).content.decode()


def test_the_command_leaves_people_who_are_there_alone() -> None:
    person("Ada Verzonnen")
    with pytest.raises(CommandError, match="staan al mensen"):
        call_command("demo")
    assert not demo_is_here()


def test_the_command_makes_nothing_in_a_real_site(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="geen oefenomgeving"):
        call_command("demo")


@pytest.mark.usefixtures("october")
def test_the_command_made_once_says_so() -> None:
    make_people()
    told = StringIO()
    call_command("demo", stdout=told)
    assert "staat er al" in told.getvalue()


@pytest.mark.parametrize(("somebody", "code"), [(True, 0), (False, 3)])
def test_the_command_tells_by_its_code_whether_anybody_is_there(*, somebody: bool, code: int) -> None:
    if somebody:
        person("Ada Verzonnen")
    with pytest.raises(SystemExit) as ended:
        call_command("demo", "--check")
    assert ended.value.code == code


def test_a_database_that_is_away_is_told_and_not_taken_for_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> list[str]:
        raise OperationalError

    monkeypatch.setattr("django.db.connection.introspection.table_names", away)
    with pytest.raises(CommandError, match="niet te bereiken"):
        call_command("demo", "--check")
