"""Every file that somebody may take away: who takes names along stands in the reading log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from support.portal_access import Page, World, pages, world
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

# What is in these files is about nobody: numbers of regions, answers without a name, what everybody may read.
ABOUT_NOBODY = {"season-regions-csv", "season-regions-xlsx", "questions-csv"}
ELSEWHERE = ("api:", "account_", "mfa_", "openid_", "socialaccount_")  # no files of ours
LISTS = ("season-names", "season-faults", "selection-list", "selection-differences")


def taken(made: World, page: Page) -> tuple[bool, list[str]]:
    """Tell whether somebody gets a file at an address, and what the reading log says of it afterwards."""
    attached, said = False, []
    for browser in (*made.staff.values(), *made.own.values()):
        with transaction.atomic():
            before = set(Reading.objects.values_list("pk", flat=True))
            answer = browser.get(made.address(page))
            if answer.streaming:
                b"".join(answer)  # what is written down may be written while it streams
            if answer.status_code == 200 and "attachment" in answer.headers.get("Content-Disposition", ""):
                attached = True
                said += [row.what for row in Reading.objects.exclude(pk__in=before)]
            transaction.set_rollback(True)
        if attached:
            break
    return attached, said


def test_every_file_with_names_that_is_taken_along_stands_in_the_reading_log(tmp_path: Path) -> None:
    made = world(tmp_path)
    files = {}
    for page in pages():
        if page.access is None or page.name.startswith(ELSEWHERE) or made.missing(page):
            continue  # an argument without a value fails the walk beside this one
        attached, said = taken(made, page)
        if attached:
            files[page.name] = said
    assert {"selection-csv", "selection-xlsx", "season-names-csv", "season-faults-xlsx"} <= set(files)
    assert not {name for name in ABOUT_NOBODY if files.get(name)}
    assert {name for name, said in files.items() if not said} <= ABOUT_NOBODY


def test_looking_at_a_list_of_names_stands_in_the_reading_log(tmp_path: Path) -> None:
    made = world(tmp_path)
    found = {page.name: page for page in pages() if page.name in LISTS}
    assert set(found) == set(LISTS)
    browser = made.staff[StaffRole.PURCHASER]
    for name, page in found.items():
        before = Reading.objects.count()
        assert browser.get(made.address(page)).status_code == 200, name
        assert Reading.objects.count() == before + 1, name
    before = Reading.objects.count()
    assert browser.post(made.address(found["selection-list"]), {"text": "praktijk"}).status_code == 200
    assert Reading.objects.count() == before + 1
    assert browser.get(reverse("season")).status_code == 200  # numbers only
    assert Reading.objects.count() == before + 1
