"""Anybody finds what is contracted near them: what is published, from its day, and nothing else."""

from __future__ import annotations

import html
import re
import uuid
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from support.portal import play
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.places.models import PublicStatus, PublishedPlace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

FROM = date(2025, 11, 12)
ASKED = {"care": "fysiotherapie", "policy": "aevitae:natura", "year": "2026"}


def published(name: str = "Fysiotherapie De Verzonnen Brug", **other: object) -> PublishedPlace:
    row = {
        "place_id": uuid.uuid4(), "provider_name": name, "location_name": name, "postcode4": "3511", "place": "Utrecht",
        "care_type": "fysiotherapie", "care_title": "Fysiotherapie", "insurer": "3360", "label": "aevitae",
        "product_type": "natura", "contract_year": 2026, "status": PublicStatus.CONTRACTED, "first": date(2026, 1, 1),
        "last": date(2027, 12, 31), "visible_from": FROM, "as_of": date(2025, 11, 1),
    }  # fmt: skip
    with changing("test"):
        return PublishedPlace.objects.create(**{**row, **other})


def page(**asked: str) -> str:
    answer = Client().get(reverse("finder"), {**ASKED, **asked})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2025, 11, 11, 22, 59, tzinfo=UTC), False),  # 23:59 in the Netherlands, the day before
        (datetime(2025, 11, 11, 23, 0, tzinfo=UTC), True),  # midnight there
        (datetime(2025, 11, 12, 11, 0, tzinfo=UTC), True),
    ],
)
def test_gpf_79_a_practice_is_shown_from_the_day_of_publication_and_not_before(moment: datetime, shown: bool) -> None:  # noqa: FBT001 - the case
    row = published()
    play(moment)
    assert (row.provider_name in page()) is shown
    assert (Client().get(reverse("finder-detail", args=[row.place_id])).status_code == 200) is shown


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("3511", ["bij", "buurt", "verder"]),
        ("3512 AB", ["buurt", "bij", "verder"]),
        ("utrecht", ["bij", "buurt", "verder"]),
        ("", ["bij", "buurt", "ver weg", "verder"]),
        ("9999", []),
    ],
)
def test_what_is_near_comes_first(where: str, found: list[str]) -> None:
    play(datetime(2025, 12, 1, 12, 0, tzinfo=UTC))
    published("bij", postcode4="3511")
    published("buurt", postcode4="3512")
    published("verder", postcode4="3581")
    published("ver weg", postcode4="6401", place="Heerlen")
    text = page(where=where)
    names = ("bij", "buurt", "verder", "ver weg")
    places = sorted((text.index(f">{name}</a>"), name) for name in names if f">{name}</a>" in text)
    assert [name for _, name in places] == found


def test_a_policy_a_year_and_a_care_are_kept_apart() -> None:
    play(datetime(2025, 12, 1, 12, 0, tzinfo=UTC))
    published("van care4life", label="care4life")
    published("van combinatie", product_type="combinatie")
    published("van 2025", contract_year=2025, first=date(2025, 1, 1), last=date(2025, 12, 31))
    published("van logopedie", care_type="logopedie", care_title="Logopedie")
    published("de mijne")
    text = page()
    assert ">de mijne</a>" in text
    assert not [other for other in ("care4life", "combinatie", "2025", "logopedie") if f">van {other}</a>" in text]


def test_a_name_that_is_not_found_is_pointed_at_among_other_care() -> None:
    published("Verzonnen Brug", care_type="kraamzorg", care_title="Kraamzorg")
    published("Verzonnen Brug 2", care_type="kraamzorg", care_title="Kraamzorg")
    published("Verzonnen Brug 3", care_type="kraamzorg", care_title="Kraamzorg", product_type="restitutie")
    published("Verzonnen Kade")
    play(datetime(2025, 11, 12, 11, tzinfo=UTC))
    told = page(name="Brug", where="3511")
    assert "0 adressen gevonden" in told
    assert "Kraamzorg</a> (2)" in told
    link = re.search(r'href="([^"]+care=kraamzorg[^"]*)"', told)
    assert link is not None
    assert "2 adressen gevonden" in Client().get(html.unescape(link[1])).content.decode()
    assert "Wel gevonden" not in page(name="Kade")
    assert "Wel gevonden" not in page(name="Nergens")


def test_a_whole_postcode_never_stands_in_an_address() -> None:
    published()
    answer = Client().post(reverse("finder"), {**ASKED, "where": "3511 AB", "name": ""})
    assert answer.status_code == 303
    assert "where=3511&" in answer["Location"] + "&"
    assert "AB" not in answer["Location"]


def test_a_wrong_question_is_told_and_keeps_what_was_typed() -> None:
    published()
    answer = Client().post(reverse("finder"), {**ASKED, "care": "toveren", "where": "Utrecht"})
    assert answer.status_code == 422
    assert 'value="Utrecht"' in answer.content.decode()
    assert "Fout:" in answer.content.decode()


def test_a_name_is_text_and_never_a_script() -> None:
    play(datetime(2025, 12, 1, 12, 0, tzinfo=UTC))
    row = published("<script>alert(1)</script>")
    for address in (
        reverse("finder") + "?care=fysiotherapie&policy=aevitae:natura&year=2026",
        reverse("finder-detail", args=[row.place_id]),
    ):
        text = Client().get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_an_empty_finder_says_why() -> None:
    assert "nog niets bekendgemaakt" in Client().get(reverse("finder")).content.decode()


def test_a_full_page_asks_the_database_little(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    play(datetime(2025, 12, 1, 12, 0, tzinfo=UTC))
    for number in range(45):
        published(f"praktijk {number:02}")
    with django_assert_max_num_queries(20):
        text = page(where="3511")
    assert "45 adressen gevonden" in text
    assert text.count("<h3>") == 20


@pytest.mark.parametrize(
    ("day", "year", "found"),
    [
        (date(2026, 6, 30), "2026", "tot en met 30 juni 2026"),
        (date(2026, 7, 1), "2026", "van 1 oktober 2026 tot en met 31 december 2027"),
        (date(2026, 7, 1), "2027", "van 1 oktober 2026 tot en met 31 december 2027"),
        (date(2027, 12, 31), "2027", "tot en met 31 december 2027"),
        (date(2028, 1, 1), "2027", "tot en met 31 december 2027"),  # of a year that is over: what was
    ],
)
def test_an_agreement_that_ended_is_no_longer_found_and_one_that_begins_again_is(
    day: date, year: str, found: str
) -> None:
    place = uuid.uuid4()
    published(place_id=place, last=date(2026, 6, 30))
    published(place_id=place, first=date(2026, 10, 1))
    play(datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC))
    text = page(year=year)
    assert "1 adres gevonden" in text
    assert found in text


def test_the_page_of_a_provider_says_what_is_over_and_the_interface_leaves_it_out() -> None:
    row = published(last=date(2026, 6, 30))
    play(datetime(2026, 6, 30, 12, 0, tzinfo=UTC))
    assert row.provider_name in Client().get("/api/v1/contracted-places").content.decode()
    play(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    assert "0 adressen gevonden" in page()
    assert row.provider_name not in Client().get("/api/v1/contracted-places").content.decode()
    there = Client().get(reverse("finder-detail", args=[row.place_id])).content.decode()
    assert "afgelopen" in there
    assert '<span class="status status-gecontracteerd">' not in there
