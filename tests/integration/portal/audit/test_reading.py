"""Who saw personal data is written down, sealed, kept for its term, and then goes by the book."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from support.portal import person, play
from support.portal_audit import run_sql, tampering
from zorginkoop.portal.audit import jobs, reading
from zorginkoop.portal.audit.log import Actor, acting, changing
from zorginkoop.portal.audit.middleware import ActorOfRequest
from zorginkoop.portal.audit.models import Entry, Reading, ReadingBatch, RetentionTerm
from zorginkoop.portal.audit.verify import verify

pytestmark = pytest.mark.django_db


def some(count: int, start: int = 0) -> None:
    with acting(Actor("user:7", "gebruiker 7")):
        for number in range(start, start + count):
            reading.read("register.dossier", for_whom=f"aanbieder-{number}")


def test_a_request_writes_its_readings_at_once_each_once() -> None:
    request = RequestFactory().get("/")
    request.user = person()

    def page(_request: object) -> HttpResponse:
        for number in (1, 2, 1):
            reading.read("register.dossier", for_whom=number)
        assert not Reading.objects.exists()
        return HttpResponse("")

    ActorOfRequest(page)(request)
    rows = Reading.objects.order_by("pk").values_list("what", "for_whom", "actor_id")
    assert list(rows) == [
        ("register.dossier", "1", f"user:{request.user.pk}"),
        ("register.dossier", "2", f"user:{request.user.pk}"),
    ]


def test_a_page_that_fails_still_writes_what_it_showed() -> None:
    def fail() -> None:
        with reading.buffered():
            reading.read("register.dossier", for_whom="1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert Reading.objects.count() == 1


def test_seals_cover_every_reading_once_and_chain() -> None:
    assert reading.seal() is None
    some(3)
    first = reading.seal()
    assert reading.seal() is None
    some(2, 3)
    second = reading.seal()
    assert first is not None
    assert second is not None
    assert (first.count, second.count, second.previous) == (3, 2, first.hash)
    some(1, 5)
    verdict = verify()
    assert (verdict.wrong, verdict.batches, verdict.readings, verdict.unsealed) == ([], 2, 5, 1)


def test_a_large_batch_is_hashed_in_parts_and_still_wholly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    some(5)
    reading.seal()
    for number in Reading.objects.values_list("pk", flat=True):
        with tampering(), transaction.atomic():
            run_sql("UPDATE audit_reading SET for_whom = 'x' WHERE id = %s", number)
            assert len(verify().wrong) == 1
            transaction.set_rollback(True)
    assert verify().wrong == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit_reading SET actor_id = 'user:8' WHERE for_whom = 'aanbieder-1'", "een lezing veranderd"),
        ("DELETE FROM audit_reading WHERE for_whom = 'aanbieder-1'", "staan 2 lezingen en het zegel telt er 3"),
        ("UPDATE audit_readingbatch SET count = 2 WHERE number = 1", "Zegel 1 van het leeslogboek is veranderd"),
        ("DELETE FROM audit_readingbatch WHERE number = 1", "ontbreekt zegel 1"),
    ],
)
def test_a_tampered_log_of_readings_says_where(statement: str, says: str) -> None:
    some(3)
    reading.seal()
    some(2, 3)
    reading.seal()
    with tampering():
        run_sql(statement)
    assert says in verify().wrong[0]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_reading SET what = 'x'", "DELETE FROM audit_reading", "DELETE FROM audit_readingbatch"],
)
def test_the_database_refuses_to_alter_it(statement: str) -> None:
    some(1)
    reading.seal()
    with pytest.raises(DatabaseError, match="zorginkoop"), transaction.atomic():
        run_sql(statement)


def test_what_is_past_its_term_goes_by_the_book_and_nothing_else() -> None:
    play(datetime(2020, 1, 10, tzinfo=UTC))
    some(3)
    reading.seal()
    assert reading.remove_past_term() == 0, "no term, so nothing goes"
    with changing("audit.retention"):
        RetentionTerm.objects.create(months=60, ground="bewaarbeleid 2020", valid_from=date(2020, 1, 1))
    play(datetime(2024, 12, 1, tzinfo=UTC))
    some(1, 3)
    reading.seal()
    assert reading.remove_past_term() == 0
    play(datetime(2025, 2, 1, tzinfo=UTC))
    assert reading.remove_past_term() == 3
    assert reading.remove_past_term() == 0
    verdict = verify()
    assert (verdict.wrong, verdict.batches, verdict.readings) == ([], 2, 1)
    entry = Entry.objects.get(action=reading.REMOVED)
    assert (entry.details["up_to_batch"], entry.details["rows"]) == (1, 3)


def test_the_witness_is_told_of_both_logs(settings: Settings, tmp_path: Path, mailoutbox: list[object]) -> None:
    settings.WITNESS_FILE = str(tmp_path / "elders" / "getuige.txt")
    settings.WITNESS_EMAIL = "getuige@verzonnen.example"
    jobs.tell_witness.func()
    assert not mailoutbox, "there is nothing to tell yet"
    with changing("test"):
        some(2)
    reading.seal()
    jobs.tell_witness.func()
    file = tmp_path / "elders" / "getuige.txt"
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
    assert verify(file).wrong == []
    assert len(mailoutbox) == 1
    with tampering():
        ReadingBatch.objects.all().delete()
    assert "Het einde van het leeslogboek ontbreekt" in verify(file).wrong[0]
