"""The report of an evaluation: sealed, whole, made before a decision rests on it, and read by both sides."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import OFFERED
from support.portal_assessment import confirmed, judged
from support.portal_intake import staffed
from support.portal_jobs import do_jobs
from zorginkoop.documents.checking import check
from zorginkoop.formats.pdf_text import text_of_pdf
from zorginkoop.kernel.canonical import read_canonical
from zorginkoop.kernel.errors import OutsideFailed
from zorginkoop.kernel.replay import replay
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import evaluations, store
from zorginkoop.portal.agreements.jobs import make_report
from zorginkoop.portal.agreements.models import EvaluationReport, Offer
from zorginkoop.portal.agreements.offering import make_offer
from zorginkoop.portal.agreements.trust import trust
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.assessment.releasing import release
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
OK, SEE_OTHER, FORBIDDEN, NOT_FOUND, UNAVAILABLE = 200, 303, 403, 404, 503


@pytest.fixture
def carla() -> User:
    """Make a purchaser."""
    return person("Carla Verzonnen", StaffRole.PURCHASER)


def made(assessment: Assessment) -> EvaluationReport:
    """Do the work, and give the report."""
    do_jobs()
    return EvaluationReport.objects.get(assessment=assessment)


def attached(report: EvaluationReport) -> list[bytes]:
    """Give what travels inside the paper."""
    with pikepdf.open(store.path_of(report.file_hash)) as pdf:
        return [one.get_file().read_bytes() for one in pdf.attachments.values()]


def test_it_holds_every_condition_and_the_stored_outcome_and_anybody_can_check_the_seal(carla: User) -> None:
    assessment = judged(confirmed())
    browser = browser_of(carla)
    there = f"/aanbieders/{assessment.provider.public_id}/uitkomst/{assessment.public_id}/verslag/"
    assert "Maak het verslag" in browser.get(there).content.decode()
    assert [browser.post(there).status_code for _ in range(2)] == [SEE_OTHER, SEE_OTHER]
    assert "Het verslag wordt gemaakt." in browser.get(there).content.decode()
    report = made(assessment)
    text = " ".join(text_of_pdf(store.fetch(report.file_hash), Path("verslag.pdf")).split())
    for condition in ("praktijkregistratie bij SKF", "Randvoorwaarden", assessment.content_hash):
        assert condition in text
    (inside,) = attached(report)
    assert inside == assessment.canonical_bytes
    assert replay(read_canonical(inside)).variant == "C"
    pdf = browser.get(f"{there.rstrip('/')}.pdf")
    assert (pdf.status_code, pdf.content) == (OK, store.fetch(report.file_hash))
    assert check(pdf.content, trust().roots, moment=clock.now()).genuine
    flipped = bytearray(pdf.content)
    flipped[len(flipped) // 3] ^= 1
    assert not check(bytes(flipped), trust().roots, moment=clock.now()).genuine
    make_report.call(report.pk)  # a job may run twice
    before = report.file_hash
    report.refresh_from_db()
    assert report.file_hash == before


def test_an_offer_rests_on_a_report_that_was_sealed_before_it(carla: User) -> None:
    assessment = judged(confirmed())
    play(OFFERED)
    offer = make_offer(assessment.provider, assessment.agreement, assessment.outcome, by=carla, assessment=assessment)
    report = EvaluationReport.objects.get()
    assert report.assessment == assessment
    assert report.made_at is not None
    assert report.made_at <= offer.offered_at
    log = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert log.index("agreements.report_made") < log.index("agreements.offered")


def test_without_a_sealed_report_nothing_is_offered_and_no_refusal_is_told(
    carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = judged(confirmed())
    refused = judged(
        confirmed(staffed(practice("04000002", "De Andere Kade")), skf_keurmerk="nee", prem_extern_meetbureau="nee")
    )

    def fails(*_: object) -> bytes:
        message = "De sleutel van het zegel is weg."
        raise OutsideFailed(message)

    monkeypatch.setattr(evaluations, "_paper", fails)
    play(OFFERED)
    with pytest.raises(OutsideFailed):
        make_offer(offered.provider, offered.agreement, offered.outcome, by=carla, assessment=offered)
    assert not Offer.objects.exists()
    item = WorkItem.objects.get(kind=WorkKind.REFUSAL)
    answer = browser_of(carla).post(reverse("assessment:item", args=[item.public_id]))
    assert answer.status_code == UNAVAILABLE
    assert "Er is niets bekendgemaakt" in answer.text
    refused.refresh_from_db()
    assert refused.withheld
    monkeypatch.undo()
    play(OFFERED)
    assert browser_of(carla).post(reverse("assessment:item", args=[item.public_id])).status_code == SEE_OTHER
    report = EvaluationReport.objects.get(assessment=refused)
    refused.refresh_from_db()
    assert report.made_at is not None
    assert refused.released_at is not None
    assert report.made_at <= refused.released_at


def test_a_refusal_is_reported_to_both_sides_once_the_provider_may_see_it(carla: User) -> None:
    assessment = judged(confirmed(skf_keurmerk="nee", prem_extern_meetbureau="nee"))
    provider = assessment.provider
    reader = browser_of(mandated(provider, ProviderRole.READER, name="Lea Lezer"))
    own = f"/praktijk/{provider.public_id}/uitkomst/{assessment.public_id}/verslag.pdf"
    evaluations.ask(assessment)
    made(assessment)
    assert reader.get(own).status_code == NOT_FOUND, "withheld until a person read it over"
    item = WorkItem.objects.select_related("provider").get(kind=WorkKind.REFUSAL)
    play(OFFERED)
    release(item, assessment, carla)
    assert reader.get(own).status_code == OK
    assert own in reader.get(f"/praktijk/{provider.public_id}/overeenkomsten/").content.decode()
    assert reader.get(own.replace("/praktijk/", "/aanbieders/")).status_code == FORBIDDEN
    other = practice("04000002", "Fysiotherapie De Andere Kade")
    stranger = browser_of(mandated(other, ProviderRole.MANAGER, name="Iris Bedacht"))
    for address in (own, own.replace(str(provider.public_id), str(other.public_id))):
        assert stranger.get(address).status_code == NOT_FOUND


def test_what_is_known_of_integrity_is_not_in_it() -> None:
    before = judged(confirmed())
    ground = "Vermoeden uit een onderzoek dat nog loopt."
    with changing("test"):
        Decision.objects.create(
            provider=before.provider, insurer=before.agreement.season.insurer,
            care_type=before.agreement.care_type, year=before.agreement.season.contract_year,
            fact="integriteitstwijfel", text="ja", ground=ground, decided_by="Otto Verzonnen en Pia Verzonnen",
            decided_at=clock.now(),
        )  # fmt: skip
    after = judge(before.agreement, before.provider, Cause.DECISION)
    evaluations.ask(after)
    report = made(after)
    text = text_of_pdf(store.fetch(report.file_hash), Path("verslag.pdf"))
    for said in (ground, "Otto"):
        assert said not in text
    assert attached(report) == []
