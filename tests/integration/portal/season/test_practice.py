"""The home of a practice: what it has to do now, by when, and how every step stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from support.portal import browser_of, mandated, person, play, practice
from support.portal_intake import ANSWERS, staffed, upload
from support.portal_selection import physiotherapy, purchaser
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import open_questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.season.practice import DONE, LATER, MISSED, NOW, Step, standings
from zorginkoop.portal.selection.models import Invitation, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def invited() -> Provider:
    """A practice that was invited and has a questionnaire."""
    provider = staffed()
    owner = purchaser("Petra Portefeuille")
    agreement = physiotherapy(owner=owner)
    with changing("test"):
        type(owner).objects.filter(pk=owner.pk).update(phone="088 000 00 01")
        run = Run.objects.create(
            agreement=agreement, number=1, on=clock.today(), known=clock.now(), requested_by=owner,
            requested_at=clock.now(),
        )  # fmt: skip
        Invitation.objects.create(
            agreement=agreement, provider=provider, run=run, channel=agreement.channel, invited_at=clock.now()
        )
    open_questionnaire(agreement, provider)
    return provider


def _steps(provider: Provider) -> dict[str, Step]:
    return {step.title: step for step in standings(provider, "nl")[0].steps}


def test_the_questionnaire_is_what_to_do_now_with_its_last_day_and_how_much_it_is(invited: Provider) -> None:
    standing = standings(invited, "nl")[0]
    now = standing.now
    assert now is not None
    assert (now.status, now.day) == (NOW, date(2025, 10, 24))
    assert "vragen" in now.text
    assert "minuut per vraag" in now.text
    assert _steps(invited)["Uitgenodigd"].status == DONE
    assert _steps(invited)["Overeenkomst ondertekenen"].status == LATER


def test_what_is_left_is_told_in_turn_questions_then_evidence_then_only_to_confirm(invited: Provider) -> None:
    questionnaire = Questionnaire.objects.get(provider=invited)
    signatory = mandated(invited, ProviderRole.SIGNATORY, name="Saar Tekenaar")
    save(questionnaire, {about: Typed(text, 0) for about, text in ANSWERS.items() if text}, signatory)
    assert _steps(invited)["Vragenlijst invullen en bevestigen"].text.endswith("Er ontbreekt nog bewijs.")
    hand_in(questionnaire, "skf_keurmerk", upload(), None, signatory)
    assert "Bevestig de vragenlijst nog" in _steps(invited)["Vragenlijst invullen en bevestigen"].text


def test_after_the_last_day_the_questionnaire_is_no_longer_asked(invited: Provider) -> None:
    play(datetime(2025, 10, 24, 22, 1, tzinfo=UTC))
    standing = standings(invited, "nl")[0]
    assert standing.now is None
    assert _steps(invited)["Vragenlijst invullen en bevestigen"].status == MISSED


def test_once_confirmed_it_is_the_purchasers_turn(invited: Provider) -> None:
    with changing("test"):
        Questionnaire.objects.update(confirmed_at=clock.now())
    assert standings(invited, "nl")[0].now is None
    steps = _steps(invited)
    assert steps["Vragenlijst invullen en bevestigen"].status == DONE
    assert steps["Beoordeling door de inkoper"].status == LATER


def test_the_page_names_the_purchaser_with_a_telephone_and_asks_little(
    invited: Provider, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(mandated(invited, ProviderRole.READER))
    with django_assert_max_num_queries(
        40
    ):  # it counts the questions that are left, from the whole file of the practice
        page = browser.get(reverse("practice-home", args=[invited.public_id])).content.decode()
    assert "Petra Portefeuille" in page
    assert 'href="tel:0880000001"' in page
    assert "Dit moet u nu doen" in page
    assert "24 oktober 2025" in page


def test_who_was_not_invited_reads_what_it_can_do() -> None:
    provider = practice("04000077")
    page = browser_of(mandated(provider, ProviderRole.MANAGER)).get(reverse("practice-home", args=[provider.public_id]))
    assert "voor geen overeenkomst uitgenodigd" in page.content.decode()


def test_another_practice_does_not_exist_for_its_neighbour_and_staff_has_its_own_pages(invited: Provider) -> None:
    neighbour = browser_of(mandated(practice("04000078"), ProviderRole.MANAGER, name="Buur Verzonnen"))
    address = reverse("practice-home", args=[invited.public_id])
    assert neighbour.get(address).status_code == 404
    assert browser_of(person("Pim", StaffRole.PURCHASER)).get(address).status_code == 403


def test_an_agreement_of_another_practice_is_not_shown(invited: Provider) -> None:
    assert SeasonAgreement.objects.exists()
    assert standings(practice("04000079"), "nl") == []
    assert len(standings(invited, "nl")) == 1
