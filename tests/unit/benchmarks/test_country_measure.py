"""The measure of the country judges every edition to files, and its larger register is the country several times."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import country
import polars as pl
from measures import Measure

from zorginkoop.cli.rehearse_files import STOPS
from zorginkoop.formats.parquet_files import write_parquet_table
from zorginkoop.rehearsal.register import make_register

SIZE = 60
EACH = ["route", "uitkomst", "variant", "factoren"]


def test_each_copy_of_the_country_comes_to_the_same_and_the_floor_writes_the_same(tmp_path: Path) -> None:
    one, many, out, outs = (tmp_path / name for name in ("one", "many", "out", "outs"))
    for folder in (one, many, out, outs):
        folder.mkdir()
    for name, table in make_register(SIZE, seed=4).tables.items():
        write_parquet_table(table, one / f"{name}.parquet")
    country.multiplied(one, many)
    assert country.read(many)["aanbieders"]["agb_code"].n_unique() == SIZE * country.TIMES
    assert country.judge(one, out) > 0
    assert country.judge(many, outs) > 0

    written = sorted(file.name for file in out.iterdir())
    assert {name.rpartition("-")[0] for name in written} == {name.replace("/", "-") for name in STOPS}
    for name in written:
        alone = pl.read_parquet(out / name).select(pl.col(EACH).cast(pl.String))
        together = pl.read_parquet(outs / name).select(pl.col(EACH).cast(pl.String))
        assert together.equals(pl.concat([alone] * country.TIMES)), name

    before = {name: pl.read_parquet(out / name) for name in written}
    assert country.floor(one, out) > 0
    assert all(pl.read_parquet(out / name).equals(table) for name, table in before.items())


def test_a_measure_is_one_line_with_what_it_stands_beside() -> None:
    measure = Measure("judge", 0.3, "read and write", 0.1, peak_mib=900)
    assert " ".join(measure.line().split()) == "judge 300.0 ms 3.00 x read and write (100.0 ms) peak 900 MiB"
    alone = dataclasses.replace(measure, peer="", peer_seconds=0.0, peak_mib=0)
    assert alone.line().split() == ["judge", "300.0", "ms"]
