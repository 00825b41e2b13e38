"""From an agreement that was concluded to the day on which the public sees it, and until which day it counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from support.portal import LONG_AGO, play, practice
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.places.jobs import refresh_agreement, refresh_everybody
from zorginkoop.portal.places.models import PublishedPlace, StatusInterval
from zorginkoop.portal.places.projection import refresh
from zorginkoop.portal.register.models import Employment, Event, Location, Provider, RecordedAgreement, Registration

pytestmark = pytest.mark.django_db
ASKED = {"care": "fysiotherapie", "policy": "aevitae:natura", "year": "2026"}


@pytest.fixture
def agreement(db: None) -> SeasonAgreement:  # noqa: ARG001 - it is kept there
    play(datetime(2025, 10, 15, 8, 0, tzinfo=UTC))
    return open_season("paramedische_zorg/2026-2", channels={"fysiotherapie": Channel.PORTAL}).agreements.get()


def happened(provider: Provider, name: str, moment: datetime) -> None:
    Event.objects.create(
        provider=provider, insurer="3360", care_type="fysiotherapie", year=2026, name=name, happened_at=moment
    )


def concluded(
    agb: str, offered: datetime, signed: datetime, *, registered: bool = True, accepted: datetime | None = None
) -> Provider:
    """Make a practice with one physiotherapist that signed at a moment."""
    play(accepted or signed)
    provider = practice(agb, f"Fysiotherapie {agb}", postcode="3511 AB", place="Utrecht")
    origin = {"source": "vektis", "known_since": LONG_AGO}
    person = f"0491{agb[4:]}"
    with changing("test"):
        Employment.objects.create(
            provider=provider,
            person_agb=person,
            name="Ada Verzonnen",
            profession="fysiotherapeut",
            valid_from=LONG_AGO,
            **origin,
        )
        if registered:
            Registration.objects.create(
                holder_kind="persoon", holder_agb=person, register="irf", valid_from=LONG_AGO, **origin
            )
        happened(provider, "aanbod_gedaan", offered)
        happened(provider, "ondertekend", signed)
        if accepted:
            happened(provider, "late_ondertekening_aanvaard", accepted)
        RecordedAgreement.objects.create(
            provider=provider, number=f"FT-2026-{agb}", insurer="3360", label="aevitae", care_type="fysiotherapie",
            variant="B", concluded_on=signed.date(), valid_from=date(2026, 1, 1), valid_until=date(2027, 12, 31),
            source="portaal",
        )  # fmt: skip
    return provider


def shown(provider: Provider, day: date) -> bool:
    play(datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC))
    return provider.name in Client().get("/zorgzoeker/", ASKED).content.decode()


def test_gpf_79_who_signed_in_october_is_shown_from_12_november_and_who_signed_late_from_acceptance(
    agreement: SeasonAgreement,
) -> None:
    offered = datetime(2025, 10, 18, 9, 0, tzinfo=UTC)
    in_time = concluded("04000001", offered, datetime(2025, 10, 20, 9, 0, tzinfo=UTC))
    refresh(in_time, agreement)
    late_moment = datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
    late = concluded("04000002", offered, late_moment, accepted=datetime(2025, 12, 29, 10, 0, tzinfo=UTC))
    refresh(late, agreement)
    days = (date(2025, 11, 11), date(2025, 11, 12), date(2025, 12, 30))
    assert [shown(in_time, day) for day in days] == [False, True, True]
    assert [shown(late, day) for day in days] == [False, False, True]


def test_gpf_80_who_was_offered_an_agreement_and_did_not_sign_is_not_shown(agreement: SeasonAgreement) -> None:
    provider = practice("04000003", "Fysiotherapie De Verzonnen Sluis", postcode="3511 AB", place="Utrecht")
    with changing("test"):
        happened(provider, "aanbod_gedaan", datetime(2025, 10, 18, 9, 0, tzinfo=UTC))
    refresh(provider, agreement)
    assert not shown(provider, date(2025, 11, 12))
    signed = concluded("04000001", datetime(2025, 10, 18, 9, 0, tzinfo=UTC), datetime(2025, 10, 20, 9, 0, tzinfo=UTC))
    refresh(signed, agreement)
    assert shown(signed, date(2025, 11, 12))


def test_who_signed_late_and_was_not_accepted_is_not_shown(agreement: SeasonAgreement) -> None:
    offered, signed = datetime(2025, 10, 18, 9, 0, tzinfo=UTC), datetime(2025, 11, 8, 9, 0, tzinfo=UTC)
    provider = concluded("04000001", offered, signed)
    refresh(provider, agreement)
    assert not shown(provider, date(2025, 12, 1))


def test_the_intervals_follow_the_term_and_name_their_clauses(agreement: SeasonAgreement) -> None:
    provider = concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    count = refresh(provider, agreement)
    rows = StatusInterval.objects.filter(provider=provider)
    assert (rows.count(), refresh(provider, agreement), rows.count()) == (
        count,
        count,
        count,
    )  # doing it twice is doing it
    base = rows.get(layer="overeenkomst", product_type="natura", status="gecontracteerd")
    assert (base.first, base.last) == (date(2026, 1, 1), date(2027, 12, 31))
    assert "4/niet_gecontracteerd/1" in base.reasons[0]["places"]
    products = set(rows.values_list("product_type", flat=True))
    assert products == {"natura", "natura_select", "combinatie"}


def test_every_location_has_an_entry_of_its_own(agreement: SeasonAgreement) -> None:
    provider = concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    with changing("test"):
        for code, place in (("04900001", "Utrecht"), ("04900002", "Zeist")):
            Location.objects.create(
                provider=provider, agb_code=code, name=f"Vestiging {place}", place=place, postcode="3700 AA",
                valid_from=LONG_AGO, source="vektis", known_since=LONG_AGO,
            )  # fmt: skip
    refresh(provider, agreement)
    found = PublishedPlace.objects.filter(product_type="natura").values_list("location_name", "place")
    assert sorted(found) == [("Vestiging Utrecht", "Utrecht"), ("Vestiging Zeist", "Zeist")]


def test_where_not_everybody_is_registered_it_says_partly(agreement: SeasonAgreement) -> None:
    provider = concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    with changing("test"):
        Employment.objects.create(
            provider=provider, person_agb="04919999", name="Bas Verzonnen", profession="fysiotherapeut",
            valid_from=LONG_AGO, source="vektis", known_since=LONG_AGO,
        )  # fmt: skip
    refresh(provider, agreement)
    assert set(PublishedPlace.objects.values_list("status", flat=True)) == {"deels"}


def test_every_night_everybody_with_an_agreement_is_worked_out_again(agreement: SeasonAgreement) -> None:
    concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    practice("04000003", "Zonder overeenkomst")
    assert refresh_everybody.call() == 1
    assert refresh_agreement.call(agreement.pk) == StatusInterval.objects.count() > 0
    assert PublishedPlace.objects.count() == 3


def test_a_successor_takes_the_agreement_over_and_what_was_taken_back_disappears(agreement: SeasonAgreement) -> None:
    old = concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    heir = practice("04000007", "Fysiotherapie De Opvolger", predecessor_agb="04000001")
    with changing("test"):
        Provider.objects.filter(pk=old.pk).update(ended_on=date(2025, 10, 19))
    refresh_agreement.call(agreement.pk)
    assert set(PublishedPlace.objects.values_list("provider_name", flat=True)) == {heir.name}
    assert StatusInterval.objects.filter(provider=heir, status="gecontracteerd").exists()
    with changing("test"):
        RecordedAgreement.objects.update(withdrawn_at=datetime(2025, 10, 20, 9, 0, tzinfo=UTC))
    refresh_agreement.call(agreement.pk)
    assert not PublishedPlace.objects.exists()
    assert not StatusInterval.objects.filter(status="gecontracteerd").exists()


def test_every_stretch_of_an_agreement_that_ended_and_began_again_is_published(agreement: SeasonAgreement) -> None:
    provider = concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    with changing("test"):
        RecordedAgreement.objects.update(valid_until=date(2026, 6, 30))
        RecordedAgreement.objects.create(
            provider=provider, number="FT-2026-2", insurer="3360", label="aevitae", care_type="fysiotherapie",
            variant="B", concluded_on=date(2025, 10, 20), valid_from=date(2026, 10, 1),
            valid_until=date(2027, 12, 31), source="portaal",
        )  # fmt: skip
    refresh(provider, agreement)
    rows = PublishedPlace.objects.filter(product_type="natura").order_by("first")
    assert list(rows.values_list("first", "last", "status")) == [
        (date(2026, 1, 1), date(2026, 6, 30), "gecontracteerd"),
        (date(2026, 10, 1), date(2027, 12, 31), "gecontracteerd"),
    ]


def test_from_the_day_that_somebody_unregistered_comes_to_work_it_says_partly(agreement: SeasonAgreement) -> None:
    provider = concluded("04000001", *[datetime(2025, 10, 20, 9, 0, tzinfo=UTC)] * 2)
    with changing("test"):
        Employment.objects.create(
            provider=provider, person_agb="04919999", name="Bas Verzonnen", profession="fysiotherapeut",
            valid_from=date(2026, 3, 1), source="vektis", known_since=LONG_AGO,
        )  # fmt: skip
    refresh(provider, agreement)
    rows = PublishedPlace.objects.filter(product_type="natura").order_by("first")
    assert list(rows.values_list("first", "last", "status")) == [
        (date(2026, 1, 1), date(2026, 2, 28), "gecontracteerd"),
        (date(2026, 3, 1), date(2027, 12, 31), "deels"),
    ]
