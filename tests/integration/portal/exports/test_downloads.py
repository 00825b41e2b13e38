"""The file of a long list: asked for on the list, written by a job, fetched by who asked for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from unittest.mock import patch

import fastexcel
import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from support.portal import browser_of, person, play
from support.portal_mail import written
from zorginkoop.portal.accounts.models import RoleGrant
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry, Reading
from zorginkoop.portal.exports import jobs, lists
from zorginkoop.portal.exports.files import safe
from zorginkoop.portal.exports.making import ask, progress_of, remove_old
from zorginkoop.portal.exports.models import Download, DownloadState
from zorginkoop.portal.exports.sheets import Sheet, columns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

SEE_OTHER = 303


@pytest.fixture(autouse=True)
def long_from_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LONG", 2)


def three_messages() -> None:
    for number in range(3):
        written(subject=f"=bericht {number}")


def asked_by(browser: Client, form: str = "csv") -> Download:
    """Ask for the list of waiting messages as its page offers it, and give what was asked."""
    address = f"{reverse('messages')}?staat=wacht&vorm={form}"
    page = browser.get(address)
    assert "3 rijen" in page.content.decode()
    answer = browser.post(reverse("download-new"), {"adres": address, "vorm": form})
    assert answer.status_code == SEE_OTHER
    return Download.objects.latest("pk")


def test_a_short_list_comes_at_once() -> None:
    written(subject="=een")
    answer = browser_of(person("Ada", StaffRole.PURCHASER)).get(reverse("messages"), {"staat": "wacht", "vorm": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # it streams
    assert lines[0].startswith("\ufeffgeschreven;aan;onderwerp")
    assert len(lines) == 2
    assert ";'=een;" in lines[1]
    assert Reading.objects.filter(what="mail.export", about_id="wacht").count() == 1


def test_a_long_list_is_written_by_a_job_and_fetched() -> None:
    three_messages()
    user = person("Ada", StaffRole.PURCHASER)
    browser = browser_of(user)
    download = asked_by(browser)
    show = reverse("download", args=[download.public_id])
    assert "wordt gemaakt" in browser.get(show).content.decode()
    jobs.make_download.call(download.pk)
    jobs.make_download.call(download.pk)  # as after a worker that was killed
    assert Entry.objects.filter(action="exports.made").count() == 1
    assert Reading.objects.filter(what="mail.export", actor_id=user.actor.id).count() == 1
    assert "3 rijen" in browser.get(show).content.decode()
    answer = browser.get(reverse("download-file", args=[download.public_id]))
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # it streams
    assert [line.split(";")[2] for line in lines[1:]] == ["'=bericht 2", "'=bericht 1", "'=bericht 0"]
    assert Reading.objects.filter(what="exports.fetched").count() == 1


def test_a_long_list_is_written_as_excel() -> None:
    three_messages()
    browser = browser_of(person("Ada", StaffRole.PURCHASER))
    download = asked_by(browser, "xlsx")
    jobs.make_download.call(download.pk)
    answer = browser.get(reverse("download-file", args=[download.public_id]))
    content = BytesIO(b"".join(answer.streaming_content)).getvalue()  # type: ignore[attr-defined]  # it streams
    rows = fastexcel.read_excel(content).load_sheet(0).to_polars()
    assert rows["onderwerp"].to_list() == ["=bericht 2", "=bericht 1", "=bericht 0"]  # text, and no formula


def test_pressing_twice_makes_one_file() -> None:
    three_messages()
    browser = browser_of(person("Ada", StaffRole.PURCHASER))
    assert asked_by(browser) == asked_by(browser)
    assert DBTaskResult.objects.filter(task_path__endswith="make_download").count() == 1


def test_who_lost_the_role_gets_no_file() -> None:
    three_messages()
    user = person("Ada", StaffRole.PURCHASER)
    download = asked_by(browser_of(user))
    with changing("test"):
        RoleGrant.objects.filter(user=user).update(valid_until=datetime(2025, 10, 14, tzinfo=UTC).date())
    jobs.make_download.call(download.pk)
    download.refresh_from_db()
    assert download.state == DownloadState.FAILED
    assert not download.path.exists()


def test_who_lost_the_role_after_it_was_made_fetches_nothing() -> None:
    three_messages()
    user = person("Ada", StaffRole.PURCHASER, StaffRole.LABEL_DESK)
    browser = browser_of(user)
    download = asked_by(browser)
    jobs.make_download.call(download.pk)
    with changing("test"):
        RoleGrant.objects.filter(role=StaffRole.PURCHASER).update(valid_until=datetime(2025, 10, 14, tzinfo=UTC).date())
    assert browser.get(reverse("download-file", args=[download.public_id])).status_code == SEE_OTHER


def test_a_colleague_does_not_get_it() -> None:
    three_messages()
    download = asked_by(browser_of(person("Ada", StaffRole.PURCHASER)))
    jobs.make_download.call(download.pk)
    other = browser_of(person("Bram", StaffRole.PURCHASER))
    for name in ("download", "download-file"):
        assert other.get(reverse(name, args=[download.public_id])).status_code == SEE_OTHER


@pytest.mark.parametrize("address", ["/nergens/", "/praktijk/", "//elders.example/", "/beheer/werk/?vorm=csv", ""])
def test_only_a_list_that_one_may_see_is_asked_for(address: str) -> None:
    browser = browser_of(person("Ada", StaffRole.PURCHASER))
    browser.post(reverse("download-new"), {"adres": address, "vorm": "csv"})
    assert not Download.objects.exists()


def test_an_address_that_is_no_list_fails_in_words() -> None:
    user = person("Ada", StaffRole.PURCHASER)
    download = ask(reverse("season"), "csv", user)
    jobs.make_download.call(download.pk)
    download.refresh_from_db()
    assert download.state == DownloadState.FAILED
    assert (
        "Deze lijst is er niet meer"
        in browser_of(user).get(reverse("download", args=[download.public_id])).content.decode()
    )


def test_a_job_that_broke_off_is_said() -> None:
    three_messages()
    browser = browser_of(person("Ada", StaffRole.PURCHASER))
    download = asked_by(browser)
    DBTaskResult.objects.filter(pk=download.job).update(status="FAILED")
    assert "afgebroken" in browser.get(reverse("download", args=[download.public_id])).content.decode()


def test_how_far_it_is_can_be_seen_while_it_is_written() -> None:
    three_messages()
    download = asked_by(browser_of(person("Ada", StaffRole.PURCHASER)))
    seen: list[tuple[int, tuple[int, int]]] = []

    def watched(self: Sheet, rows: object) -> object:
        for number, line in enumerate(original(self, rows), start=1):  # type: ignore[arg-type]  # rows as they come
            seen.append((number, progress_of(download)))
            yield line

    original = Sheet.lines
    with patch("zorginkoop.portal.exports.making._TOLD_EVERY", 1), patch.object(Sheet, "lines", watched):
        jobs.make_download.call(download.pk)
    assert seen == [(1, (0, 3)), (2, (1, 3)), (3, (2, 3))]
    assert progress_of(download) == (0, 0)


def test_files_go_after_a_week_and_say_so() -> None:
    three_messages()
    browser = browser_of(person("Ada", StaffRole.PURCHASER))
    download = asked_by(browser)
    jobs.make_download.call(download.pk)
    assert remove_old() == 0
    play(datetime(2025, 10, 23, 8, 0, tzinfo=UTC))
    assert jobs.anything_made()
    assert jobs.remove_old_downloads.call() == 1
    assert not download.path.exists()
    assert "opgeruimd" in browser.get(reverse("download", args=[download.public_id])).content.decode()


def test_the_log_names_nobody() -> None:
    three_messages()
    user = person("Ada", StaffRole.PURCHASER)
    jobs.make_download.call(asked_by(browser_of(user)).pk)
    details = json.dumps([entry.details for entry in Entry.objects.filter(action__startswith="exports.")])
    assert "Ada" not in details
    assert user.email not in details


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@som", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_a_column_follows_names_and_leaves_empty_what_is_not_there() -> None:
    sheet = Sheet("proef", "proef", columns(("a", "een.twee"), ("b", "ja"), ("c", lambda row: row["dag"])))
    day = datetime(2025, 10, 15, 8, 5, tzinfo=UTC)
    rows = [{"een": {"twee": "x"}, "ja": True, "dag": day}, {"een": None, "ja": False, "dag": day.date()}]
    assert list(sheet.lines(rows)) == [("x", "ja", "2025-10-15 10:05"), ("", "nee", "2025-10-15")]
