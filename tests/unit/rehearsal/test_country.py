"""The country: sixty thousand organisations with locations, their people, and the years 2020 to 2027."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest

from support.corners import SEED, small_register
from zorginkoop.formats.register import Register
from zorginkoop.rehearsal.cases import CORNERS
from zorginkoop.rehearsal.providers import MOST_LOCATIONS
from zorginkoop.rehearsal.register import Size, make_register
from zorginkoop.rehearsal.sizes import AT_LEAST, INSTITUTIONS, MAGNITUDES, MATERNITY, PHYSIOTHERAPY, counts_of, share_of


@cache
def country() -> Register:
    return make_register(Size.LARGE, SEED)


def test_the_country_has_its_organisations_locations_and_people() -> None:
    tables = country().tables
    assert tables["aanbieders"].height == 60_000
    assert tables["vestigingen"]["aanbieder"].n_unique() == 60_000
    assert 70_000 < tables["vestigingen"].height < 90_000
    assert 180_000 <= tables["personen"]["persoon"].n_unique() < 185_000


def test_the_country_is_not_mostly_of_one_kind() -> None:
    kinds = country().tables["aanbieders"]["agb_code"].str.head(2).value_counts(normalize=True)
    shares = dict(kinds.iter_rows())
    assert 0.3 < shares["04"] < 0.45
    assert {"02", "05", "07", "08", "18", "24", "26", "33", "37", "88"} <= {
        kind for kind, share in shares.items() if share > 0.001
    }


def test_every_kind_of_care_with_cases_has_its_proportion() -> None:
    of_cases = [name for corner in CORNERS for name in corner.agreements]
    assert sorted([*of_cases, PHYSIOTHERAPY, MATERNITY, INSTITUTIONS]) == sorted(MAGNITUDES)


@pytest.mark.parametrize("kind", AT_LEAST)
def test_the_country_needs_no_extra_of_the_rare_kinds(kind: str) -> None:
    counts = counts_of(Size.LARGE)
    number = {PHYSIOTHERAPY: counts.practices, MATERNITY: counts.maternity, INSTITUTIONS: counts.institutions}[kind]
    assert number == round(share_of(kind) * Size.LARGE)


def test_every_provider_has_a_location_with_validity_source_and_the_day_it_became_known() -> None:
    locations = small_register().tables["vestigingen"]
    assert set(small_register().tables["aanbieders"]["agb_code"]) == set(locations["aanbieder"])
    assert max(locations.group_by("aanbieder").len()["len"]) <= MOST_LOCATIONS
    assert locations["bron"].null_count() == 0
    assert (locations["bekend_sinds"] >= locations["geldig_van"]).all()
    assert (locations["bekend_sinds"] > locations["geldig_van"]).any()
    assert (locations["geldig_tot"] < locations["geldig_van"]).fill_null(value=False).sum() == 0


def test_a_successor_opens_where_and_when_the_one_before_it_closes() -> None:
    tables = small_register().tables
    pairs = tables["aanbieders"].drop_nulls("rechtsvoorganger").select("agb_code", "rechtsvoorganger")
    assert pairs.height > 10
    assert not (pairs["agb_code"] == pairs["rechtsvoorganger"]).any()
    for heir, before in pairs.iter_rows():
        closed = tables["vestigingen"].filter(aanbieder=before)
        assert closed["geldig_tot"].n_unique() == 1
        day = closed["geldig_tot"][0] + timedelta(days=1)
        opened = tables["vestigingen"].filter(aanbieder=heir, geldig_van=day)
        assert set(opened["postcode"]) & set(closed["postcode"])


def test_registrations_that_ended_were_renewed_the_day_after() -> None:
    held = small_register().tables["registraties"].filter(houder_soort="persoon", bron="register")
    ended = held.filter(pl.col("geldig_tot") < date(2024, 1, 1)).select(
        "houder", "register", (pl.col("geldig_tot") + pl.duration(days=1)).alias("geldig_van")
    )
    assert ended.join(held, on=["houder", "register", "geldig_van"]).height > 100


@pytest.mark.parametrize("kind", ["praktijk", "kraamzorgorganisatie", "instelling", "apotheek"])
def test_there_are_agreements_of_every_year(kind: str) -> None:
    tables = small_register().tables
    own = tables["aanbieders"].filter(soort=kind)["agb_code"]
    terms = tables["overeenkomsten"].filter(pl.col("aanbieder").is_in(own.implode()))
    for year in range(2020, 2028):
        first, last = date(year, 1, 1), date(year, 12, 31)
        assert terms.filter((pl.col("van") <= last) & (pl.col("tot_en_met").fill_null(last) >= first)).height, year
