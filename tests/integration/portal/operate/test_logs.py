"""The logs of a whole session, with everything that can go wrong in it, hold nobody's data."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from support.portal import PASSWORD, mandated, person, practice
from support.portal_jobs import do_jobs, fail
from support.portal_mail import mail_server, written
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.mail import handover
from zorginkoop.portal.operate.logs import JsonLines

pytestmark = pytest.mark.django_db
PERSONAL = ("Ada", "Bram", "Brug", "verzonnen.example", "04000001", "2611", "geheim", PASSWORD)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that the site would write to its log, from the least important event on."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(handler)
    root.setLevel(before)


def read(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_whole_session_leaves_nobodys_data_in_the_log(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    user = person("Ada Verzonnen", StaffRole.PURCHASER)
    provider = practice()
    mandated(provider, ProviderRole.FILLER)
    browser = Client(raise_request_exception=False)
    browser.post("/account/login/", {"login": user.email, "password": "geheim en fout"})
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    browser.post(reverse("finder"), {"where": "2611 GB", "name": "Brug"})
    browser.get("/Ada Verzonnen/2611GB/?email=ada@verzonnen.example")
    browser.get("/berichten/?staat=Ada")
    message = written(to="ada@verzonnen.example", subject="Brug 04000001")
    with mail_server(RCPT="550 no such user ada@verzonnen.example"):
        handover.hand_over_all()
    fail.enqueue("ada@verzonnen.example")
    do_jobs()

    def taken(*_: object, **__: object) -> None:
        detail = "UNIQUE constraint failed: Key (email)=(ada@verzonnen.example) already exists"
        try:
            int(detail)
        except ValueError as error:
            raise IntegrityError(detail) from error

    monkeypatch.setattr("zorginkoop.portal.mail.views._page", taken)
    browser.force_login(user)
    assert browser.get(reverse("message", args=[message.public_id])).status_code == 500

    text = lines.getvalue()
    assert [word for word in PERSONAL if word.lower() in text.lower()] == []
    said = read(lines)
    assert {line.get("status") for line in said} >= {200, 404, 500}
    kinds = [mistake["kind"] for line in said for mistake in line.get("mistakes", [])]  # type: ignore[attr-defined]  # a list
    assert "django.db.utils.IntegrityError" in kinds
    assert "builtins.ValueError" in kinds


def test_a_line_says_which_page_by_whom_how_it_ended_and_how_long(lines: io.StringIO) -> None:
    user = person("Ada Verzonnen", StaffRole.PURCHASER)
    browser = Client()
    browser.force_login(user)
    answer = browser.get("/berichten/?staat=wacht")
    (line,) = [line for line in read(lines) if line["logger"] == "zorginkoop.requests"]
    assert (line["page"], line["method"], line["status"], line["actor"]) == ("messages", "GET", 200, f"user:{user.pk}")
    assert isinstance(line["ms"], int)
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "wacht" not in json.dumps(line)


def test_words_of_other_programs_are_not_kept(lines: io.StringIO) -> None:
    logging.getLogger("iemand.anders").warning("user %s: ada@verzonnen.example", "Ada")
    (line,) = read(lines)
    assert line["logger"] == "iemand.anders"
    assert "ada" not in lines.getvalue().lower()
