"""An offer is made on the outcome that stands, and a person decides about it when that outcome changes afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from support.portal import browser_of, person, play
from support.portal_assessment import confirmed, judged
from zorginkoop.documents.agreement_form import AgreementContent, agreement_bytes
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agreements import offering
from zorginkoop.portal.agreements.models import Course, Offer, OfferState, Reconsideration
from zorginkoop.portal.agreements.offering import offer_on
from zorginkoop.portal.agreements.reconsidering import courses_for, decide, differing
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.agreements.signing import sign
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Evidence, Provider, Signatory
from zorginkoop.portal.season.today import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
LATER = datetime(2025, 10, 27, 9, 0, tzinfo=UTC)
GROUND = "Eerst het nieuwe keurmerk nakijken."


@pytest.fixture
def carla() -> User:
    return person("Carla Verzonnen", StaffRole.PURCHASER)


@pytest.fixture
def assessment(carla: User) -> Assessment:
    """Give an outcome that rests on evidence that was accepted."""
    judged(confirmed())
    item = WorkItem.objects.select_related("provider", "agreement__season").get(kind=WorkKind.EVIDENCE)
    (made,) = give_verdict(item, "goed", "", carla)
    play(LATER)
    return made


@pytest.fixture
def offer(assessment: Assessment, carla: User) -> Offer:
    return offer_on(assessment, by=carla)


def evidence_becomes(verdict: str, assessment: Assessment) -> Assessment:
    with changing("test"):
        Evidence.objects.filter(provider=assessment.provider).update(verdict=verdict, judged_at=LATER)
    return judge(assessment.agreement, assessment.provider, Cause.EVIDENCE)


def signatory(offer: Offer) -> User:
    user = Signatory.objects.exclude(user=None).get(provider=offer.provider).user
    assert user is not None
    return user


def signed(offer: Offer) -> Offer:
    return sign(offer, signatory(offer), [one.id for one in offer.agreed().verklaringen])


def test_an_outcome_that_changes_while_the_paper_is_made_is_not_offered(
    assessment: Assessment, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = offering._sealed  # noqa: SLF001 - the moment between looking and saving

    def meanwhile(*given: Any) -> bytes:  # noqa: ANN401 - what the real one is given
        evidence_becomes("afgekeurd", assessment)
        return real(*given)

    monkeypatch.setattr(offering, "_sealed", meanwhile)
    with pytest.raises(OfferRefused, match="andere gegevens"):
        offer_on(assessment, by=carla)
    assert not Offer.objects.exists()


def test_evidence_that_is_rejected_asks_the_purchaser_for_a_decision(
    offer: Offer, assessment: Assessment, carla: User
) -> None:
    assert courses_for(offer) == []
    after = evidence_becomes("afgekeurd", assessment)
    assert after.variant != offer.variant
    one = Reconsideration.objects.waiting().get()
    assert (one.offer, one.assessment) == (offer, after)
    assert Message.objects.get(subject__contains="vraagt een besluit").to == carla.email
    browser = browser_of(carla)
    assert offer.number in browser.get("/overeenkomsten/?staat=heroverwegen").content.decode()
    page = browser.get(f"/overeenkomsten/{offer.public_id}/").content.decode()
    assert "Besluit over dit aanbod" in page
    waiting = [line for line in today(offer.agreement, None, [], carla) if "staat=heroverwegen" in line.address]
    assert [(line.what, line.number) for line in waiting] == [("Besluit over een aanbod", 1)]
    evidence_becomes("goed", assessment)  # as it was offered
    assert not Reconsideration.objects.waiting().exists()
    assert courses_for(offer) == []


def test_a_paper_that_would_say_something_else_asks_for_a_decision_also_where_the_variant_stays(
    offer: Offer, assessment: Assessment, carla: User
) -> None:
    with changing("test"):
        Provider.objects.filter(pk=offer.provider_id).update(name="Praktijk Anders Verzonnen")
    after = judge(assessment.agreement, Provider.objects.get(pk=offer.provider_id), Cause.FACTS)
    assert (after.result, after.variant) == (assessment.result, assessment.variant)
    one = Reconsideration.objects.waiting().get()
    assert one.assessment == after
    told = Message.objects.get(subject__contains="vraagt een besluit").body
    assert "Anders dan op papier: de gegevens van de aanbieder." in told
    page = browser_of(carla).get(f"/overeenkomsten/{offer.public_id}/").content.decode()
    assert "Anders dan op papier: de gegevens van de aanbieder." in page


def test_what_a_factor_rests_on_is_on_the_paper_and_from_where_it_is_known_is_not_counted(
    offer: Offer, assessment: Assessment
) -> None:
    paper = offer.agreed()
    assert differing(offer, assessment) == []
    other_source = [
        one.model_copy(update={"gegevens": tuple(fact.model_copy(update={"bron": "elders"}) for fact in one.gegevens)})
        for one in paper.factoren
    ]
    assert paper.factoren != tuple(other_source)
    _print(offer, paper.model_copy(update={"factoren": tuple(other_source)}))
    assert differing(offer, assessment) == []
    counted = paper.factoren[0].model_copy(update={"bevindingen": ("3 van de 10 is 30 %",)})
    _print(offer, paper.model_copy(update={"factoren": (counted, *paper.factoren[1:])}))
    assert differing(offer, assessment) == ["de factoren en waar die op rusten"]


def _print(offer: Offer, content: AgreementContent) -> None:
    with changing("test"):
        Offer.objects.filter(pk=offer.pk).update(content=agreement_bytes(content))
    offer.refresh_from_db()


def test_a_held_offer_is_not_signed_until_it_is_kept(offer: Offer, assessment: Assessment, carla: User) -> None:
    evidence_becomes("afgekeurd", assessment)
    browser, page = browser_of(carla), f"/overeenkomsten/{offer.public_id}/besluit/"
    assert browser.post(page, {"course": "aanhouden", "ground": ""}).status_code == 422
    assert browser.post(page, {"course": "aanhouden", "ground": GROUND}).status_code == 303
    assert not Reconsideration.objects.waiting().exists()
    offer.refresh_from_db()
    with pytest.raises(OfferRefused, match="houdt dit aanbod aan"):
        signed(offer)
    shown = browser_of(signatory(offer)).get(f"/praktijk/{offer.provider.public_id}/overeenkomsten/{offer.public_id}/")
    assert "houdt dit aanbod aan" in shown.content.decode()
    assert Message.objects.filter(subject__contains="wordt aangehouden").count() == 1
    assert Course.HOLD not in courses_for(offer)
    decide(offer, Course.KEEP, "Het keurmerk klopt toch.", carla)
    assert signed(offer).state == OfferState.CONCLUDED
    kept = list(Reconsideration.objects.values_list("course", "ground", "decided_by"))
    assert kept == [("aanhouden", GROUND, carla.pk), ("handhaven", "Het keurmerk klopt toch.", carla.pk)]
    assert browser.post(page, {"course": "aanhouden", "ground": GROUND}).status_code == 409


def test_who_signs_while_it_is_held_meanwhile_is_refused(
    offer: Offer, assessment: Assessment, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zorginkoop.portal.agreements import signing  # noqa: PLC0415 - beside what it is about

    evidence_becomes("afgekeurd", assessment)
    real = signing._signed_paper  # noqa: SLF001 - the moment between signing the paper and saving it

    def meanwhile(*given: Any) -> Any:  # noqa: ANN401 - what the real one is given
        made = real(*given)
        decide(Offer.objects.get(pk=offer.pk), Course.HOLD, GROUND, carla)
        return made

    monkeypatch.setattr(signing, "_signed_paper", meanwhile)
    with pytest.raises(OfferRefused, match="houdt dit aanbod aan"):
        signed(offer)
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED
    assert not offer.signatures.exists()


def test_taking_it_back_tells_the_provider_and_frees_the_place(
    offer: Offer, assessment: Assessment, carla: User
) -> None:
    after = evidence_becomes("afgekeurd", assessment)
    decide(offer, Course.WITHDRAW, "De variant klopt niet meer.", carla)
    assert offer.state == OfferState.WITHDRAWN
    assert "De variant klopt niet meer." in Message.objects.get(subject__contains="is ingetrokken").body
    assert offer_on(after, by=carla).variant == after.variant


def test_signed_before_anybody_decided_still_asks_for_a_person(
    offer: Offer, assessment: Assessment, carla: User
) -> None:
    evidence_becomes("afgekeurd", assessment)
    assert signed(offer).state == OfferState.CONCLUDED
    assert courses_for(offer) == [Course.KEEP]
    with pytest.raises(OfferRefused, match="al besloten"):
        decide(offer, Course.WITHDRAW, GROUND, carla)
    decide(offer, Course.KEEP, "Het aanbod bindt ons.", carla)
    assert courses_for(offer) == []
