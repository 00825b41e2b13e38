"""A deadline that ends later: two people decide, it counts for whom they say, and nothing ever ends earlier."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from support.portal import person, play, practice
from support.portal_intake import physiotherapy, questionnaire_of, staffed
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.deadlines.ends import CONFIRMED, Ends, by_policy, end_for
from zorginkoop.portal.deadlines.extending import CannotError, agree, propose, withdraw
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.intake.opening import is_closed, last_minute
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.season.practice import standings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

GROUND = "De stroom viel twee dagen uit."
LATER = date(2025, 10, 31)
BETWEEN = datetime(2025, 10, 28, 9, tzinfo=UTC)  # after the policy's 24 October, before the later day


@pytest.fixture
def agreement() -> SeasonAgreement:
    """The season of physiotherapy, whose questionnaire closes after 24 October."""
    return physiotherapy()


@pytest.fixture
def provider() -> Provider:
    """A practice that was asked."""
    return staffed()


def people() -> tuple[User, User]:
    """Make two purchasers."""
    return person("Ina Inkoper", StaffRole.PURCHASER), person("Cor Collega", StaffRole.PURCHASER)


def test_a_proposal_counts_only_once_a_second_person_agreed(agreement: SeasonAgreement, provider: Provider) -> None:
    one, other = people()
    asked = questionnaire_of(provider, agreement)
    extension = propose(agreement, CONFIRMED, LATER, GROUND, by=one, provider=provider)
    play(BETWEEN)
    assert is_closed(asked)
    with pytest.raises(CannotError, match="stelde dit zelf voor"):
        agree(extension, one)
    agree(extension, other)
    assert not is_closed(asked)
    assert last_minute(agreement, provider) == datetime(2025, 10, 31, 22, 59, tzinfo=UTC)
    assert is_closed(asked, datetime(2025, 10, 31, 23, 0, tzinfo=UTC))


def test_it_counts_for_one_provider_or_for_everyone(agreement: SeasonAgreement, provider: Provider) -> None:
    one, other = people()
    neighbour = practice("04000002", "De Andere Kade")
    agree(propose(agreement, CONFIRMED, LATER, GROUND, by=one, provider=provider), other)
    early = by_policy(agreement, CONFIRMED)
    assert end_for(agreement, CONFIRMED, neighbour) == end_for(agreement, CONFIRMED) == early
    ends = Ends(agreement, CONFIRMED, [provider.pk, neighbour.pk])
    assert ends.of(provider.pk) == end_for(agreement, CONFIRMED, provider) != early
    assert ends.of(neighbour.pk) == early
    agree(propose(agreement, CONFIRMED, date(2025, 11, 3), GROUND, by=one), other)
    assert end_for(agreement, CONFIRMED, neighbour) == end_for(agreement, CONFIRMED, provider)


@pytest.mark.parametrize(
    ("event", "day", "ground", "why"),
    [
        (CONFIRMED, date(2025, 10, 24), GROUND, "loopt nu tot en met 24 oktober 2025"),
        (CONFIRMED, date(2025, 10, 14), GROUND, "al voorbij"),
        (CONFIRMED, LATER, "  ", "Schrijf op waarom"),
        ("ondertekend", LATER, GROUND, "geen vaste laatste dag die wij"),
    ],
)
def test_what_is_no_extension_is_refused_with_the_reason(
    agreement: SeasonAgreement, event: str, day: date, ground: str, why: str
) -> None:
    with pytest.raises(CannotError, match=why):
        propose(agreement, event, day, ground, by=people()[0])
    assert not Extension.objects.exists()


def test_pressing_twice_makes_one_proposal_and_decides_once(agreement: SeasonAgreement) -> None:
    one, other = people()
    extension = propose(agreement, CONFIRMED, LATER, GROUND, by=one)
    with pytest.raises(CannotError, match="al een voorstel"):
        propose(agreement, CONFIRMED, LATER, GROUND, by=one)
    agree(extension, other)
    for again in (agree, withdraw):
        with pytest.raises(CannotError, match="al beslist"):
            again(extension, other)
    assert Entry.objects.filter(action="deadlines.extension_agreed").count() == 1


def test_a_proposal_can_be_turned_down_and_changes_nothing(agreement: SeasonAgreement) -> None:
    one, other = people()
    withdraw(propose(agreement, CONFIRMED, LATER, GROUND, by=one), other)
    assert end_for(agreement, CONFIRMED) == by_policy(agreement, CONFIRMED)


def test_the_practice_sees_its_own_last_day(agreement: SeasonAgreement, provider: Provider) -> None:
    one, other = people()
    questionnaire_of(provider, agreement)
    agree(propose(agreement, CONFIRMED, LATER, GROUND, by=one, provider=provider), other)
    play(BETWEEN)
    now = standings(provider, "nl")[0].now
    assert now is not None
    assert now.day == LATER


def test_the_log_names_no_reason_and_no_person(agreement: SeasonAgreement, provider: Provider) -> None:
    propose(agreement, CONFIRMED, LATER, GROUND, by=people()[0], provider=provider)
    entry = Entry.objects.get(action="deadlines.extension_proposed")
    assert entry.for_whom == str(provider.public_id)
    assert GROUND not in str(entry.details)
