"""Make a region, judge it by every edition on a day in its season, and write all of it to one folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from zorginkoop.cli.season_files import Written, judge_register, say, write_seasons
from zorginkoop.cli.whatif_files import what_ifs_of_season
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register_files import write_register
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.rehearsal import WHAT_IFS
from zorginkoop.rehearsal.register import Size, make_register
from zorginkoop.study.report.folder import refuse_foreign
from zorginkoop.study.report.writing import Spoken
from zorginkoop.study.season import Question, Season, season_key

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
    """Make the register of a size and a seed, judge it by every edition that has a stop, and write the report."""
    refuse_foreign(out)
    register = make_register(size, seed, lambda step, number, of: say(f"{number}/{of} {step}"))
    seasons: list[Season] = []
    for name, stop in STOPS.items():
        edition = load_edition(edition_folder(name), installation)
        question = Question(edition, installation, season_key(edition), AsOf.of(stop, None))
        seasons.append(judge_register(question, register))
    files = sorted(WHAT_IFS.glob("*.yaml"))
    what_ifs = [answer for season in seasons for answer in what_ifs_of_season(season, files, register)]
    return write_seasons(
        seasons,
        register,
        out,
        language,
        made_up=lambda folder: write_register(register, folder / REGISTER, "csv"),
        what_ifs=what_ifs,
    )
