"""The administrator sees what goes wrong in the background, without anybody's data, and lets it run again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from support.portal import browser_of, person
from support.portal_jobs import do_jobs, fail, write_once
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.jobs import rescue

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return browser_of(person("Bea Verzonnen", StaffRole.ADMINISTRATOR))


def test_a_failed_job_shows_its_kind_of_mistake_and_never_its_words(browser: Client) -> None:
    fail.enqueue("ada@verzonnen.example")
    do_jobs()
    page = browser.get(reverse("jobs")).content.decode()
    assert "ValueError" in page
    assert "support/portal_jobs.py" in page
    assert "ada@" not in page


def test_a_failed_job_runs_again_once_however_often_it_is_asked(browser: Client) -> None:
    fail.enqueue("x")
    do_jobs()
    job = DBTaskResult.objects.failed().get()
    for _ in range(2):
        answer = browser.post(reverse("jobs-again", args=[job.pk]))
        assert (answer.status_code, answer.headers["Location"]) == (303, reverse("jobs"))
    job.refresh_from_db()
    assert (job.status, job.worker_ids) == ("READY", [])
    assert [entry.details["rows"] for entry in Entry.objects.filter(action="jobs.again").order_by("number")] == [1, 0]


def test_it_says_that_no_worker_runs(browser: Client) -> None:
    write_once.enqueue("ZG1")
    page = browser.get(reverse("jobs"), {"staat": "READY"}).content.decode()
    assert "Er draait geen verwerker" in page
    rescue.beat("w1", clock.of_machine(), clock.of_machine())
    page = browser.get(reverse("jobs"), {"staat": "READY"}).content.decode()
    assert "Er draait geen verwerker" not in page
    assert "write_once" in page


@pytest.mark.parametrize("state", ["", "x", "RUNNING", "SUCCESSFUL"])
def test_an_empty_list_says_so(browser: Client, state: str) -> None:
    assert "Hier staat niets" in browser.get(reverse("jobs"), {"staat": state}).content.decode()


def test_nobody_else_may_see_it() -> None:
    assert browser_of(person("Cor Verzonnen", StaffRole.PURCHASER)).get(reverse("jobs")).status_code == 403


def test_it_stays_cheap(browser: Client, django_assert_max_num_queries: object) -> None:
    for number in range(60):
        write_once.enqueue(f"ZG{number}")
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # pytest-django's
        browser.get(reverse("jobs"), {"staat": "READY"})
