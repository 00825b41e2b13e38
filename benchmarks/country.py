"""Measure the country: every agreement of five editions over 60,000 organisations, from Parquet to outcomes on disk.

The floor reads the same tables of the register and writes the same tables of outcomes, and does nothing in between.
Each run is a process of its own, so that its peak memory is its own; the clock starts when the editions are loaded.
The ten countries are the country ten times over, each with codes of its own.

    country.py judge REGISTER OUT      what a run does, with its seconds and its peak as JSON
    country.py floor REGISTER OUT      the same tables, read and written (OUT holds the outcomes already)
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl
from measures import Measure

from zorginkoop.cli.rehearse_files import STOPS
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.parquet_files import write_parquet_table
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.register import Size, make_register
from zorginkoop.study.season import Question, judge_season, outcome_table, season_key
from zorginkoop.tables import TABLES

SEED: Final = 2026
TIMES: Final = 10
ROUNDS: Final = 3
# the columns that say which provider, person, group or agreement: each copy of the country has its own
_OWN: Final = ("agb_code", "aanbieder", "persoon", "houder", "id", "rechtsvoorganger", "groep", "nummer", "rij")


def measures() -> list[Measure]:
    """Make the country and ten of them, and time judging each beside its floor."""
    with tempfile.TemporaryDirectory() as place:
        country, ten, out = (Path(place) / name for name in ("country", "ten", "out"))
        for folder in (country, ten, out):
            folder.mkdir()
        making = _made(country)
        multiplied(country, ten)
        one, one_floor, peak = _timed(country, out, ROUNDS)
        many, many_floor, high_peak = _timed(ten, out, 1)
    size, large = Size.LARGE, Size.LARGE * TIMES
    beside = "the same tables, read and written"
    return [
        Measure(f"the country: make {size:,} organisations with people and history", making),
        Measure(f"the country: {size:,}, Parquet to outcomes on disk", one, beside, one_floor, peak),
        Measure(f"  {TIMES} countries: {large:,}, Parquet to outcomes on disk", many, beside, many_floor, high_peak),
        Measure(f"  per provider, in {TIMES} countries", many / large, "in one", one / size),
    ]


def _made(folder: Path) -> float:
    started = time.perf_counter()
    register = make_register(Size.LARGE, SEED)
    seconds = time.perf_counter() - started
    for name, table in register.tables.items():
        write_parquet_table(table, folder / f"{name}.parquet")
    return seconds


def multiplied(country: Path, ten: Path) -> None:
    """Write the country several times over, each copy with codes of its own."""
    for name in TABLES:
        table = pl.read_parquet(country / f"{name}.parquet")
        own = [column for column in _OWN if column in table.columns]
        copies = [table.with_columns(pl.col(own) + f"-{number}" for own in own) for number in range(TIMES)]
        write_parquet_table(pl.concat(copies), ten / f"{name}.parquet")


def _timed(register: Path, out: Path, rounds: int) -> tuple[float, float, int]:
    """Give the median seconds of judging and of the floor, run in turn, and the highest peak of judging in MiB."""
    found = [(_child("judge", register, out), _child("floor", register, out)) for _ in range(rounds)]
    judged, floor = (statistics.median(pair[at]["seconds"] for pair in found) for at in (0, 1))
    return judged, floor, int(max(pair[0]["peak_mib"] for pair in found))


def _child(what: str, register: Path, out: Path) -> dict[str, float]:
    program = [sys.executable, __file__, what, str(register), str(out)]
    ran = subprocess.run(program, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(ran.stdout)
    return told


def judge(register: Path, out: Path) -> float:
    """Judge a register by every agreement of every edition, from its files to files; gives the seconds it took."""
    installation = load_installation(VALUES_FILE)
    editions = [(load_edition(edition_folder(name), installation), stop) for name, stop in STOPS.items()]
    started = time.perf_counter()
    tables = read(register)
    for edition, stop in editions:
        season = judge_season(Question(edition, installation, season_key(edition), AsOf.of(stop, None)), tables)
        for name in season.agreements:
            write_parquet_table(outcome_table(season, name), out / f"{edition.name.replace('/', '-')}-{name}.parquet")
    return time.perf_counter() - started


def floor(register: Path, out: Path) -> float:
    """Read the same register and write the same outcomes; gives the seconds it took."""
    outcomes = {file: pl.read_parquet(file) for file in sorted(out.glob("*.parquet"))}
    started = time.perf_counter()
    read(register)
    for file, table in outcomes.items():
        write_parquet_table(table, file)
    return time.perf_counter() - started


def read(register: Path) -> dict[str, pl.DataFrame]:
    """Read every table of a register that is kept as Parquet."""
    return {name: pl.read_parquet(register / f"{name}.parquet") for name in TABLES}


def main() -> None:
    """Do one run and print what it took."""
    what, register, out = sys.argv[1:]
    runs: dict[str, Callable[[Path, Path], float]] = {"judge": judge, "floor": floor}
    seconds = runs[what](Path(register), Path(out))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": round(peak)}))


if __name__ == "__main__":
    main()
