"""Several who change something at the same moment: each entry has its own number, and no number is missing."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from support.portal_audit import entries
from zorginkoop.portal.audit import reading
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.audit.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 4, 10


def at_once(*work: object) -> None:
    """Run functions at the same time, each on a connection of its own."""
    failed: list[BaseException] = []

    def run(function: object) -> None:
        try:
            function()  # type: ignore[operator]  # each is a function
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_entries_have_no_gap_and_chain() -> None:
    at_once(*[lambda: entries(EACH)] * WRITERS)
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, WRITERS * EACH + 1))
    assert verify().wrong == []


def test_no_reading_escapes_a_seal_that_is_made_while_it_is_written() -> None:
    def look() -> None:
        for number in range(EACH):
            reading.read("register.dossier", for_whom=number)

    def sealing() -> None:
        for _ in range(EACH):
            reading.seal()

    at_once(look, look, look, sealing)
    reading.seal()
    verdict = verify()
    assert (verdict.wrong, verdict.readings, verdict.unsealed) == ([], 3 * EACH, 0)
    assert Reading.objects.count() == 3 * EACH
