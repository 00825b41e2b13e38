"""Who is tied to a provider is not offered its work, decides nothing about it, and is no second person there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from support.portal import browser_of, person
from support.portal_assessment import confirmed, judged
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import Replacement, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import decisions, interests, work
from zorginkoop.portal.assessment.effects import ACCEPTED
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import (
    Interest,
    InterestKind,
    InterestStatement,
    Proposal,
    WorkItem,
    WorkKind,
)
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.register.models import Decision, Event, Evidence, Index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
PAGE = "/werkvoorraad/belangen/"


def purchaser(name: str = "Ingrid Inkoper") -> User:
    """Make a purchaser."""
    return person(name, StaffRole.PURCHASER)


def evidence() -> WorkItem:
    """Let evidence wait for a person."""
    judged(confirmed())
    return WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)


def exception() -> WorkItem:
    """Let a practice with a high index ask for an exception, which two people decide."""
    assessment = judged(confirmed())
    with changing("test"):
        Index.objects.filter(provider=assessment.provider).update(value="160")
        Event.objects.create(
            provider=assessment.provider, insurer="3360", care_type="fysiotherapie", year=2026,
            name="uitzondering_aangevraagd", happened_at=clock.now().replace(microsecond=0),
        )  # fmt: skip
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    return WorkItem.objects.select_related("provider", "agreement__season").get(
        kind=WorkKind.TASK, reference="uitzondering_beoordelen", closed_at=None
    )


def granted() -> decisions.Wanted:
    """Want the exception."""
    return decisions.Wanted("uitzondering_behandelindex", "ja", "Zware patiënten.", clock.today())


def test_who_is_tied_is_not_offered_the_work_and_a_colleague_is() -> None:
    item, tied, colleague = evidence(), purchaser(), purchaser("Tweede Inkoper")
    queue = reverse("assessment:queue")
    assert item.provider.name in browser_of(tied).get(queue).content.decode()
    sent = browser_of(tied).post(PAGE, {"agb_code": item.provider.agb_code, "kind": "familie"})
    assert (sent.status_code, sent["Location"]) == (303, PAGE)
    for whose in ("", "?van=mij", "?van=vrij"):
        assert item.provider.name not in browser_of(tied).get(queue + whose).content.decode()
    assert item.provider.name in browser_of(colleague).get(queue).content.decode()
    counted = [item in WorkItem.objects.filter(work.open_to_person(one)) for one in (tied, colleague)]
    assert counted == [False, True], "as the season page counts it"


@pytest.mark.parametrize("way", ["GET", "POST"])
def test_who_is_tied_cannot_open_or_judge_the_work(way: str) -> None:
    item, tied = evidence(), purchaser()
    interests.state(tied, item.provider, InterestKind.FAMILY)
    browser, address = browser_of(tied), reverse("assessment:item", args=[item.public_id])
    asked = browser.get(address) if way == "GET" else browser.post(address, {"verdict": ACCEPTED})
    assert asked.status_code == 403
    assert "Een collega doet dit" in asked.content.decode()
    assert Evidence.objects.get().verdict == work.NOT_JUDGED


def test_no_other_way_lets_who_is_tied_judge_either() -> None:
    item, tied = evidence(), purchaser()
    interests.state(tied, item.provider, InterestKind.WORK)
    with pytest.raises(interests.TiedError):
        give_verdict(item, ACCEPTED, "", tied)
    with pytest.raises(interests.TiedError):
        work.take(item, tied)
    assert Evidence.objects.get().verdict == work.NOT_JUDGED
    item.refresh_from_db()
    assert (item.assigned_to, item.closed_at) == (None, None)


def test_who_is_tied_neither_decides_nor_is_the_second_person() -> None:
    item, first, tied = exception(), purchaser(), purchaser("Verbonden Inkoper")
    interests.state(tied, item.provider, InterestKind.MONEY)
    with pytest.raises(interests.TiedError):
        decisions.propose(item, granted(), tied)
    assert not Proposal.objects.exists()
    proposal = decisions.propose(item, granted(), first)
    with pytest.raises(interests.TiedError):
        decisions.agree(proposal, tied)
    with pytest.raises(interests.TiedError):
        decisions.turn_down(proposal, "Liever niet.", tied)
    assert not Decision.objects.exists()
    decisions.agree(proposal, purchaser("Tweede Inkoper"))
    assert Decision.objects.get().decided_by == "Ingrid Inkoper en Tweede Inkoper"


def test_a_deputy_counts_as_itself() -> None:
    item, absent, deputy = evidence(), purchaser("Afwezige Inkoper"), purchaser("Waarnemer Inkoper")
    with changing("test"):
        Replacement.objects.create(
            deputy=deputy, absent=absent, valid_from=clock.today(), valid_until=clock.today(), ground="verlof"
        )
    work.take(item, absent)
    interests.state(deputy, item.provider, InterestKind.CARE)
    assert item.provider.name not in browser_of(deputy).get("/werkvoorraad/?van=mij").content.decode()
    with pytest.raises(interests.TiedError):
        give_verdict(item, ACCEPTED, "", deputy)
    interests.end(Interest.objects.get())
    interests.state(absent, item.provider, InterestKind.CARE)
    give_verdict(item, ACCEPTED, "", deputy)
    assert Evidence.objects.get().verdict == ACCEPTED, "of the colleague, not of who acts"


def test_stating_lets_go_of_what_was_taken_on_and_of_what_waits_for_a_second_person() -> None:
    item, by = exception(), purchaser()
    work.take(item, by)
    proposal = decisions.propose(item, granted(), by)
    interests.state(by, item.provider, InterestKind.OTHER)
    item.refresh_from_db()
    assert item.assigned_to is None
    with pytest.raises(work.AlreadyDoneError):
        decisions.agree(proposal, purchaser("Tweede Inkoper"))
    assert decisions.propose(item, granted(), purchaser("Derde Inkoper")).needs_second, "a colleague can begin anew"


def test_stating_twice_is_once_and_an_end_stays_on_record() -> None:
    item, by = evidence(), purchaser()
    browser, sent = browser_of(by), {"agb_code": item.provider.agb_code, "kind": "werk"}
    assert [browser.post(PAGE, sent).status_code for _ in range(2)] == [303, 303]
    stated = Interest.objects.get()
    assert browser.post(PAGE, {"ended": stated.public_id}).status_code == 303
    stated.refresh_from_db()
    assert stated.ended_at is not None
    assert item.provider.name in browser.get(reverse("assessment:queue")).content.decode()
    assert {one.action for one in Entry.objects.filter(action__startswith="assessment.interest_")} == {
        "assessment.interest_stated",
        "assessment.interest_ended",
    }


def test_nobody_ends_what_another_stated() -> None:
    item = evidence()
    stated = interests.state(purchaser(), item.provider, InterestKind.WORK)
    sent = browser_of(purchaser("Tweede Inkoper")).post(PAGE, {"ended": stated.public_id})
    assert sent.status_code == 404
    stated.refresh_from_db()
    assert stated.ended_at is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"agb_code": "99999998", "kind": "werk"}, "Wij kennen geen aanbieder met AGB-code 99999998"),
        ({"agb_code": "", "kind": "werk"}, "Vul de AGB-code van de aanbieder in"),
        ({"agb_code": "99999998"}, "Kies wat u aan deze aanbieder bindt"),
    ],
)
def test_what_is_not_whole_is_asked_again(typed: dict[str, str], told: str) -> None:
    sent = browser_of(purchaser()).post(PAGE, typed)
    assert sent.status_code == 422
    assert told in sent.content.decode()
    assert typed["agb_code"] in sent.content.decode()
    assert not Interest.objects.exists()


def test_everybody_gives_its_word_once_a_year(october: object) -> None:  # noqa: ARG001 - the day
    by = purchaser()
    browser, queue = browser_of(by), reverse("assessment:queue")
    assert "Verklaar een keer per jaar" in browser.get(queue).content.decode()
    assert [browser.post(PAGE, {"word": "ja"}).status_code for _ in range(2)] == [303, 303]
    assert InterestStatement.objects.get().year == 2025
    assert "Verklaar een keer per jaar" not in browser.get(queue).content.decode()


def test_the_auditor_sees_what_everybody_stated_and_states_nothing() -> None:
    item, by = evidence(), purchaser()
    interests.state(by, item.provider, InterestKind.MONEY)
    interests.give_word(by)
    auditor = browser_of(person("Anna Auditor", StaffRole.AUDITOR))
    text = auditor.get(PAGE).content.decode()
    assert "financieel belang" in text
    assert item.provider.name in text
    assert auditor.post(PAGE, {"word": "ja"}).status_code == 403
    assert item.provider.name not in browser_of(purchaser("Tweede Inkoper")).get(PAGE).content.decode()
