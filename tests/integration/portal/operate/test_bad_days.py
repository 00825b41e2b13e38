"""What people meet while the database is away: a plain word, nothing lost, and nothing told to outsiders."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from django.test import Client
from django.urls import reverse

from support.portal import browser_of, person
from support.portal_mail import written
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import Message, MessageState

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def database_away() -> Iterator[None]:
    """Let no statement through: PostgreSQL refuses the session, SQLite finds its file locked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            number = cursor.fetchone()[0]
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [number])
            yield
        finally:
            other.close()
            close_old_connections()  # as the site does after each request, and a test's browser does not
        return
    connection.close()
    holder = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    options, kept = connection.settings_dict["OPTIONS"], connection.settings_dict["OPTIONS"].get("timeout")
    options["timeout"] = 0
    try:
        holder.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        holder.close()
        options["timeout"] = kept
        connection.close()


@pytest.fixture
def browser() -> Client:
    client = browser_of(person("Bea Verzonnen", StaffRole.PURCHASER))
    client.raise_request_exception = False
    return client


@pytest.fixture
def message() -> Message:
    with changing("test"):
        found = written()
        found.state = MessageState.UNKNOWN
        found.save()
    return found


def test_a_form_sent_while_the_database_is_away_is_kept_on_the_next_try(browser: Client, message: Message) -> None:
    address = reverse("message-decide", args=[message.public_id])
    said = {"decision": "bezorgd", "attempt": message.attempt, "to": message.to}
    with database_away():
        answer = browser.post(address, said)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "De site is even niet bereikbaar" in page
    assert "uw tekst staat er nog" in page
    assert "Traceback" not in page
    message.refresh_from_db()
    assert message.state == MessageState.UNKNOWN
    assert browser.post(address, said).status_code == 303
    message.refresh_from_db()
    assert message.state == MessageState.HANDED_OVER


def test_a_page_that_is_lost_halfway_is_the_same(
    browser: Client, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        detail = "server closed the connection unexpectedly: host 10.0.0.1, user praktijk"
        raise OperationalError(detail)

    monkeypatch.setattr("zorginkoop.portal.mail.views._page", lost)
    answer = browser.get(reverse("message", args=[message.public_id]))
    assert answer.status_code == 503
    assert "10.0.0.1" not in answer.content.decode()


def test_a_mistake_of_ours_is_something_else(
    browser: Client, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object, **__: object) -> None:
        address = "praktijk@verzonnen.example"
        raise KeyError(address)

    monkeypatch.setattr("zorginkoop.portal.mail.views._page", wrong)
    answer = browser.get(reverse("message", args=[message.public_id]))
    assert answer.status_code == 500
    assert "verzonnen.example" not in answer.content.decode()


def test_health_is_one_word() -> None:
    visitor = Client()
    assert (visitor.get("/gezond/").status_code, visitor.get("/gezond/").content) == (200, b"gezond\n")
    with database_away():
        answer = visitor.get("/gezond/")
    assert (answer.status_code, answer.content) == (503, b"niet gezond\n")
    assert "no-store" in answer.headers["Cache-Control"]
    assert visitor.get("/gezond/").status_code == 200
