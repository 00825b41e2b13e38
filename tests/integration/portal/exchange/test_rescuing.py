"""Work that broke off leaves nothing waiting for ever, and what still works is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from support.portal import browser_of, practice
from support.portal_exchange import brought, purchaser, row, selected, statuses, through_vecozo
from support.portal_jobs import do_jobs
from zorginkoop.portal.exchange import leaving, rescuing
from zorginkoop.portal.exchange.bringing import ask_export, confirm_import
from zorginkoop.portal.exchange.jobs import rescue_deliveries
from zorginkoop.portal.exchange.models import Export, ExportState, Form, Import, ImportState
from zorginkoop.portal.jobs.repeats import repeats
from zorginkoop.portal.selection import making
from zorginkoop.portal.selection.changes import request_run
from zorginkoop.portal.selection.jobs import rescue_runs
from zorginkoop.portal.selection.models import RunState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def crash(*_: object, **__: object) -> None:
    message = "the disk is full"
    raise OSError(message)


def a_while_ago() -> None:
    """Let everything that ended have ended some minutes ago."""
    DBTaskResult.objects.exclude(finished_at=None).update(finished_at=timezone.now() - timedelta(minutes=5))


def delivery(folder: Path) -> Import:
    agreement, provider = through_vecozo(), practice()
    selected(agreement, [provider])
    told = row(provider.agb_code, "vragenlijst", "geopend", "2025-10-01T10:00", "", "", "")
    return brought(agreement, folder, statussen=statuses(told))


def test_an_export_that_broke_off_fails_and_another_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement, by = through_vecozo(), purchaser()
    selected(agreement, [practice()])
    export = ask_export(agreement, Form.CSV, by)
    assert rescue_deliveries.call() == 0  # it waits for its turn
    with monkeypatch.context() as broken:
        broken.setattr(leaving, "make", crash)
        do_jobs()
    assert rescue_deliveries.call() == 0  # it ended just now
    a_while_ago()
    assert rescue_deliveries.call() == 1
    export.refresh_from_db()
    assert (export.state, len(export.problems)) == (ExportState.FAILED, 1)
    assert "afgebroken" in browser_of(by).get(f"/vecozo/levering/{export.public_id}/").content.decode()
    again = ask_export(agreement, Form.CSV, by)
    do_jobs()
    again.refresh_from_db()
    assert (again.pk != export.pk, again.state) == (True, ExportState.MADE)
    assert Export.objects.count() == 2


@pytest.mark.parametrize("kept", [True, False])
def test_a_delivery_of_which_the_work_broke_off_is_confirmed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    found, by = delivery(tmp_path), purchaser()
    assert confirm_import(found, by)
    with monkeypatch.context() as broken:
        broken.setattr("zorginkoop.portal.exchange.arriving.process", crash)
        do_jobs()
    a_while_ago()
    if not kept:  # finished work is forgotten after some days
        DBTaskResult.objects.all().delete()
    assert rescue_deliveries.call() == 1
    found.refresh_from_db()
    assert found.state == ImportState.CHECKED
    page = browser_of(by).get(f"/vecozo/terugkoppeling/{found.public_id}/").content.decode()
    assert "Laat het opnieuw verwerken" in page
    assert confirm_import(found, by)
    do_jobs()
    found.refresh_from_db()
    assert found.state == ImportState.PROCESSED


def test_a_running_job_is_not_taken_for_lost(tmp_path: Path) -> None:
    found = delivery(tmp_path)
    assert confirm_import(found, purchaser())
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert rescue_deliveries.call() == 0
    found.refresh_from_db()
    assert found.state == ImportState.CONFIRMED


def test_a_selection_that_broke_off_fails_and_another_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement, by = through_vecozo(), purchaser()
    run = request_run(agreement, date(2025, 10, 1), by)
    with monkeypatch.context() as broken:
        broken.setattr(making, "make", crash)
        do_jobs()
    assert request_run(agreement, date(2025, 10, 1), by) == run
    a_while_ago()
    assert rescue_runs.call() == 1
    run.refresh_from_db()
    assert (run.state, "afgebroken" in run.failure) == (RunState.FAILED, True)
    assert request_run(agreement, date(2025, 10, 1), by) != run


@pytest.mark.parametrize("name", [rescue_deliveries.module_path, rescue_runs.module_path])
def test_the_rescue_repeats_by_itself(name: str) -> None:
    assert name in repeats()


@pytest.mark.parametrize("wanted", [rescuing.anything_waiting])
def test_it_looks_only_where_something_waits(wanted: Callable[[], bool]) -> None:
    assert not wanted()
    agreement = through_vecozo()
    selected(agreement, [practice()])
    ask_export(agreement, Form.CSV, purchaser())
    assert wanted()
