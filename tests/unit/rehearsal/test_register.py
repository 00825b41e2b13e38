"""The region is the same for the same seed, plausible, and a register like any other."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from support.corners import SEED, small_register
from zorginkoop.formats.register_files import FileFormat, read_register, write_register
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.rehearsal.register import Size, make_register
from zorginkoop.rehearsal.sizes import counts_of


def bytes_of(size: int, seed: int) -> dict[str, bytes]:
    tables = make_register(size, seed).tables
    return {
        name: table.write_ipc(None, compat_level=pl.CompatLevel.oldest()).getvalue() for name, table in tables.items()
    }


def share(flags: pl.Series) -> float:
    return float(flags.cast(pl.Float64).mean())  # type: ignore[arg-type] # the mean of numbers is a number


def test_the_same_seed_and_size_give_the_same_bytes() -> None:
    assert bytes_of(400, SEED) == bytes_of(400, SEED)


@pytest.mark.parametrize(("size", "seed"), [(400, SEED + 1), (401, SEED)])
def test_another_seed_or_size_gives_another_region(size: int, seed: int) -> None:
    assert bytes_of(size, seed) != bytes_of(400, SEED)


@pytest.mark.parametrize("size", [0, 1, 7, 20, 133, Size.SMALL])
def test_a_region_has_as_many_providers_as_was_asked(size: int) -> None:
    assert make_register(size, SEED).tables["aanbieders"].height == size


@pytest.mark.parametrize("size", list(Size))
def test_the_corners_add_up_to_the_size(size: Size) -> None:
    counts = counts_of(size)
    assert counts.practices + counts.maternity + counts.institutions + counts.cases == size


def test_progress_counts_the_steps() -> None:
    heard: list[tuple[str, int, int]] = []
    make_register(100, SEED, lambda step, number, of: heard.append((step, number, of)))
    assert [number for _, number, _ in heard] == list(range(1, heard[-1][2] + 1))


@pytest.mark.parametrize("file_format", get_args(FileFormat))
def test_what_is_written_passes_every_check_and_reads_back_the_same(file_format: FileFormat, tmp_path: Path) -> None:
    register = make_register(300, SEED)
    write_register(register, tmp_path, file_format)
    read = read_register(tmp_path)
    assert read.problems == ()
    assert [name for name, table in register.tables.items() if not table.equals(read.tables[name])] == []


@pytest.mark.parametrize("seed", range(4))
def test_a_region_of_any_seed_passes_every_check(seed: int, tmp_path: Path) -> None:
    write_register(make_register(Size.SMALL, seed), tmp_path, "parquet")
    assert read_register(tmp_path).problems == ()


def test_codes_and_addresses_cannot_be_those_of_anybody() -> None:
    providers, people = small_register().tables["aanbieders"], small_register().tables["personen"]
    assert providers["agb_code"].str.contains(r"^\d\d9\d{5}$").all()
    assert people["persoon"].str.contains(r"^\d\d[5-8]\d{5}$").all()
    assert providers["kvk_nummer"].str.starts_with("00").all()
    assert providers["naam"].str.contains(" Verzonnen ").all()
    assert providers["email_vecozo"].drop_nulls().str.ends_with(".example.org").all()


def test_indexes_lie_around_a_hundred_and_a_few_above_the_limit() -> None:
    indexes = small_register().tables["indexen"].filter((pl.col("jaar") == 2024) & (pl.col("versie") == 3))
    of_limit = indexes.filter(bewerking="gecorrigeerd")["waarde"].cast(pl.Float64)
    assert 95 < float(of_limit.median()) < 102  # type: ignore[arg-type] # the median of numbers is a number
    assert 0.005 < share(of_limit > 150) < 0.04
    assert {"149.9", "150", "150.1"} <= set(indexes.filter(bewerking="gecorrigeerd")["waarde"])


def test_people_are_as_many_as_a_region_has() -> None:
    people = small_register().tables["personen"]
    assert 2.4 < people.height / Size.SMALL < 3.8
    assert 0.02 < share(people["persoon"].is_duplicated()) < 0.12
    from_shares = people.filter(~pl.col("persoon").str.starts_with("99"))  # a worked example seldom gives hours
    assert 0.02 < share(from_shares["uren_hier"].is_null()) < 0.06


def test_everyday_mess_is_there() -> None:
    tables = small_register().tables
    assert set(tables["bewijsstukken"]["oordeel"]) == {"goed", "afgekeurd", "niet_beoordeeld"}
    assert tables["feiten"].filter(pl.struct("onderwerp", "id", "feit", "jaar").is_duplicated()).height > 100
    # of providers from worked examples, the rows of which no case speaks are recorded as unknown
    assert 0.001 < share(tables["feiten"]["waarde"] == "onbekend") < 0.1
    assert tables["aanbieders"]["rechtsvoorganger"].drop_nulls().len() > 0
    assert tables["besluiten"].select(pl.col("grond", "besloten_door").is_null().any()).row(0) == (False, False)
    assert {2020, 2022, 2024, 2026, 2027} <= set(tables["overeenkomsten"]["van"].dt.year())


@pytest.mark.parametrize(
    "edition", ["paramedische_zorg/2026-2", "geboortezorg/2024-1", "categorale_instellingen/2027-1"]
)
def test_the_values_are_all_there_and_all_made_up(edition: str) -> None:
    installation = load_installation(VALUES_FILE)
    declared = load_edition(edition_folder(edition), installation).vocabulary.waarden
    assert sorted(set(declared) - set(installation.values)) == []
    assert [name for name, value in installation.values.items() if not value.verzonnen] == []
