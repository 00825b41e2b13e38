"""The region of a demo: what was known at its opening, and the script of what practices do in the site."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import polars as pl

from zorginkoop.portal.demo import region
from zorginkoop.portal.demo.region import OPENS, Script, Tables

END = datetime(OPENS.year, OPENS.month, OPENS.day, 23, 59, tzinfo=UTC)


@cache
def made() -> tuple[Tables, dict[str, Script]]:
    """Make a small region, once."""
    region.SIZES["proef"] = 300  # type: ignore[assignment]  # a number of providers, where a name of a size stands
    try:
        return region.make_region("proef", lambda _text: None)
    finally:
        del region.SIZES["proef"]


def test_nothing_is_known_that_came_later() -> None:
    tables, _ = made()
    for name, table in tables.items():
        for column in ("bekend_sinds", "gesloten_op"):
            if column in table.columns:
                assert table.filter(pl.col(column) > OPENS).is_empty(), (name, column)
    assert tables["gebeurtenissen"].filter(pl.col("moment") > END).is_empty()
    assert tables["bewijsstukken"].filter(pl.col("beoordeeld_op") > END).is_empty()


def test_what_the_season_asks_is_not_answered_yet() -> None:
    tables, _ = made()
    season = tables["gebeurtenissen"].filter((pl.col("zorgsoort") == "fysiotherapie") & (pl.col("jaar") == 2026))
    assert set(season["gebeurtenis"]) & {"vragenlijst_aangeboden", "vragenlijst_bevestigd", "aanbod_gedaan"} == set()
    answers = tables["feiten"].filter((pl.col("bron") == "vragenlijst") & (pl.col("bekend_sinds") >= date(2025, 9, 10)))
    assert answers.filter(pl.col("zorggroep") == "paramedische_zorg").is_empty()


def test_the_script_says_how_practices_answer_before_the_opening_in_order() -> None:
    _, scripts = made()
    moments = [script.confirms for script in scripts.values()]
    assert moments
    assert moments == sorted(moments)
    assert moments[-1] <= END
    answered = next(iter(scripts.values())).answers
    assert {"prem_structureel", "skf_keurmerk"} <= answered.keys()
    assert all(value != "onbekend" for script in scripts.values() for value in script.answers.values())
