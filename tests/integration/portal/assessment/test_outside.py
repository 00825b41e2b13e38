"""What a provider does outside the site becomes the event of the policy: once, by who may, and judged again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from support.portal import browser_of, person, play, practice
from support.portal_intake import questionnaire_of
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import outside
from zorginkoop.portal.assessment.interests import state
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment, InterestKind, WorkItem
from zorginkoop.portal.assessment.outside import CannotError, happenings, happenings_of, write_down
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.register.models import Event, Note, Provider

pytestmark = pytest.mark.django_db
MAIL, LATER = "belangstelling_per_mail", datetime(2024, 2, 8, 10, 30, tzinfo=UTC)
SOURCE = "E-mail van 8 februari aan het postvak van de inkoop."


@pytest.fixture(autouse=True)
def _in_the_season() -> None:
    play(datetime(2024, 2, 10, 9, tzinfo=UTC))


@pytest.fixture
def agreement() -> SeasonAgreement:
    season = open_season("geboortezorg/2024-1", channels={"kraamzorg": Channel.PORTAL})
    return season.agreements.select_related("season").get()


@pytest.fixture
def provider() -> Provider:
    return practice("08000001", "Kraamzorg De Verzonnen Wieg")


@pytest.fixture
def ina() -> User:
    return person("Ina Inkoper", StaffRole.PURCHASER)


def happening(name: str = MAIL) -> outside.Happening:
    return next(one for one in happenings() if one.name == name)


@pytest.mark.usefixtures("agreement")
def test_only_what_has_no_door_in_the_site_can_be_written_down() -> None:
    names = {one.name for one in happenings()}
    assert MAIL in names
    assert not names & {"aanvraag_ontvangen", "vragenlijst_bevestigd", "ondertekend", "aanbod_gedaan", "in_zorgzoeker"}
    play(datetime(2025, 1, 2, 9, tzinfo=UTC))
    assert not list(happenings()), "the season is over"


def test_the_agreements_that_a_provider_has_a_part_in_come_first(
    agreement: SeasonAgreement, provider: Provider
) -> None:
    open_season("geboortezorg/2024-1", channels={"geboortecentrum": Channel.PORTAL})
    assert {one.agreement.name for one in happenings_of(provider)} == {"kraamzorg", "geboortecentrum"}
    assert happenings_of(provider)[0].agreement.name == "geboortecentrum"
    questionnaire_of(provider, agreement)
    assert happenings_of(provider)[0].agreement.name == "kraamzorg"


def test_it_is_one_event_with_a_note_and_what_rests_on_it_is_judged_again(
    agreement: SeasonAgreement, provider: Provider, ina: User
) -> None:
    judge(agreement, provider, Cause.FACTS)
    before = set(WorkItem.objects.values_list("reference", flat=True))
    for _twice in range(2):
        write_down(happening(), provider, LATER, SOURCE, ina)
    event = Event.objects.get(provider=provider, name=MAIL)
    assert (event.happened_at, event.care_type, event.year) == (LATER, "kraamzorg", 2024)
    note = Note.objects.get(provider=provider)
    assert note.shared
    assert SOURCE in note.text
    standing = Assessment.objects.current().get(provider=provider)
    assert MAIL in str(standing.outcome)
    assert Assessment.objects.count() == 2
    assert before != set(WorkItem.objects.values_list("reference", flat=True)), "the policy asks somebody to answer"


@pytest.mark.usefixtures("agreement")
def test_what_lies_ahead_or_long_ago_and_whoever_is_tied_is_refused(provider: Provider, ina: User) -> None:
    for moment, why in (
        (clock.now().replace(year=2024, month=3), "nog niet geweest"),
        (LATER.replace(year=2022), "jaar"),
    ):
        with pytest.raises(CannotError, match=why):
            write_down(happening(), provider, moment, SOURCE, ina)
    state(ina, provider, InterestKind.FAMILY)
    with pytest.raises(CannotError):
        write_down(happening(), provider, LATER, SOURCE, ina)
    assert not Event.objects.filter(name=MAIL).exists()


def test_the_page_keeps_what_was_typed_and_leads_back_to_the_dossier(
    agreement: SeasonAgreement, provider: Provider, ina: User
) -> None:
    browser, address = browser_of(ina), reverse("assessment:outside", args=[provider.public_id])
    dossier = reverse("dossier", args=[provider.public_id])
    assert address in browser.get(dossier, {"deel": "contractering"}).text
    typed = {"what": f"{agreement.pk}-{MAIL}", "day": "2024-02-08", "hour": "", "source": SOURCE}
    wrong = browser.post(address, {**typed, "day": "2024-02-30"})
    assert wrong.status_code == 422
    assert SOURCE in wrong.text
    assert browser.post(address, {**typed, "what": f"{agreement.pk}-ondertekend"}).status_code == 422
    assert browser.post(address, {**typed, "day": "2024-02-11"}).status_code == 422
    told = browser.post(address, typed, follow=True).text
    assert "Vastgelegd" in told
    assert SOURCE in told
    happened = Event.objects.get(name=MAIL).happened_at
    assert happened == datetime(2024, 2, 7, 23, 0, tzinfo=UTC), "the beginning of that day in the Netherlands"
