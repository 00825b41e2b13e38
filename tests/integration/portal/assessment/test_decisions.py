"""What a person decides is recorded with its ground, read as a fact and judged by; what comes back is seen again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from support.portal import browser_of, person, play
from support.portal_assessment import confirmed, judged
from support.portal_intake import ADA
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import decisions, work
from zorginkoop.portal.assessment.jobs import any_taking_effect, put_decisions_in_force
from zorginkoop.portal.assessment.judging import Cause, judge, outcome_now
from zorginkoop.portal.assessment.models import Assessment, Proposal, WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Decision, Event, Index, RecordedAgreement, Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
VALUE, EXCEPTION = "toegevoegde_waarde_regio", "uitzondering_behandelindex"


def purchaser(name: str = "Ingrid Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def happened(assessment: Assessment, name: str) -> None:
    """Let something have happened in the season of a provider."""
    with changing("test"):
        Event.objects.create(
            provider=assessment.provider, insurer="3360", care_type="fysiotherapie", year=2026, name=name,
            happened_at=clock.now().replace(microsecond=0),
        )  # fmt: skip


def requested() -> Assessment:
    """Let a practice without an earlier agreement ask for one, so that a person assesses what it adds."""
    assessment = judged(confirmed(skf_keurmerk="nee"))
    with changing("test"):
        RecordedAgreement.objects.filter(provider=assessment.provider).update(withdrawn_at=clock.now())
    happened(assessment, "aanvraag_ontvangen")
    return judge(assessment.agreement, assessment.provider, Cause.FACTS)


def with_high_index() -> Assessment:
    """Let a practice ask for an exception to an index that is too high."""
    assessment = judged(confirmed())
    with changing("test"):
        Index.objects.filter(provider=assessment.provider).update(value="160")
    happened(assessment, "uitzondering_aangevraagd")
    return judge(assessment.agreement, assessment.provider, Cause.FACTS)


def waiting(kind: WorkKind, reference: str) -> WorkItem:
    """Give a piece of work that is open."""
    return WorkItem.objects.select_related("provider", "agreement__season").get(
        kind=kind, reference=reference, closed_at=None
    )


def wanted(fact: str, text: str = "ja", first: date | None = None) -> decisions.Wanted:
    """Want a decision."""
    return decisions.Wanted(fact, text, "In de wijk is verder niemand.", first or clock.today())


def test_a_decision_is_recorded_read_as_a_fact_and_judged_by() -> None:
    before = requested()
    assert before.result == "beoordeling"
    item, by = waiting(WorkKind.UNDECIDED, "aanvraag/in_behandeling"), purchaser()
    sent = browser_of(by).post(
        f"/werkvoorraad/{item.public_id}/",
        {"fact": VALUE, "text": "ja", "ground": "In de wijk is verder niemand.", "valid_from": "2025-10-15"},
    )
    assert sent.status_code == 303
    decided = Decision.objects.get()
    assert (decided.fact, decided.text, decided.decided_by) == (VALUE, "ja", "Ingrid Inkoper")
    assert (decided.ground, decided.year) == ("In de wijk is verder niemand.", 2026)
    after = Assessment.objects.current().get()
    assert (after.result, after.cause) == ("aanbod", Cause.DECISION)
    before.refresh_from_db()
    assert before.superseded_at is not None, "the earlier outcome is kept"
    item.refresh_from_db()
    assert item.closed_by == by
    assert item.note == "In de wijk is verder niemand."
    shown = browser_of(by).get(f"/werkvoorraad/{item.public_id}/").content.decode()
    assert "Ingrid Inkoper besloot dit" in shown


def test_an_undecided_outcome_does_not_close_with_a_note() -> None:
    requested()
    item = waiting(WorkKind.UNDECIDED, "aanvraag/in_behandeling")
    sent = browser_of(purchaser()).post(f"/werkvoorraad/{item.public_id}/", {"note": "gebeld"})
    assert sent.status_code == 422
    assert "Dit sluit niet met een notitie" in sent.content.decode()
    item.refresh_from_db()
    assert item.closed_at is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": ""}, "Kies of schrijf wat u besluit."),
        ({"ground": " "}, "Schrijf op waarom u dit besluit."),
        ({"valid_from": "2025-10-14"}, "niet met terugwerkende kracht"),
        ({"fact": "integriteitstwijfel"}, "Hierover is hier niets meer te besluiten"),
        ({"fact": "verzonnen"}, "Hierover is hier niets te besluiten"),
    ],
)
def test_a_decision_that_is_not_whole_is_asked_again(typed: dict[str, str], told: str) -> None:
    requested()
    item = waiting(WorkKind.UNDECIDED, "aanvraag/in_behandeling")
    whole = {"fact": VALUE, "text": "ja", "ground": "In de wijk is verder niemand.", "valid_from": "2025-10-15"}
    sent = browser_of(purchaser()).post(f"/werkvoorraad/{item.public_id}/", {**whole, **typed})
    assert sent.status_code == 422
    assert told in sent.content.decode()
    assert not Proposal.objects.exists()


def test_who_overturns_an_outcome_does_so_with_a_second_person() -> None:
    before = with_high_index()
    assert before.result == "niets"
    item, first, second = waiting(WorkKind.TASK, "uitzondering_beoordelen"), purchaser(), purchaser("Tweede Inkoper")
    page, address = browser_of(first), f"/werkvoorraad/{item.public_id}/"
    whole = {"fact": f"{EXCEPTION}@2026", "text": "ja", "ground": "Zware patiënten.", "valid_from": "2025-10-15"}
    assert page.post(address, whole).status_code == 303
    proposal = Proposal.objects.get()
    assert proposal.needs_second
    assert not Decision.objects.exists()
    assert "telt pas als een tweede persoon akkoord geeft" in page.get(address).content.decode()
    own = page.post(address, {"proposal": proposal.public_id, "accord": "ja"})
    assert own.status_code == 422
    assert "Vraag een collega" in own.content.decode()
    assert not Decision.objects.exists()
    other = browser_of(second)
    text = other.get(address).content.decode()
    assert "Na dit besluit" in text
    assert other.post(address, {"proposal": proposal.public_id, "accord": "ja"}).status_code == 303
    assert Decision.objects.get().decided_by == "Ingrid Inkoper en Tweede Inkoper"
    assert Assessment.objects.current().get().result == "aanbod"
    assert other.post(address, {"proposal": proposal.public_id, "accord": "ja"}).status_code == 409
    assert Decision.objects.count() == 1


def test_the_same_person_is_never_both() -> None:
    with_high_index()
    by = purchaser()
    proposal = decisions.propose(waiting(WorkKind.TASK, "uitzondering_beoordelen"), wanted(EXCEPTION), by)
    with pytest.raises(IntegrityError), transaction.atomic(), changing("test"):
        Proposal.objects.filter(pk=proposal.pk).update(agreed_by=by)


def test_a_second_person_may_not_agree_and_says_why() -> None:
    with_high_index()
    item = waiting(WorkKind.TASK, "uitzondering_beoordelen")
    proposal = decisions.propose(item, wanted(EXCEPTION), purchaser())
    browser, address = browser_of(purchaser("Tweede Inkoper")), f"/werkvoorraad/{item.public_id}/"
    assert browser.post(address, {"proposal": proposal.public_id, "accord": "nee"}).status_code == 422
    answer = {"proposal": proposal.public_id, "accord": "nee", "refusal": "De onderbouwing ontbreekt."}
    assert browser.post(address, answer).status_code == 303
    assert not Decision.objects.exists()
    assert "De onderbouwing ontbreekt." in browser.get(address).content.decode()
    again = decisions.propose(item, wanted(EXCEPTION, "nee"), purchaser("Derde Inkoper"))
    assert not again.needs_second, "to leave the outcome as it is asks for nobody else"
    item.refresh_from_db()
    assert item.closed_by is not None
    judge(item.agreement, item.provider, Cause.FACTS)
    assert not WorkItem.objects.filter(reference="uitzondering_beoordelen", closed_at=None).exists()


def test_nobody_agrees_to_what_is_no_longer_asked() -> None:
    before = with_high_index()
    item = waiting(WorkKind.TASK, "uitzondering_beoordelen")
    proposal = decisions.propose(item, wanted(EXCEPTION), purchaser())
    with changing("test"):
        Index.objects.filter(provider=before.provider).update(value="140")
    judge(before.agreement, before.provider, Cause.FACTS)
    browser, address = browser_of(purchaser("Tweede Inkoper")), f"/werkvoorraad/{item.public_id}/"
    assert browser.post(address, {"proposal": proposal.public_id, "accord": "ja"}).status_code == 409
    assert "Dit speelt niet meer." in browser.get(address).content.decode()
    assert not Decision.objects.exists()


def test_a_decision_counts_from_its_first_day() -> None:
    requested()
    item, by = waiting(WorkKind.UNDECIDED, "aanvraag/in_behandeling"), purchaser()
    address = f"/werkvoorraad/{item.public_id}/"
    first = clock.today() + timedelta(days=2)
    whole = {"fact": VALUE, "text": "ja", "ground": "In de wijk is verder niemand.", "valid_from": first.isoformat()}
    text = browser_of(by).post(address, whole, follow=True).content.decode()
    assert "Het telt vanaf de dag die u koos." in text
    assert "Besluit nemen" not in text
    with pytest.raises(decisions.CannotDecideError):
        decisions.propose(item, wanted(VALUE, "nee"), by)
    judge(item.agreement, item.provider, Cause.FACTS)
    put_decisions_in_force.call()
    assert Assessment.objects.current().get().result == "beoordeling"
    play(datetime(2025, 10, 16, 22, 30, tzinfo=UTC))
    assert any_taking_effect()
    put_decisions_in_force.call()
    put_decisions_in_force.call()
    assert Assessment.objects.current().get().result == "aanbod"
    assert Entry.objects.filter(action="assessment.decision_in_force").count() == 1
    item.refresh_from_db()
    assert item.closed_by == by


def test_what_is_decided_holds_no_name_or_ground_in_the_log() -> None:
    requested()
    decisions.propose(waiting(WorkKind.UNDECIDED, "aanvraag/in_behandeling"), wanted(VALUE), purchaser())
    entry = Entry.objects.get(action="assessment.decision_made")
    assert "Ingrid" not in str(entry.details)
    assert "wijk" not in str(entry.details)


def unregistered(assessment: Assessment, agb: str, *, gone: bool) -> None:
    """Let the registration of somebody be taken back, or stand again."""
    with changing("test"):
        Registration.objects.filter(holder_agb=agb, register="irf").update(withdrawn_at=clock.now() if gone else None)
    judge(assessment.agreement, assessment.provider, Cause.FACTS)


def test_a_task_that_was_dealt_with_returns_when_what_it_is_about_comes_back() -> None:
    assessment = judged(confirmed())
    task = "zorg_buiten_de_overeenkomst"
    unregistered(assessment, ADA, gone=True)
    item, by = waiting(WorkKind.TASK, task), purchaser()
    address = f"/werkvoorraad/{item.public_id}/"
    assert browser_of(by).post(address, {"note": "Met de praktijk gebeld."}).status_code == 303
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert not WorkItem.objects.filter(reference=task, closed_at=None).exists(), "the same is not asked twice"
    play(datetime(2025, 10, 17, 12, 0, tzinfo=UTC))
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert not WorkItem.objects.filter(reference=task, closed_at=None).exists(), "nor by another day"
    unregistered(assessment, ADA, gone=False)
    unregistered(assessment, ADA, gone=True)
    assert waiting(WorkKind.TASK, task).pk != item.pk


def test_a_task_returns_when_it_is_about_somebody_else_too() -> None:
    assessment = judged(confirmed())
    task = "zorg_buiten_de_overeenkomst"
    unregistered(assessment, ADA, gone=True)
    item = waiting(WorkKind.TASK, task)
    work.close(item, "gebeld", purchaser(), outcome_now(item.agreement, item.provider))
    with changing("test"):
        Registration.objects.exclude(holder_agb=ADA).filter(register="irf").update(withdrawn_at=clock.now())
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert waiting(WorkKind.TASK, task).pk != item.pk


def test_a_proposal_ends_with_the_work_it_was_made_for() -> None:
    before = with_high_index()
    item = waiting(WorkKind.TASK, "uitzondering_beoordelen")
    proposal = decisions.propose(item, wanted(EXCEPTION), purchaser())
    with changing("test"):
        Index.objects.filter(provider=before.provider).update(value="140")
    judge(before.agreement, before.provider, Cause.FACTS)
    assert not Proposal.objects.waiting().exists()
    proposal.refresh_from_db()
    assert proposal.refused_at is not None
    assert (proposal.refused_by, proposal.decision) == (None, None)
    text = browser_of(purchaser("Tweede Inkoper")).get(f"/werkvoorraad/{item.public_id}/").content.decode()
    assert "vervallen" in text


def test_a_decision_that_waits_for_its_first_day_does_not_end_with_the_work() -> None:
    before = requested()
    item = waiting(WorkKind.UNDECIDED, "aanvraag/in_behandeling")
    proposal = decisions.propose(item, wanted(VALUE, first=clock.today() + timedelta(days=2)), purchaser())
    with changing("test"):
        RecordedAgreement.objects.filter(provider=before.provider).update(withdrawn_at=None)
    judge(before.agreement, before.provider, Cause.FACTS)
    item.refresh_from_db()
    assert item.closed_at is not None
    proposal.refresh_from_db()
    assert proposal.refused_at is None
