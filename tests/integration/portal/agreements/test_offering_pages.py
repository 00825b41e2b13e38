"""A purchaser turns judged outcomes into offers, one by one or those of a page, and reads why one cannot be made."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import TOO_LATE
from support.portal_assessment import confirmed, judged
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.agreements.offering import offer_on
from zorginkoop.portal.agreements.refusals import OfferRefused
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import Index, Signatory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
LATER = datetime(2025, 10, 27, 9, 0, tzinfo=UTC)
LIST = "/overeenkomsten/aanbieden/"


@pytest.fixture
def assessment() -> Assessment:
    made = judged(confirmed())
    play(LATER)
    return made


@pytest.fixture
def purchaser() -> User:
    return person("Carla Verzonnen", StaffRole.PURCHASER)


def test_what_is_ticked_is_offered_once(assessment: Assessment, purchaser: User) -> None:
    browser = browser_of(purchaser)
    assert assessment.provider.name in browser.get(LIST).content.decode()
    ticked = {"uitkomst": [str(assessment.public_id), "geen nummer"]}
    page = browser.post(LIST, ticked, follow=True).content.decode()
    assert "1 aanbod gedaan" in page
    assert "Alles wat een aanbod is, is aangeboden" in page
    assert "al aangeboden" in browser.post(LIST, ticked, follow=True).content.decode()
    offer = Offer.objects.get()
    assert (offer.assessment, offer.outcome_hash, offer.offered_by) == (assessment, assessment.content_hash, purchaser)


def test_one_that_cannot_be_offered_is_told_and_the_others_are(purchaser: User) -> None:
    questionnaire = confirmed()
    good = judged(questionnaire)
    other = practice("04000002", "Fysiotherapie De Andere Kade")
    bad = judge(questionnaire.agreement, other, Cause.FACTS)
    with changing("test"):
        Assessment.objects.filter(pk=bad.pk).update(result="aanbod")
    play(LATER)
    both = {"uitkomst": [str(good.public_id), str(bad.public_id)]}
    page = browser_of(purchaser).post(LIST, both, follow=True).content.decode()
    assert "1 aanbod gedaan" in page
    assert "Fysiotherapie De Andere Kade: " in page
    assert Offer.objects.get().provider == good.provider


def test_one_offer_shows_what_it_would_say_and_is_made(assessment: Assessment, purchaser: User) -> None:
    browser, page = browser_of(purchaser), f"{LIST}{assessment.public_id}/"
    shown = browser.get(page).content.decode()
    for said in ("1 januari 2026", "31 december 2027", "7 november 2025", "Saar Tekenaar", "Telt mee:"):
        assert said in shown
    assert browser.post(page).status_code == 303
    assert browser.post(page).status_code == 409
    assert Offer.objects.count() == 1


def test_after_the_round_the_purchaser_chooses_the_last_day(assessment: Assessment, purchaser: User) -> None:
    play(TOO_LATE)
    browser, page = browser_of(purchaser), f"{LIST}{assessment.public_id}/"
    assert "Voor een aanbod van vandaag noemt het beleid geen laatste dag" in browser.get(page).content.decode()
    wrong = browser.post(page, {"last_day": "2025-11-08"})
    assert wrong.status_code == 422
    assert "Kies een dag na vandaag" in wrong.content.decode()
    assert browser.post(page, {"last_day": "2025-12-05"}).status_code == 303
    assert Offer.objects.get().last_signing_day == date(2025, 12, 5)


def test_an_outcome_that_no_longer_follows_from_the_register_is_not_offered(
    assessment: Assessment, purchaser: User
) -> None:
    with changing("test"):
        Index.objects.update(value="160")
    with pytest.raises(OfferRefused, match="andere gegevens"):
        offer_on(assessment, by=purchaser)
    page = f"{LIST}{assessment.public_id}/"
    assert "Beoordeel eerst opnieuw" in browser_of(purchaser).get(page).content.decode()
    assert browser_of(purchaser).post(page).status_code == 409
    assert not Offer.objects.exists()


def test_without_somebody_who_may_sign_the_page_says_what_to_do(assessment: Assessment, purchaser: User) -> None:
    with changing("test"):
        Signatory.objects.update(valid_until=date(2025, 10, 20))
    shown = browser_of(purchaser).get(f"{LIST}{assessment.public_id}/").content.decode()
    assert "Leg eerst de tekenbevoegde vast" in shown
    assert "Bied de overeenkomst aan" not in shown


def test_only_a_purchaser_offers(assessment: Assessment) -> None:
    signatory = mandated(assessment.provider, ProviderRole.SIGNATORY, name="Nog Iemand")
    for user in (person("Otto Verzonnen", StaffRole.AUDITOR), signatory):
        for page in (LIST, f"{LIST}{assessment.public_id}/"):
            assert browser_of(user).post(page).status_code == 403
    assert not Offer.objects.exists()


def test_the_pages_ask_few_questions_of_the_database(
    assessment: Assessment, purchaser: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(purchaser)
    with django_assert_max_num_queries(20):
        browser.get(LIST)
    with django_assert_max_num_queries(40):  # it judges the practice again
        browser.get(f"{LIST}{assessment.public_id}/")
