"""A sample of what was declared at signing: nobody chooses who, two people agree, and drawn again it is the same."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support.portal import browser_of, mandated, person, play, practice
from support.portal_agreements import IN_TIME, OFFERED, concluded_like, offer_to
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agreements import sampling
from zorginkoop.portal.agreements.drawing import Unit, Wish, drawn, population_hash, seed_of
from zorginkoop.portal.agreements.models import Agreement, Offer, Sample, SampleRequest
from zorginkoop.portal.agreements.sampling import CannotSampleError, agree, draw_again, prepare, refuse
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]
OK, SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID = 200, 303, 403, 404, 409, 422
LAST = date(2026, 4, 1)
PEOPLE = 5
THERE = "/overeenkomsten/steekproeven/"


@pytest.fixture
def offer() -> Offer:
    """Make an offer that nobody signed, of which the others have a copy."""
    first = practice()
    play(OFFERED)
    mandated(first, ProviderRole.SIGNATORY)
    return offer_to(first)


@pytest.fixture
def agreements(offer: Offer) -> list[Agreement]:
    """Let five practices have signed, and play February."""
    made = []
    for number in range(PEOPLE):
        provider = practice(f"0400010{number}", f"Praktijk {number}")
        made.append(concluded_like(offer, provider, mandated(provider, ProviderRole.SIGNATORY), "AB"[number % 2]))
    play(datetime(2026, 2, 2, 9, 0, tzinfo=UTC))
    return made


@pytest.fixture
def season(offer: Offer, agreements: list[Agreement]) -> SeasonAgreement:  # noqa: ARG001 - they are signed
    return offer.agreement


@pytest.fixture
def ina() -> User:
    return person("Ina Inkoper", StaffRole.PURCHASER)


@pytest.fixture
def cor() -> User:
    return person("Cor Collega", StaffRole.PURCHASER)


def asked(season: SeasonAgreement, **other: str) -> dict[str, str]:
    """Fill in the form of a draw."""
    form = {
        "agreement": str(season.pk), "wanted": "2", "unit": "aantal", "spread": "samen", "last_day": str(LAST),
    }  # fmt: skip
    return form | other


def test_the_seed_comes_with_the_accord_of_a_colleague_and_not_before(
    season: SeasonAgreement, ina: User, cor: User
) -> None:
    assert browser_of(ina).post(f"{THERE}nieuw/", asked(season)).status_code == SEE_OTHER
    sample = Sample.objects.get()
    assert (sample.entry, sample.seed) == (None, "")
    assert Entry.objects.latest("number").details["population"] == sample.population_hash
    assert not SampleRequest.objects.exists()
    assert not Message.objects.filter(subject__contains="Laat ons zien").exists()
    page = f"{THERE}{sample.public_id}/"
    assert "Praktijk 0" not in browser_of(ina).get(page).content.decode()
    assert browser_of(ina).post(page, {"agree": "1"}).status_code == CONFLICT, "not the same person"
    assert not SampleRequest.objects.exists()
    assert "Zaad" not in browser_of(cor).get(page).content.decode()
    assert "Zaad" not in browser_of(cor).get(f"{page}herhalen/").content.decode()
    colleagues = [browser_of(cor), browser_of(cor)]
    before = Entry.objects.latest("number")
    for colleague in colleagues:
        assert colleague.post(page, {"agree": "1"}).status_code == SEE_OTHER
    sample.refresh_from_db()
    assert (sample.entry, sample.seed) == (before.number, seed_of(before.hash, season.pk, 1))
    said = hashlib.sha256(f"{before.hash}:{season.pk}:1".encode()).hexdigest()
    assert sample.seed == said, "as the page tells anybody"
    requests = SampleRequest.objects.all()
    found = {str(one.agreement.public_id) for one in requests}
    lowest = sorted(
        (str(one.public_id) for one in Agreement.objects.all()),
        key=lambda one: hashlib.sha256(f"{sample.seed}:{one}".encode()).hexdigest(),
    )
    assert found == set(lowest[:2])
    told = Message.objects.filter(subject__contains="Laat ons zien")
    assert {one.for_whom for one in told} == {str(one.provider.public_id) for one in requests}
    assert told.count() == 2
    actions = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert actions.index("agreements.sample_prepared") < actions.index("agreements.sample_drawn")
    assert browser_of(cor).get(page).content.decode().count("Beantwoord") == 1


def test_drawn_again_it_is_the_same_and_what_was_tampered_with_shows(
    season: SeasonAgreement, ina: User, cor: User
) -> None:
    sample = prepare(season, Wish(2), LAST, ina)
    assert not draw_again(sample).equal, "nothing was drawn yet"
    again = f"{THERE}{sample.public_id}/herhalen/"
    assert "nog niet getrokken" in browser_of(ina).get(again).content.decode()
    sample = agree(sample, cor)
    assert draw_again(sample).equal
    page = browser_of(person("Aud", StaffRole.AUDITOR)).get(again).content.decode()
    assert "Gelijk" in page
    assert sample.seed in page
    assert sample.population_hash in page
    rows = browser_of(ina).get(f"{again}?vorm=csv")
    assert sum(line.rstrip().endswith("ja") for line in rows.getvalue().decode().splitlines()) == 2
    with changing("test"):
        Sample.objects.update(population=sample.population[1:])
    sample.refresh_from_db()
    assert not draw_again(sample).population
    assert "Niet gelijk" in browser_of(ina).get(again).content.decode()
    with changing("test"):
        Sample.objects.update(seed="0" * 64)
    sample.refresh_from_db()
    assert not draw_again(sample).seed


@pytest.mark.parametrize(
    ("wish", "number"),
    [
        (Wish(0), 0), (Wish(1), 1), (Wish(5), 5), (Wish(6), 5), (Wish(1, Unit.PERCENT), 1), (Wish(20, Unit.PERCENT), 1),
        (Wish(21, Unit.PERCENT), 2), (Wish(100, Unit.PERCENT), 5), (Wish(1, per_variant=True), 2),
        (Wish(2, per_variant=True), 4), (Wish(50, Unit.PERCENT, per_variant=True), 3), (Wish(-1), 0),
    ],
)  # fmt: skip
def test_as_many_as_asked_and_never_more_than_there_are(wish: Wish, number: int) -> None:
    population = [(str(one), "AB"[one % 2]) for one in range(PEOPLE)]
    assert len(drawn("zaad", population, wish)) == number
    assert drawn("zaad", population, wish) == drawn("zaad", population[::-1], wish)


def test_nobody_is_drawn_from_nobody() -> None:
    assert drawn("zaad", [], Wish(3)) == drawn("zaad", [], Wish(50, Unit.PERCENT, per_variant=True)) == []
    assert population_hash([]).startswith("sha256:")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wanted", "0"), ("wanted", "-1"), ("wanted", "2,5"), ("wanted", ""), ("wanted", "9" * 30), ("unit", "alles"),
        ("unit", ""), ("spread", ""), ("last_day", "2026-02-02"), ("last_day", "gisteren"), ("last_day", ""),
        ("agreement", "999999"), ("agreement", "' or 1"), ("agreement", ""),
    ],
)  # fmt: skip
def test_what_is_filled_in_wrong_is_refused_and_kept(
    season: SeasonAgreement, ina: User, field: str, value: str
) -> None:
    answer = browser_of(ina).post(f"{THERE}nieuw/", asked(season, **{field: value}))
    assert answer.status_code == INVALID
    assert str(LAST) in answer.content.decode() or field == "last_day"
    assert not Sample.objects.exists()


def test_more_than_everybody_in_percent_is_refused(season: SeasonAgreement, ina: User) -> None:
    wrong = asked(season, wanted="101", unit="procent")
    assert browser_of(ina).post(f"{THERE}nieuw/", wrong).status_code == INVALID
    assert browser_of(ina).post(f"{THERE}nieuw/", wrong | {"wanted": "100"}).status_code == SEE_OTHER


def test_sent_twice_it_is_one_and_another_waits_until_the_first_is_over(
    season: SeasonAgreement, ina: User, cor: User
) -> None:
    for _ in range(2):
        assert browser_of(ina).post(f"{THERE}nieuw/", asked(season)).status_code == SEE_OTHER
    assert Sample.objects.count() == 1
    assert browser_of(ina).post(f"{THERE}nieuw/", asked(season, wanted="3")).status_code == CONFLICT
    assert browser_of(cor).post(f"{THERE}nieuw/", asked(season)).status_code == CONFLICT
    first = Sample.objects.get()
    first.pk, first.public_id, first.number = None, uuid4(), 2
    with pytest.raises(IntegrityError), transaction.atomic(), changing("test"):
        first.save(force_insert=True)


def test_off_the_table_with_a_reason_and_the_next_has_another_seed(
    season: SeasonAgreement, ina: User, cor: User
) -> None:
    first = prepare(season, Wish(2), LAST, ina)
    page = f"{THERE}{first.public_id}/"
    assert browser_of(cor).post(page, {"reason": " "}).status_code == INVALID
    assert browser_of(cor).post(page, {"reason": "Eerst de vakantie af."}).status_code == SEE_OTHER
    first.refresh_from_db()
    assert (first.refused_by, first.refusal) == (cor, "Eerst de vakantie af.")
    assert refuse(first, "nog eens", ina).refusal == "Eerst de vakantie af."
    with pytest.raises(CannotSampleError):
        agree(first, cor)
    assert "Eerst de vakantie af." in browser_of(ina).get(page).content.decode()
    second = prepare(season, Wish(2), LAST, ina)
    assert second.number == 2
    again = agree(second, cor)
    last = Entry.objects.get(number=again.entry or 0)
    assert again.seed == seed_of(last.hash, season.pk, 2) != seed_of(last.hash, season.pk, 1)
    with pytest.raises(CannotSampleError):
        refuse(second, "te laat", ina)


def test_a_draw_whose_last_day_went_by_is_not_drawn_any_more(season: SeasonAgreement, ina: User, cor: User) -> None:
    sample = prepare(season, Wish(1), LAST, ina)
    play(datetime(2026, 4, 1, 9, 0, tzinfo=UTC))
    with pytest.raises(CannotSampleError, match="voorbij"):
        agree(sample, cor)


def over(sample: Sample) -> None:
    """Let everything of a draw be judged."""
    with changing("test"):
        Sample.objects.filter(pk=sample.pk).update(closed_at=clock.now())


def test_nobody_is_drawn_twice_in_a_season_until_everybody_was(season: SeasonAgreement, ina: User, cor: User) -> None:
    first = agree(prepare(season, Wish(3), LAST, ina), cor)
    over(first)
    second = agree(prepare(season, Wish(4), LAST, ina), cor)
    assert len(second.population) == second.requests.count() == 2, "only who was left"
    assert not second.everybody_again
    assert not set(first.requests.values_list("provider")) & set(second.requests.values_list("provider"))
    over(second)
    third = prepare(season, Wish(1), LAST, ina)
    assert third.everybody_again
    assert len(third.population) == PEOPLE


def test_without_a_signed_agreement_there_is_nothing_to_draw(offer: Offer, ina: User) -> None:
    play(IN_TIME)
    with pytest.raises(CannotSampleError):
        prepare(offer.agreement, Wish(1), LAST, ina)
    answer = browser_of(ina).post(f"{THERE}nieuw/", asked(offer.agreement))
    assert answer.status_code == INVALID


def test_who_only_reads_sees_it_and_decides_nothing(season: SeasonAgreement, ina: User) -> None:
    sample = prepare(season, Wish(1), LAST, ina)
    browser: Client = browser_of(person("Paul", StaffRole.POLICY_OFFICER))
    page = f"{THERE}{sample.public_id}/"
    assert browser.get(THERE).status_code == browser.get(page).status_code == OK
    assert browser.post(page, {"agree": "1"}).status_code == FORBIDDEN
    assert browser.get(f"{THERE}nieuw/").status_code == FORBIDDEN
    assert browser.get(f"{THERE}{uuid4()}/").status_code == NOT_FOUND
    rows = browser.get(f"{THERE}?vorm=csv").getvalue().decode()
    assert "wacht op akkoord" in rows


def test_what_was_declared_and_only_the_provider_can_show_is_asked(agreements: list[Agreement]) -> None:
    names = [one.id for one in sampling.declarations_of(agreements[0].offer)]
    assert names == ["verzekerde_zorg", "aangewezen_zorg", "beroepsnormen", "digitaal_declareren"]
