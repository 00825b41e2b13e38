"""Make a region, judge it by every edition on a day in its season, and write all of it to one folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from zorginkoop.cli.kept_stages import KeptStages, take_over
from zorginkoop.cli.season_files import Written, judge_register, say, write_seasons, writing
from zorginkoop.cli.whatif_files import what_ifs_of_season
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.parquet_files import write_parquet_table
from zorginkoop.formats.register import Register
from zorginkoop.formats.register import make_register as register_of
from zorginkoop.formats.register_files import write_register
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.documents import read_bytes
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.rehearsal import WHAT_IFS
from zorginkoop.rehearsal.register import Size, make_register
from zorginkoop.study.report.folder import refuse_foreign
from zorginkoop.study.report.outcomes import write_outcomes
from zorginkoop.study.report.site import slug
from zorginkoop.study.report.writing import Spoken
from zorginkoop.study.season import Question, Season, season_key
from zorginkoop.study.whatif.answer import Answer
from zorginkoop.study.whatif.question import read_what_if
from zorginkoop.tables import TABLES

if TYPE_CHECKING:  # a comparison needs the prover, and a rehearsal without one does not
    from zorginkoop.study.report.comparison import Compared

# The editions that the region has facts for, each on a day at which its season is alive.
STOPS: Final = {
    "geboortezorg/2024-1": date(2023, 10, 10),
    "paramedische_zorg/2026-2": date(2025, 10, 15),
    "farmaceutische_zorg/2026-1": date(2025, 10, 15),
    "ziekenvervoer/2025-2": date(2025, 10, 15),
    "categorale_instellingen/2027-1": date(2026, 9, 20),
}
REGISTER: Final = "register"


def size_of(asked: str | int) -> int:
    """Give the number of providers of a named size."""
    return asked if isinstance(asked, int) else Size[asked.upper()]


def rehearse(size: int, seed: int, installation: Installation, out: Path, language: Spoken) -> Written:
    """Make the register of a size and a seed, judge it by every edition that has a stop, and write the report.

    What was finished is kept beside the report until that is complete: the same command goes on from there.
    """
    refuse_foreign(out)
    kept = writing(out, lambda: KeptStages(out, (size, seed, installation.content_hash)))
    try:
        written = writing(out, lambda: _rehearsed(kept, size, seed, installation, language))
    except KeyboardInterrupt:
        print("wat klaar was is bewaard: dezelfde opdracht gaat daar verder.", file=sys.stderr)
        raise
    kept.clear()
    return written


def _rehearsed(kept: KeptStages, size: int, seed: int, installation: Installation, language: Spoken) -> Written:
    register = _made(kept, size, seed)
    seasons = [_judged(name, stop, installation, register) for name, stop in STOPS.items()]
    asked = [read_what_if(read_bytes(file), file.name) for file in sorted(WHAT_IFS.glob("*.yaml"))]
    what_ifs: list[Answer] = []
    for season in seasons:
        own = [one for one in asked if one.edition == season.edition.name]
        what_ifs += what_ifs_of_season(season, own, register)
    as_csv = kept.stage("als-csv", "het register als bestanden", lambda folder: write_register(register, folder, "csv"))

    def outcomes(season: Season, target: Path) -> None:
        name = season.edition.name
        take_over(
            kept.stage(
                f"uitkomsten-{slug(name)}", f"{name}: uitkomsten", lambda folder: write_outcomes(season, folder)
            ),
            target,
        )

    return write_seasons(
        seasons,
        register,
        kept.out,
        language,
        made_up=lambda folder: take_over(as_csv, folder / REGISTER),
        what_ifs=what_ifs,
        comparisons=[found for season in seasons for found in _compared(season, installation)],
        outcomes=outcomes,
    )


def _made(kept: KeptStages, size: int, seed: int) -> Register:
    """Make the register, or take it from where it was kept."""

    def make(folder: Path) -> None:
        register = make_register(size, seed, lambda step, number, of: say(f"{number}/{of} {step}"))
        for name, table in register.tables.items():
            write_parquet_table(table, folder / f"{name}.parquet")

    folder = kept.stage("register", f"een register van {size} aanbieders", make)
    return register_of({name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES})


def _judged(name: str, stop: date, installation: Installation, register: Register) -> Season:
    edition = load_edition(edition_folder(name), installation)
    question = Question(edition, installation, season_key(edition), AsOf.of(stop, None))
    return judge_register(question, register)


def _compared(season: Season, installation: Installation) -> Iterator[Compared]:
    """Compare an edition with earlier ones; without the prover (the extra 'bewijs') the report goes without it."""
    if find_spec("z3") is None:
        say(f"{season.edition.name}: niet vergeleken met eerder beleid, want de uitbreiding 'bewijs' ontbreekt")
        return iter(())
    from zorginkoop.cli.policy_compare_earlier import compared_with_earlier

    say(f"{season.edition.name}: vergelijken met eerder beleid")
    made_up = any(value.verzonnen for value in installation.values.values())
    return compared_with_earlier(season.edition, installation, made_up=made_up)
