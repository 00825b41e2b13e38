"""A provider hears that its outcome is there, and sees a refusal only once a person has looked at it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import browser_of, mandated, person, play
from support.portal_assessment import confirmed, judged
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment import decisions
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.assessment.releasing import OwnDecisionError, release, released
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Event, Fact, Index, Mandate, Provider, RecordedAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


def purchaser() -> User:
    """Make a purchaser."""
    return person("Ingrid Inkoper", StaffRole.PURCHASER)


def told() -> list[Message]:
    """Give the messages that an outcome is there."""
    return list(Message.objects.filter(subject__startswith="Uw uitkomst").order_by("pk"))


def refused() -> Assessment:
    """Let a practice be refused by its own answers."""
    return judged(confirmed(skf_keurmerk="nee", prem_extern_meetbureau="nee"))


def reader_of(assessment: Assessment) -> User:
    """Give who confirmed the questionnaire."""
    by = assessment.agreement.questionnaires.get(provider=assessment.provider).confirmed_by
    assert by is not None
    return by


def test_an_outcome_is_told_once_and_not_what_it_is() -> None:
    assessment = judged(confirmed())
    (message,) = told()
    assert message.to == reader_of(assessment).email
    assert "/uitkomst/" in message.body
    assert "overeenkomst C" not in message.body
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert len(told()) == 1


def test_another_outcome_is_told_and_other_facts_with_the_same_outcome_are_not() -> None:
    assessment = judged(confirmed())
    with changing("test"):
        Index.objects.filter(provider=assessment.provider).update(value="139")
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert len(told()) == 1
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
    give_verdict(item, "goed", "", purchaser())
    assert len(told()) == 2


def test_a_refusal_is_seen_by_the_provider_only_after_a_person_looked() -> None:
    assessment = refused()
    browser = browser_of(reader_of(assessment))
    own = f"/praktijk/{assessment.provider.public_id}/uitkomst/"
    assert not told()
    assert "Een inkoper leest een uitkomst voor u na" in browser.get(own).content.decode()
    home = browser.get(f"/praktijk/{assessment.provider.public_id}/").content.decode()
    assert "Een inkoper leest de uitkomst na" in home
    for address in (f"{own}{assessment.public_id}/", f"{own}{assessment.public_id}/brief/"):
        assert browser.get(address).status_code == 404
    item = WorkItem.objects.get(kind=WorkKind.REFUSAL)
    by = purchaser()
    address = f"/werkvoorraad/{item.public_id}/"
    heard: list[Assessment] = []

    def hear(assessment: Assessment, **_: object) -> None:
        heard.append(assessment)

    released.connect(hear)
    text = browser_of(by).get(address).content.decode()
    assert "Bekendmaken aan de aanbieder" in text
    assert browser_of(by).post(address).status_code == 303
    assert browser_of(purchaser()).post(address).status_code == 409
    released.disconnect(hear)
    assert [one.pk for one in heard] == [assessment.pk]
    assessment.refresh_from_db()
    assert (assessment.withheld, assessment.released_by) == (False, by)
    assert len(told()) == 1
    assert browser.get(f"{own}{assessment.public_id}/").status_code == 200
    assert browser.get(f"{own}{assessment.public_id}/brief/").status_code == 200
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert not WorkItem.objects.filter(kind=WorkKind.REFUSAL, closed_at=None).exists()


def test_a_refusal_that_was_superseded_is_never_made_known() -> None:
    assessment = refused()
    item = WorkItem.objects.get(kind=WorkKind.REFUSAL)
    play(datetime(2025, 10, 16, 12, 0, tzinfo=UTC))
    with changing("test"):
        Fact.objects.filter(name="prem_extern_meetbureau").update(text="ja")
    after = judge(assessment.agreement, assessment.provider, Cause.FACTS)
    assert after.result == "niet_beslist"
    item.refresh_from_db()
    assert item.closed_at is not None
    assert browser_of(purchaser()).post(f"/werkvoorraad/{item.public_id}/").status_code == 409
    own = f"/praktijk/{assessment.provider.public_id}/uitkomst/"
    browser = browser_of(reader_of(assessment))
    assert str(assessment.public_id) not in browser.get(f"{own}{after.public_id}/").content.decode()
    assert browser.get(f"{own}{assessment.public_id}/").status_code == 404
    assert not told(), "what is not decided is no outcome to write about"


@pytest.mark.parametrize("how", ["mandate ended", "account closed"])
def test_an_outcome_is_told_to_who_acts_for_the_provider_today(how: str) -> None:
    questionnaire = confirmed()
    left, provider = questionnaire.confirmed_by, questionnaire.provider
    assert left is not None
    with changing("test"):
        Mandate.objects.filter(provider=provider).exclude(user=left).update(valid_until=date(2025, 10, 14))
        if how == "mandate ended":
            Mandate.objects.filter(user=left).update(valid_until=date(2025, 10, 14))
        else:
            User.objects.filter(pk=left.pk).update(is_active=False)
    new = mandated(provider, ProviderRole.MANAGER, name="Nora Nieuw")
    judged(questionnaire)
    assert [one.to for one in told()] == [new.email]
    assert "Nora Nieuw" in told()[0].body


def test_an_outcome_is_told_to_the_practice_when_nobody_acts_for_it() -> None:
    questionnaire = confirmed()
    with changing("test"):
        Mandate.objects.filter(provider=questionnaire.provider).update(withdrawn_at=datetime(2025, 10, 14, tzinfo=UTC))
        Provider.objects.filter(pk=questionnaire.provider.pk).update(vecozo_email="praktijk@verzonnen.example")
    judged(questionnaire)
    assert [one.to for one in told()] == ["praktijk@verzonnen.example"]


def refused_by(by: User) -> WorkItem:
    """Let one person decide on its own what leads to a refusal."""
    assessment = judged(confirmed(skf_keurmerk="nee"))
    with changing("test"):
        RecordedAgreement.objects.filter(provider=assessment.provider).update(withdrawn_at=clock.now())
        Event.objects.create(
            provider=assessment.provider, insurer="3360", care_type="fysiotherapie", year=2026,
            name="aanvraag_ontvangen", happened_at=clock.now().replace(microsecond=0),
        )  # fmt: skip
    judge(assessment.agreement, assessment.provider, Cause.FACTS)
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.UNDECIDED, closed_at=None)
    fact = decisions.Wanted("toegevoegde_waarde_regio", "nee", "Er is zorg genoeg in de wijk.", clock.today())
    assert not decisions.propose(item, fact, by).needs_second
    assert Assessment.objects.current().get().result == "geen_aanbod"
    return WorkItem.objects.get(kind=WorkKind.REFUSAL, closed_at=None)


def test_who_rejected_the_evidence_of_a_refusal_does_not_release_it() -> None:
    first, colleague = purchaser(), person("Cor Collega", StaffRole.PURCHASER)
    judged(confirmed(prem_extern_meetbureau="nee"))
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
    (refusal,) = give_verdict(item, "afgekeurd", "Dit is van vorig jaar.", first)
    waiting = (
        WorkItem.objects.select_related("provider", "agreement__season")
        .filter(kind=WorkKind.REFUSAL, closed_at=None)
        .first()
    )
    if not refusal.withheld or waiting is None:
        pytest.fail(f"expected a refusal, got {refusal.result} {refusal.variant}")
    with pytest.raises(OwnDecisionError):
        release(waiting, refusal, first)
    assert not release(waiting, refusal, colleague).withheld


def test_who_decided_alone_towards_a_refusal_does_not_release_it() -> None:
    by = purchaser()
    item = refused_by(by)
    address = f"/werkvoorraad/{item.public_id}/"
    sent = browser_of(by).post(address)
    assert sent.status_code == 422
    assert "Vraag een collega" in sent.content.decode()
    assert Assessment.objects.current().get().withheld
    with changing("test"):  # other facts, the same refusal: still its own decision
        Index.objects.filter(provider=item.provider).update(value="139")
    again = judge(item.agreement, item.provider, Cause.FACTS)
    item = WorkItem.objects.get(kind=WorkKind.REFUSAL, closed_at=None)
    address = f"/werkvoorraad/{item.public_id}/"
    assert (again.withheld, browser_of(by).post(address).status_code) == (True, 422)
    assert browser_of(purchaser()).post(address).status_code == 303
    assert not Assessment.objects.current().get().withheld
