"""The region of a demo: the rehearsal's register as it was known at the opening, and what the season then brings.

The rehearsal knows how the whole season went. What practices answered in it is not in the register that the demo opens
with: it is the script by which they answer in the site itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from multiprocessing import get_context

import polars as pl

from zorginkoop.rehearsal.register import Size, make_register

SEED = 2026
OPENS = date(2025, 10, 15)
SIZES = {"small": Size.SMALL, "country": Size.LARGE}
CARE_GROUP, CARE_TYPE, YEAR = "paramedische_zorg", "fysiotherapie", 2026
ASKED_FROM = date(2025, 9, 10)  # before this day the season had asked nothing

_SEASON_EVENTS = ("vragenlijst_aangeboden", "vragenlijst_bevestigd", "juist_bewijs_ingeleverd")
_KNOWN_SINCE = {
    "bewijsstukken": "ingeleverd_op",
    "overeenkomsten": "gesloten_op",
    "besluiten": "besloten_op",
    "gebeurtenissen": "moment",
    "groepen": "",
    "groepsleden": "",
}
Tables = Mapping[str, pl.DataFrame]
Progress = Callable[[str], None]


@dataclass(slots=True)
class Script:
    """How a practice answers in this season: when it confirms, and what it says of itself and of its people."""

    confirms: datetime
    answers: dict[str, str] = field(default_factory=dict)  # the fact, with its row: personen/04999001/uren_hier


Region = tuple[Tables, dict[str, Script]]


@contextmanager
def region_apart(size: str) -> Iterator[Callable[[], Region]]:
    """Make a region in a process of its own, beside what is done meanwhile; gives how to wait for it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        yield apart.submit(make_region, size).result


def make_region(size: str, progress: Progress = lambda _: None) -> Region:
    """Make the register as it was known when the demo opens, and the script of the practices that confirm by then."""
    register = make_register(SIZES[size], SEED, lambda what, step, steps: progress(f"{what} ({step} van {steps})"))
    tables = {name: _known(name, table) for name, table in register.tables.items()}
    return {name: _without_the_season(name, table) for name, table in tables.items()}, _script(tables)


def _known(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Keep what was known at the opening."""
    column = _KNOWN_SINCE.get(name, "bekend_sinds")
    if not column:
        return table
    end = OPENS if table.schema[column] == pl.Date() else datetime(OPENS.year, OPENS.month, OPENS.day, tzinfo=UTC)
    known = table.filter(pl.col(column).is_null() | (pl.col(column) <= end))
    if name != "bewijsstukken":
        return known
    later = pl.col("beoordeeld_op") > end
    return known.with_columns(
        oordeel=pl.when(later).then(pl.lit("niet_beoordeeld")).otherwise("oordeel"),
        grond=pl.when(later).then(None).otherwise("grond"),
        beoordeeld_op=pl.when(later).then(None).otherwise("beoordeeld_op"),
    )


def _answered() -> pl.Expr:
    """Say which facts are answers of this season."""
    asked = pl.col("zorggroep").is_null() | (pl.col("zorggroep") == CARE_GROUP)
    return (pl.col("bron") == "vragenlijst") & asked & (pl.col("bekend_sinds") >= ASKED_FROM)


def _without_the_season(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Leave out what practices did in the season that the demo plays itself."""
    if name == "feiten":
        return table.filter(~_answered())
    if name == "gebeurtenissen":
        of_season = (pl.col("zorgsoort") == CARE_TYPE) & (pl.col("jaar") == YEAR)
        return table.filter(~(of_season & pl.col("gebeurtenis").is_in(_SEASON_EVENTS)))
    if name == "bewijsstukken":
        start = datetime(ASKED_FROM.year, ASKED_FROM.month, ASKED_FROM.day, tzinfo=UTC)
        return table.filter(pl.col("ingeleverd_op") < start)
    return table


def _script(tables: Tables) -> dict[str, Script]:
    """Read how practices answer, by AGB code, in the order in which they confirm."""
    events = tables["gebeurtenissen"].filter(
        (pl.col("zorgsoort") == CARE_TYPE)
        & (pl.col("jaar") == YEAR)
        & (pl.col("gebeurtenis") == "vragenlijst_bevestigd")
    )
    scripts = {
        agb: Script(moment) for agb, moment in events.sort("moment", "aanbieder").select("aanbieder", "moment").rows()
    }
    for row in tables["feiten"].filter(_answered()).iter_rows(named=True):
        provider = row["id"] if row["onderwerp"] == "aanbieder" else row["aanbieder"]
        about = row["feit"] if row["onderwerp"] == "aanbieder" else f"personen/{row['id']}/{row['feit']}"
        if provider in scripts and row["waarde"] != "onbekend":
            scripts[provider].answers[about] = row["waarde"]
    return scripts
