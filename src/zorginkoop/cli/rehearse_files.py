"""Make a region, judge it by every edition on a day in its season, and write all of it to one folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from zorginkoop.cli.season_files import Written, judge_register, made, told
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register_files import write_register
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import find_editions, load_edition
from zorginkoop.rehearsal.register import Size, make_register

# In the autumn before a contract year its season is alive; these are the days the rehearsal stops at.
STOPS: Final = {2024: date(2023, 10, 10), 2026: date(2025, 10, 15), 2027: date(2026, 9, 20)}
REGISTER: Final = "register"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal came to."""

    folder: Path
    providers: int
    seasons: tuple[Written, ...]

    def plain(self) -> dict[str, object]:
        """Give the counts of every season as plain data."""
        return {"aanbieders": self.providers, "seizoenen": [season.plain() for season in self.seasons]}

    def lines(self) -> Iterator[str]:
        """Give the counts of every season as lines for a person."""
        yield f"Een verzonnen regio met {self.providers} aanbieders; het register staat in {self.folder / REGISTER}."
        for season in self.seasons:
            yield from season.lines()


def size_of(asked: str | int) -> int:
    """Give the number of providers of a named size."""
    return asked if isinstance(asked, int) else Size[asked.upper()]


def rehearse(size: int, seed: int, installation: Installation, out: Path) -> Rehearsed:
    """Make the register of a size and a seed, write it, and judge it by every edition that has a stop."""
    register = make_register(size, seed, lambda step, number, of: told(f"{number}/{of} {step}"))
    folder = made(out)
    write_register(register, folder / REGISTER, "csv")
    seasons = []
    for edition in find_editions():
        loaded = load_edition(edition, installation)
        stop = STOPS.get(loaded.source.uitgave.contractjaar)
        if stop is not None:
            into = folder / edition.name.replace("/", "_")
            seasons.append(judge_register(loaded, installation, register, AsOf.of(stop, None), into))
    return Rehearsed(folder, size, tuple(seasons))
