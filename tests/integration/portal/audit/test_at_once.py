"""Several who change something at the same moment: each entry has its own number, and no number is missing."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from support.portal import LONG_AGO, person, practice
from support.portal_audit import entries
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit import reading
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.audit.verify import verify
from zorginkoop.portal.register.models import Mandate, Provider

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 4, 10
PATIENCE, LONGER = 2.0, 0.5  # seconds; on SQLite the second one begins when the first is done, and nothing comes


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


def test_two_who_meet_on_the_same_row_do_not_wait_for_each_other_for_ever() -> None:
    """One has an entry and wants the row, the other has the row and wants an entry."""
    row = practice().pk
    has_row, has_entry = threading.Event(), threading.Event()

    def first_an_entry() -> None:
        with changing("test.outer"):
            with changing("test.inner"):
                pass
            has_entry.set()
            has_row.wait(PATIENCE)
            Provider.objects.select_for_update().get(pk=row)

    def first_the_row() -> None:
        with changing("test.outer"):
            Provider.objects.select_for_update().get(pk=row)
            has_row.set()
            has_entry.wait(PATIENCE)
            with changing("test.inner"):
                pass

    at_once(first_an_entry, first_the_row)
    said = Entry.objects.filter(action__startswith="test.").exclude(action="test").order_by("number")
    assert list(said.values_list("action", flat=True)) == ["test.inner", "test.outer"] * 2
    assert verify().wrong == []


def test_who_points_at_a_row_that_another_holds_does_not_wait_with_the_chain_in_hand() -> None:
    """A row that points at another is checked at the end of a transaction, and that may wait."""
    provider = practice()
    user = person()
    holds, points = threading.Event(), threading.Event()

    def point() -> None:
        with changing("test.points"):
            Mandate.objects.create(provider=provider, user=user, role=ProviderRole.READER, valid_from=LONG_AGO)
            points.set()
            holds.wait(PATIENCE)

    def hold() -> None:
        with changing("test.holds"):
            Provider.objects.select_for_update().get(pk=provider.pk)
            holds.set()
            points.wait(PATIENCE)
            threading.Event().wait(LONGER)  # the other is at its end by now

    at_once(point, hold)
    assert verify().wrong == []
