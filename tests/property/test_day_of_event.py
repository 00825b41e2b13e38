"""Rows as on the day of an event: a provider judged alone and a register judged in columns come to the same."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from support.small_policies import compiled, loaded
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_tables import register_frame
from zorginkoop.columns.recorded import recorded_providers
from zorginkoop.columns.sources import AsOf, Tables
from zorginkoop.kernel.assess import ContractKey, Judge
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.tree import Agreement
from zorginkoop.rehearsal.register import make_register

POLICY = """
gebruik: [register]
gebeurtenissen:
  vragenlijst_bevestigd: {tekst: vragenlijst bevestigd}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: fysiotherapie
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
      - id: op_de_dag
        aandeel: personen
        op: vragenlijst_bevestigd
        van: {feit: beroep, is: fysiotherapeut}
        waar: {feit: uren_hier, ten_minste: 24}
        ten_minste: 70 %
      - id: op_de_peildatum
        aandeel: personen
        van: {feit: beroep, is: fysiotherapeut}
        waar: {feit: uren_hier, ten_minste: 24}
        ten_minste: 70 %
      - id: geregistreerd
        elke_rij: personen
        op: vragenlijst_bevestigd
        waar: {een_rij: registraties, waar: {feit: register, een_van: [irf, kngf, skf]}}
      - id: voor_oktober
        een_rij: personen
        op: vragenlijst_bevestigd
        waar: {alle: [{feit: peildatum, voor: 2025-10-01}, {feit: dienstverband, is: zzp}]}
"""
FIRST = date(2025, 9, 1)
SEASON = 90
FEWER = settings(max_examples=max(settings.get_profile(settings.get_current_profile_name()).max_examples // 20, 5))


@cache
def policy() -> Agreement:
    """Compile the policy of this page."""
    root = Path(tempfile.mkdtemp())
    try:
        return compiled(loaded(root, POLICY)).agreement
    finally:
        shutil.rmtree(root)


def in_motion(seed: int) -> Tables:
    """Make a small region in which people and registrations come and go during the season."""
    tables = dict(make_register(150, seed).tables)
    for name in ("personen", "registraties"):
        table = tables[name].with_row_index("number")
        chance = pl.col("number").hash(seed)
        day = pl.lit(FIRST) + pl.duration(days=(chance // 7 % SEASON).cast(pl.Int64))
        tables[name] = table.with_columns(
            pl.when(chance % 4 == 0).then(day).otherwise("geldig_tot").cast(pl.Date).alias("geldig_tot"),
            pl.when(chance % 4 == 1).then(day).otherwise("geldig_van").cast(pl.Date).alias("geldig_van"),
        ).drop("number")
    return tables


@FEWER
@given(seed=st.integers(0, 10**6), days=st.integers(0, SEASON + 30))
def test_every_provider_is_judged_alike_as_on_its_own_day(seed: int, days: int) -> None:
    agreement, tables = policy(), in_motion(seed)
    as_of = AsOf.of(FIRST + timedelta(days=days), None)
    columns = RegisterJudge(agreement).assess(register_frame(tables, agreement, as_of.on))
    recorded = recorded_providers(tables, agreement, columns.ids.tolist(), as_of)
    judge, key = Judge(agreement), ContractKey("0000", "proef", "", 2026)
    differing = {}
    for at, one in enumerate(columns.ids):
        outcome = judge.assess(resolve(recorded[one], agreement, as_of.on, as_of.known), key, as_of.known)
        alone = [result.state for result in outcome.conditions]
        if alone != columns.states[:, at].tolist():
            differing[one] = (alone, columns.states[:, at].tolist())
    assert differing == {}


def test_the_region_in_motion_tells_the_two_days_apart() -> None:
    # Else the law above could hold for a day that is never looked at.
    agreement = policy()
    columns = RegisterJudge(agreement).assess(register_frame(in_motion(1), agreement, FIRST + timedelta(days=SEASON)))
    names = [criterion.id for criterion in agreement.criteria]
    own, now = (columns.states[names.index(name)] for name in ("op_de_dag", "op_de_peildatum"))
    assert (own != now).sum() > 0
