"""A refusal is told on paper once a person let the provider see it: kept, found by both sides, silent on integrity."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import OFFERED
from support.portal_assessment import confirmed, judged
from support.portal_jobs import do_jobs
from zorginkoop.formats.pdf_text import text_of_pdf
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import store
from zorginkoop.portal.agreements.jobs import make_letter
from zorginkoop.portal.agreements.models import RefusalLetter
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.assessment.releasing import release
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def carla() -> User:
    return person("Carla Verzonnen", StaffRole.PURCHASER)


@pytest.fixture
def assessment() -> Assessment:
    return judged(confirmed(skf_keurmerk="nee", prem_extern_meetbureau="nee"))


def told(assessment: Assessment, by: User) -> RefusalLetter:
    """Let the provider see a refusal, and do the work."""
    item = WorkItem.objects.select_related("provider").get(kind=WorkKind.REFUSAL, reference=str(assessment.public_id))
    play(OFFERED)
    release(item, assessment, by)
    do_jobs()
    return RefusalLetter.objects.get(assessment=assessment)


def words(letter: RefusalLetter) -> str:
    return " ".join(text_of_pdf(store.fetch(letter.file_hash), Path("brief.pdf")).split())


def attached(letter: RefusalLetter) -> list[bytes]:
    with pikepdf.open(store.path_of(letter.file_hash)) as pdf:
        return [one.get_file().read_bytes() for one in pdf.attachments.values()]


def test_the_letter_is_made_when_a_person_let_the_provider_see_the_refusal(assessment: Assessment, carla: User) -> None:
    do_jobs()
    assert not RefusalLetter.objects.exists()
    letter = told(assessment, carla)
    assert letter.day == OFFERED.date()
    text = words(letter)
    assert "27 oktober 2025" in text
    assert assessment.provider.name in text
    assert attached(letter) == [assessment.canonical_bytes]
    before = letter.file_hash
    make_letter.call(letter.pk)  # a job may run twice
    letter.refresh_from_db()
    assert letter.file_hash == before


def test_both_sides_find_the_letter_and_nobody_else_does(assessment: Assessment, carla: User) -> None:
    letter = told(assessment, carla)
    provider = assessment.provider
    own = f"/praktijk/{provider.public_id}/brieven/{letter.public_id}.pdf"
    theirs = f"/overeenkomsten/brieven/{letter.public_id}.pdf"
    reader = browser_of(mandated(provider, ProviderRole.READER, name="Lea Lezer"))
    assert own in reader.get(f"/praktijk/{provider.public_id}/overeenkomsten/").content.decode()
    answer = reader.get(own)
    assert (answer.status_code, answer.content) == (200, store.fetch(letter.file_hash))
    assert answer["Cache-Control"] == "private, no-store"
    assert reader.get(theirs).status_code == 403
    browser = browser_of(carla)
    assert theirs in browser.get(f"/aanbieders/{provider.public_id}/?deel=gegevens").content.decode()
    assert browser.get(theirs).status_code == 200
    other = practice("04000002", "Fysiotherapie De Andere Kade")
    stranger = browser_of(mandated(other, ProviderRole.MANAGER, name="Iris Bedacht"))
    for address in (own, own.replace(str(provider.public_id), str(other.public_id))):
        assert stranger.get(address).status_code == 404


def test_what_is_known_of_integrity_is_not_told_nor_sent_along(assessment: Assessment, carla: User) -> None:
    season = assessment.agreement.season
    ground = "Vermoeden uit een onderzoek dat nog loopt."
    with changing("test"):
        Decision.objects.create(
            provider=assessment.provider, insurer=season.insurer, care_type=assessment.agreement.care_type,
            year=season.contract_year, fact="integriteitstwijfel", text="ja", ground=ground,
            decided_by="Otto Verzonnen en Pia Verzonnen", decided_at=clock.now(),
        )  # fmt: skip
    after = judge(assessment.agreement, assessment.provider, Cause.DECISION)
    assert after.pk != assessment.pk
    letter = told(after, carla)
    for said in (ground, "integriteit", "twijfel", "Otto"):
        assert said not in words(letter)
    assert attached(letter) == []
    own = f"/praktijk/{after.provider.public_id}/uitkomst/{after.public_id}/"
    page = browser_of(mandated(after.provider, ProviderRole.READER, name="Lea Lezer")).get(own).content.decode()
    assert ground not in page
