"""Where facts stand in a register: since when each counts, and what goes over to a successor."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from support.corners import PHYSIOTHERAPY, compiled
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.frame import WholeColumn
from zorginkoop.columns.from_tables import register_frame
from zorginkoop.columns.recorded import recorded_providers
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register import Register, make_register
from zorginkoop.kernel.errors import RegisterWrong
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.states import MET, NOT_MET, UNKNOWN
from zorginkoop.rehearsal.chance import day
from zorginkoop.rehearsal.sheets import Sheets

OLD, NEW, NEWEST = "04900001", "04900002", "04900003"
LONG_AGO = day("2019-01-01")
AGREEMENT = compiled(PHYSIOTHERAPY)


@pytest.fixture(name="sheets")
def three_practices() -> Sheets:
    sheets = Sheets()
    for code, before in ((OLD, None), (NEW, OLD), (NEWEST, NEW)):
        sheets.add(
            "aanbieders", 1, agb_code=code, naam=code, soort="praktijk", bron="proef", bekend_sinds=LONG_AGO,
            rechtsvoorganger=before,
        )  # fmt: skip
    return sheets


def add_index(sheets: Sheets, code: str, value: str) -> None:
    sheets.add(
        "indexen", 1, aanbieder=code, soort="behandelindex", jaar=2024, versie=3, bewerking="gecorrigeerd",
        waarde=value, bron="vektis", bekend_sinds=day("2025-04-15"),
    )  # fmt: skip


def add_agreement(sheets: Sheets, code: str, term: tuple[str, str], signed: str) -> None:
    sheets.add(
        "overeenkomsten", 1, nummer=f"{code}-{term[0]}", aanbieder=code, verzekeraar="3360", bron="proef",
        zorgsoort="fysiotherapie", gesloten_op=day(signed), van=day(term[0]), tot_en_met=day(term[1]),
    )  # fmt: skip


def add_fact(sheets: Sheets, code: str, name: str, value: str, known: str) -> None:
    sheets.add(
        "feiten", 1, onderwerp="aanbieder", id=code, feit=name, waarde=value, bron="proef", bekend_sinds=day(known)
    )  # fmt: skip


def states(sheets: Sheets, criterion: str, on: str = "2025-10-20") -> list[int]:
    """Give the states of a condition for the three practices; one by one must say the same."""
    register: Register = make_register(sheets.frames())
    as_of = AsOf.of(date.fromisoformat(on), None)
    outcome = RegisterJudge(AGREEMENT).assess(register_frame(register.tables, AGREEMENT, as_of.on))
    recorded = recorded_providers(register.tables, AGREEMENT, outcome.ids.tolist(), as_of)
    alone = [resolve(recorded[code], AGREEMENT, as_of.on, as_of.known) for code in outcome.ids]
    in_columns = register_frame(register.tables, AGREEMENT, as_of.on)
    lengths = np.diff(in_columns.relations["overeenkomsten"].offsets)
    for subject, length in zip(alone, lengths, strict=True):
        assert len(subject.relations["overeenkomsten"] or ()) == length
    found: list[int] = outcome.of_criterion(criterion).tolist()
    return found


def test_the_index_goes_over_to_the_successor_and_to_the_successor_of_that(sheets: Sheets) -> None:
    add_index(sheets, OLD, "150.1")
    assert states(sheets, "behandelindex") == [NOT_MET, NOT_MET, NOT_MET]


def test_an_index_of_its_own_comes_before_one_that_was_taken_over(sheets: Sheets) -> None:
    add_index(sheets, OLD, "150.1")
    add_index(sheets, NEW, "150")
    assert states(sheets, "behandelindex")[:2] == [NOT_MET, MET]


def test_the_history_goes_over_to_the_successor(sheets: Sheets) -> None:
    add_agreement(sheets, OLD, ("2024-01-01", "2025-12-31"), "2023-11-01")
    assert states(sheets, "overeenkomst_afgelopen_drie_jaar") == [MET, MET, MET]


def test_practices_that_succeed_each_other_in_a_circle_do_no_harm(sheets: Sheets) -> None:
    circle = make_register(sheets.frames()).tables["aanbieders"].to_dicts()
    turning = Sheets()
    for row, before in zip(circle, (NEWEST, OLD, NEW), strict=True):
        turning.add("aanbieders", 1, **{**row, "rechtsvoorganger": before, "bekend_sinds": LONG_AGO})
    add_agreement(turning, NEW, ("2024-01-01", "2025-12-31"), "2023-11-01")
    assert states(turning, "overeenkomst_afgelopen_drie_jaar") == [MET, MET, MET]


@pytest.mark.parametrize(("on", "running"), [("2025-11-06", NOT_MET), ("2025-11-07", MET)])
def test_an_agreement_counts_from_the_day_it_was_signed(sheets: Sheets, on: str, running: int) -> None:
    add_agreement(sheets, NEWEST, ("2026-01-01", "2027-12-31"), "2025-11-07")
    assert states(sheets, "overeenkomst_loopt", on) == [NOT_MET, NOT_MET, running]


@pytest.mark.parametrize(("value", "state"), [("kwaliteit kosten", MET), ("leeg", NOT_MET), ("onbekend", UNKNOWN)])
def test_the_word_for_not_one_code_is_no_code_and_is_not_unknown(sheets: Sheets, value: str, state: int) -> None:
    add_fact(sheets, OLD, "doelen_digitale_zorg", value, "2025-10-01")
    assert states(sheets, "digitale_zorg")[0] == state


@pytest.mark.parametrize(("on", "state"), [("2025-03-01", NOT_MET), ("2025-04-01", UNKNOWN), ("2025-06-01", NOT_MET)])
def test_that_nobody_knows_the_history_counts_from_then_until_it_is_known(sheets: Sheets, on: str, state: int) -> None:
    add_fact(sheets, OLD, "overeenkomsten", "onbekend", "2025-04-01")
    add_fact(sheets, OLD, "overeenkomsten", "bekend", "2025-05-01")
    assert states(sheets, "overeenkomst_loopt", on)[0] == state


def test_a_value_that_does_not_fit_its_fact_is_told_with_who_it_is_about(sheets: Sheets) -> None:
    add_fact(sheets, NEW, "telefonisch_bereikbaar", "misschien", "2025-10-01")
    add_fact(sheets, OLD, "doelen_digitale_zorg", "gemak", "2025-10-01")
    with pytest.raises(RegisterWrong) as raised:
        states(sheets, "bereikbaarheid")
    assert sorted(problem.where.field for problem in raised.value.problems) == [
        f"doelen_digitale_zorg van {OLD}",
        f"telefonisch_bereikbaar van {NEW}",
    ]


def test_a_moment_counts_however_it_is_written_and_what_is_none_is_told(sheets: Sheets) -> None:
    add_fact(sheets, OLD, "vragenlijst_bevestigd", "2025-10-01T09:30:00Z", "2025-10-01")
    add_fact(sheets, NEW, "vragenlijst_bevestigd", "2025-10-01T11:30:00+02:00", "2025-10-01")
    frame = register_frame(make_register(sheets.frames()).tables, AGREEMENT, date(2025, 10, 20))
    moments = frame.facts["vragenlijst_bevestigd"]
    assert isinstance(moments, WholeColumn)
    assert moments.never is not None
    assert moments.values[:2].tolist() == [1_759_311_000_000_000] * 2
    assert (moments.unknown.tolist(), moments.never.tolist()) == ([0, 0, 0], [False, False, True])
    add_fact(sheets, NEWEST, "vragenlijst_bevestigd", "2025-13-01T09:30:00Z", "2025-10-01")
    with pytest.raises(RegisterWrong, match="2025-13-01"):
        states(sheets, "bereikbaarheid")
