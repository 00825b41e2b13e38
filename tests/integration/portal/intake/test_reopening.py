"""A confirmed questionnaire is opened again by two people, for a reason; what was confirmed stays kept and counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import offer_to
from support.portal_intake import ANSWERS, pdf, questionnaire_of, staffed, upload
from support.portal_jobs import do_jobs
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements.models import Offer, OfferState
from zorginkoop.portal.assessment.interests import state
from zorginkoop.portal.assessment.models import Assessment, InterestKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.confirming import CannotConfirmError, confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.jobs import any_reopening_over, end_reopenings
from zorginkoop.portal.intake.models import Questionnaire, Reopening
from zorginkoop.portal.intake.opening import CONFIRMED, events_of, is_closed
from zorginkoop.portal.intake.reopening import CannotError, agree, in_the_way, propose, withdraw
from zorginkoop.portal.intake.saving import AlreadyConfirmedError, Typed, save
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.register.models import Evidence, Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
GROUND = "De praktijk verwisselde twee vragen."


@pytest.fixture
def signatory_of() -> dict[int, User]:
    return {}


@pytest.fixture
def confirmed(signatory_of: dict[int, User]) -> Questionnaire:
    """Confirm a questionnaire with a piece of evidence, and make its paper."""
    questionnaire = questionnaire_of(staffed())
    signatory = signatory_of[questionnaire.pk] = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    hand_in(questionnaire, "skf_keurmerk", upload("Keurmerk.pdf"), None, signatory)
    confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)
    do_jobs()
    return fresh(questionnaire)


@pytest.fixture
def purchasers() -> tuple[User, User]:
    return person("Ina Inkoper", StaffRole.PURCHASER), person("Ivo Inkoper", StaffRole.PURCHASER)


def fresh(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_related("provider", "agreement__season").get(pk=questionnaire.pk)


def at(day: date, hour: int, minute: int = 0) -> None:
    play(datetime.combine(day, time(hour, minute), clock.AMSTERDAM))


def reopened(questionnaire: Questionnaire, by: tuple[User, User], days: int = 5) -> Reopening:
    made = propose(questionnaire, clock.today() + timedelta(days=days), GROUND, by[0])
    return agree(made, by[1])


def answer(questionnaire: Questionnaire, about: str, text: str, by: User) -> None:
    stood = questionnaire.answers.filter(about=about).first()
    save(questionnaire, {about: Typed(text, stood.version if stood else 0)}, by)


def address(questionnaire: Questionnaire) -> str:
    return f"/aanbieders/{questionnaire.provider.public_id}/vragenlijst/{questionnaire.public_id}/heropenen/"


def test_what_was_confirmed_counts_until_it_is_confirmed_anew_and_stays_kept(
    confirmed: Questionnaire, purchasers: tuple[User, User], signatory_of: dict[int, User]
) -> None:
    signatory = signatory_of[confirmed.pk]
    number, paper, before = confirmed.number, confirmed.paper_hash, confirmed.confirmed_at
    first = Assessment.objects.current().get(provider=confirmed.provider)
    made = reopened(confirmed, purchasers)
    held = fresh(confirmed)
    assert (held.is_confirmed, held.confirmed_at, is_closed(held)) == (False, before, False)
    assert Assessment.objects.current().get(provider=confirmed.provider) == first, "nothing is judged by opening it"

    answer(held, "telefonisch_bereikbaar", "nee", signatory)
    confirm(held, draft_of(held).content_hash, signatory)
    do_jobs()
    held = fresh(held)
    assert held.is_confirmed
    assert held.number == f"{number}-2"
    assert held.paper_hash not in ("", paper)
    made.refresh_from_db()
    assert (made.confirmed_anew, made.number, made.paper_hash) == (True, number, paper)
    assert made.confirmed_at == before
    assert {one["over"]: one["antwoord"] for one in made.answers}["telefonisch_bereikbaar"] == "ja"
    assert events_of(held).filter(name=CONFIRMED).count() == 1, "the first confirmation was on time, and stays so"
    assert Evidence.objects.filter(provider=held.provider, fact="skf_keurmerk").count() == 1
    told = Fact.objects.standing().filter(provider=held.provider, name="telefonisch_bereikbaar")
    assert told.latest("entered_at").text == "nee"
    again = Assessment.objects.current().get(provider=held.provider)
    assert (again != first, first.withheld, again.result) == (True, False, "geen_aanbod")


def test_evidence_that_comes_with_it_counts_from_when_it_came(
    confirmed: Questionnaire, purchasers: tuple[User, User], signatory_of: dict[int, User]
) -> None:
    reopened(confirmed, purchasers)
    held, signatory = fresh(confirmed), signatory_of[confirmed.pk]
    hand_in(held, "skf_keurmerk", upload("Nieuwer.pdf", pdf("nieuwer")), None, signatory)
    confirm(held, draft_of(held).content_hash, signatory)
    assert Evidence.objects.filter(provider=held.provider, fact="skf_keurmerk").count() == 2


def test_two_people_open_it_and_each_only_once(confirmed: Questionnaire, purchasers: tuple[User, User]) -> None:
    one, other = purchasers
    made = propose(confirmed, clock.today(), GROUND, one)
    with pytest.raises(CannotError, match="Er ligt al een voorstel"):
        propose(confirmed, clock.today(), GROUND, other)
    with pytest.raises(CannotError, match="Vraag een collega"):
        agree(made, one)
    agree(made, other)
    with pytest.raises(CannotError, match="al beslist"):
        agree(made, other)
    with pytest.raises(CannotError, match="al beslist"):
        withdraw(made, one)
    with pytest.raises(CannotError, match="staat al weer open"):
        propose(fresh(confirmed), clock.today(), GROUND, one)


def test_a_proposal_that_is_turned_down_leaves_it_confirmed(
    confirmed: Questionnaire, purchasers: tuple[User, User], signatory_of: dict[int, User]
) -> None:
    withdraw(propose(confirmed, clock.today(), GROUND, purchasers[0]), purchasers[1])
    assert fresh(confirmed).is_confirmed
    with pytest.raises(AlreadyConfirmedError):
        answer(confirmed, "telefonisch_bereikbaar", "nee", signatory_of[confirmed.pk])
    assert propose(confirmed, clock.today(), GROUND, purchasers[1]).agreed_at is None


def test_the_last_day_counts_and_the_day_after_what_was_confirmed_is_back(
    confirmed: Questionnaire, purchasers: tuple[User, User], signatory_of: dict[int, User]
) -> None:
    signatory = signatory_of[confirmed.pk]
    made = reopened(confirmed, purchasers, days=2)
    held = fresh(confirmed)
    answer(held, "telefonisch_bereikbaar", "nee", signatory)
    at(made.last_day, 23, 59)
    assert not is_closed(held)
    assert not any_reopening_over()
    at(made.last_day + timedelta(days=1), 0)
    assert is_closed(held)
    with pytest.raises(CannotConfirmError):
        confirm(held, draft_of(held).content_hash, signatory)
    assert any_reopening_over()
    end_reopenings.call()
    end_reopenings.call()  # a job may run twice
    held = fresh(held)
    assert held.is_confirmed
    assert held.confirmed_at == confirmed.confirmed_at
    assert held.answers.get(about="telefonisch_bereikbaar").text == "ja"
    made.refresh_from_db()
    assert not made.confirmed_anew
    assert {one["over"]: one["antwoord"] for one in made.typed}["telefonisch_bereikbaar"] == "nee", "kept apart"
    subjects = list(Message.objects.filter(subject__contains="eerdere bevestiging").values_list("subject", flat=True))
    assert len(subjects) == 1


def test_the_day_must_be_today_or_later_and_the_ground_is_asked(
    confirmed: Questionnaire, purchasers: tuple[User, User]
) -> None:
    with pytest.raises(CannotError, match="al voorbij"):
        propose(confirmed, clock.today() - timedelta(days=1), GROUND, purchasers[0])
    with pytest.raises(CannotError, match="waarom"):
        propose(confirmed, clock.today(), "  ", purchasers[0])
    made = propose(confirmed, clock.today(), GROUND, purchasers[0])
    at(clock.today() + timedelta(days=1), 9)
    with pytest.raises(CannotError, match="al voorbij"):
        agree(made, purchasers[1])


def test_what_is_not_confirmed_cannot_be_opened_again(purchasers: tuple[User, User]) -> None:
    assert "nog niet bevestigd" in in_the_way(questionnaire_of(staffed()), purchasers[0])


def test_who_is_tied_to_the_provider_does_not_open_it(confirmed: Questionnaire, purchasers: tuple[User, User]) -> None:
    state(purchasers[1], confirmed.provider, InterestKind.FAMILY)
    made = propose(confirmed, clock.today(), GROUND, purchasers[0])
    with pytest.raises(CannotError, match="belang"):
        agree(made, purchasers[1])


def test_its_paper_is_made_before_it_opens(purchasers: tuple[User, User]) -> None:
    questionnaire = questionnaire_of(staffed())
    signatory = mandated(questionnaire.provider, ProviderRole.SIGNATORY)
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items()}, signatory)
    hand_in(questionnaire, "skf_keurmerk", upload(), None, signatory)
    confirm(questionnaire, draft_of(questionnaire).content_hash, signatory)
    made = propose(questionnaire, clock.today(), GROUND, purchasers[0])
    with pytest.raises(CannotError, match="wordt nog gemaakt"):
        agree(made, purchasers[1])
    do_jobs()
    assert agree(made, purchasers[1]).agreed_at is not None


def test_an_offer_stands_in_the_way_until_it_is_withdrawn(
    confirmed: Questionnaire, purchasers: tuple[User, User]
) -> None:
    offer = offer_to(confirmed.provider, confirmed.agreement)
    assert "rust een aanbod" in in_the_way(confirmed, purchasers[0])
    with changing("test"):
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.CONCLUDED)
    assert "overeenkomst getekend" in in_the_way(confirmed, purchasers[0])
    with changing("test"):
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.WITHDRAWN)
    assert in_the_way(confirmed, purchasers[0]) == ""


def test_the_pages_carry_it_from_proposal_to_the_earlier_receipt(
    confirmed: Questionnaire, purchasers: tuple[User, User], signatory_of: dict[int, User]
) -> None:
    one, other = (browser_of(each) for each in purchasers)
    place = address(confirmed)
    wrong = one.post(place, {"propose": "1", "last_day": "", "ground": GROUND})
    assert wrong.status_code == 422
    assert GROUND in wrong.content.decode()
    past = one.post(place, {"propose": "1", "last_day": "2025-01-01", "ground": GROUND})
    assert past.status_code == 409
    assert GROUND in past.content.decode()
    day = clock.today() + timedelta(days=3)
    assert one.post(place, {"propose": "1", "last_day": day.isoformat(), "ground": GROUND}).status_code == 303
    assert confirmed.provider.name in other.get("/vragenlijsten/heropenen/").content.decode()
    assert one.post(place, {"agree": "1"}).status_code == 409
    assert other.post(place, {"agree": "1"}).status_code == 303
    assert other.post(place, {"agree": "1"}).status_code == 409, "a second click changes nothing"

    practice_browser = browser_of(signatory_of[confirmed.pk])
    base = f"/praktijk/{confirmed.provider.public_id}/vragenlijst/{confirmed.public_id}/"
    assert "staat weer open" in practice_browser.get(base).content.decode()
    assert "staat weer open" in practice_browser.get(f"{base}ontvangstbewijs/").content.decode()
    home = practice_browser.get(f"/praktijk/{confirmed.provider.public_id}/").content.decode()
    assert "De vragenlijst staat weer open" in home
    held = fresh(confirmed)
    confirm(held, draft_of(held).content_hash, signatory_of[confirmed.pk])
    made = Reopening.objects.get()
    receipt = practice_browser.get(f"{base}ontvangstbewijs/").content.decode()
    assert f"{base}ontvangstbewijs/{made.public_id}/" in receipt
    before = practice_browser.get(f"{base}ontvangstbewijs/{made.public_id}/")
    assert made.number in before.content.decode()
    assert practice_browser.get(f"{base}ontvangstbewijs/{made.public_id}/pdf/").status_code == 200
    stranger = browser_of(mandated(practice(agb="04001234"), ProviderRole.MANAGER))
    assert stranger.get(f"{base}ontvangstbewijs/{made.public_id}/").status_code in {403, 404}


def test_an_auditor_sees_what_is_open_and_changes_nothing(
    confirmed: Questionnaire, purchasers: tuple[User, User]
) -> None:
    reopened(confirmed, purchasers)
    browser = browser_of(person("Aat Auditor", StaffRole.AUDITOR))
    listed = browser.get("/vragenlijsten/heropenen/").content.decode()
    assert confirmed.provider.name in listed
    assert address(confirmed) not in listed
    assert browser.post(address(confirmed), {"agree": "1"}).status_code == 403


def test_the_season_page_tells_a_colleague_and_not_who_proposed_it(
    confirmed: Questionnaire, purchasers: tuple[User, User]
) -> None:
    propose(confirmed, clock.today(), GROUND, purchasers[0])
    pages = [browser_of(each).get("/seizoen/").content.decode() for each in purchasers]
    assert ["/vragenlijsten/heropenen/" in page for page in pages] == [False, True]
