"""Evidence is given to who may see it: shut in, whole or in part, and each time it is written down who took it."""

from __future__ import annotations

import pytest

from support.portal import browser_of, mandated, person
from support.portal_intake import pdf, questionnaire_of, staffed, upload
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.models import Reading
from zorginkoop.portal.intake.files import hand_in, path_of
from zorginkoop.portal.intake.models import EvidenceFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def file() -> EvidenceFile:
    """Give a piece of evidence that was handed in."""
    questionnaire = questionnaire_of(staffed())
    filler = mandated(questionnaire.provider, ProviderRole.FILLER)
    return hand_in(questionnaire, "skf_keurmerk", upload("Keurmerk België.pdf"), None, filler)


def address(file: EvidenceFile) -> str:
    of = file.questionnaire
    return f"/praktijk/{of.provider.public_id}/vragenlijst/{of.public_id}/bewijs/{file.public_id}/"


def test_a_file_is_saved_and_runs_nothing_in_a_browser(file: EvidenceFile) -> None:
    given = browser_of(mandated(file.questionnaire.provider, ProviderRole.READER)).get(address(file))
    assert (given.getvalue(), given["Content-Length"]) == (pdf(), str(len(pdf())))
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"] == "attachment; filename*=utf-8''Keurmerk%20Belgi%C3%AB.pdf"
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-3", 206, 0, 3),
        ("bytes=5-", 206, 5, len(pdf()) - 1),
        ("bytes=-6", 206, len(pdf()) - 6, len(pdf()) - 1),
        ("bytes=-9999", 206, 0, len(pdf()) - 1),
        ("bytes=2-9999", 206, 2, len(pdf()) - 1),
        ("bytes=0-1,4-5", 200, 0, len(pdf()) - 1),
        ("bytes=-", 200, 0, len(pdf()) - 1),
        ("lines=1-2", 200, 0, len(pdf()) - 1),
        ("bytes=9999-", 416, 0, -1),
        ("bytes=5-2", 416, 0, -1),
    ],
)
def test_a_download_that_broke_off_goes_on_where_it_was(
    file: EvidenceFile, asked: str, status: int, first: int, last: int
) -> None:
    browser = browser_of(mandated(file.questionnaire.provider, ProviderRole.READER))
    given = browser.get(address(file), headers={"range": asked})
    assert (given.status_code, given.getvalue()) == (status, pdf()[first : last + 1])
    ranges = {206: f"bytes {first}-{last}/{len(pdf())}", 416: f"bytes */{len(pdf())}"}
    assert given.headers.get("Content-Range") == ranges.get(status)


def test_whoever_takes_a_file_along_is_written_down_without_its_name(file: EvidenceFile) -> None:
    people = [mandated(file.questionnaire.provider, ProviderRole.READER), person("Ine Koper", StaffRole.PURCHASER)]
    for one in people:
        assert browser_of(one).get(address(file)).status_code == 200
    told = Reading.objects.filter(what="intake.evidence").order_by("pk")
    assert [one.actor_id for one in told] == [f"user:{one.pk}" for one in people]
    assert {(one.about_id, one.for_whom) for one in told} == {
        (str(file.public_id), str(file.questionnaire.provider.public_id))
    }


def test_a_file_that_is_gone_from_the_store_is_not_found_and_not_written_down(file: EvidenceFile) -> None:
    path_of(file.content_hash).unlink()
    given = browser_of(mandated(file.questionnaire.provider, ProviderRole.READER)).get(address(file))
    assert given.status_code == 404
    assert not Reading.objects.filter(what="intake.evidence").exists()
