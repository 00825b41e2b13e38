"""Each thing that can turn a judgement has its day: the day before and the day itself come out apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from support.layered import on, table_of

RUNNING = "overeenkomsten: [{id: o1, zorgsoort: zorg, looptijd: 2020-01-01/}]\n"
YES, NO, OPEN = "gecontracteerd", "niet_gecontracteerd", "onbekend"
REGISTERED = "personen: [{id: p1, beroep: therapeut, registraties: [{register: rood, geldig_tot: 2025-04-30}]}]"
EVER_PROVEN = "keurmerk: {waarde: ja, bewijs: {ingeleverd_op: 2024-12-01, oordeel: goed}}"
EMPLOYED = "personen: [{id: p1, beroep: therapeut, dienstverband: loondienst, geldig_tot: 2025-04-30}]"
LEFT = "personen: [{id: p1, beroep: therapeut, geldig_tot: 2025-04-30, registraties: [{register: rood}]}]"


@pytest.mark.parametrize(
    ("fact", "care", "before", "day", "after"),
    [
        ("netwerk: {waarde: ja, geldig_van: 2025-03-01}", "netwerkzorg", OPEN, "2025-03-01", YES),
        ("netwerk: {waarde: ja, geldig_tot: 2025-02-28}", "netwerkzorg", YES, "2025-03-01", NO),
        (
            "keurmerk: {waarde: ja, bewijs: {ingeleverd_op: 2024-12-01, oordeel: goed, geldig_tot: 2025-04-30}}",
            "keurmerkzorg", YES, "2025-05-01", NO,
        ),
        (EVER_PROVEN, "keurmerkzorg", NO, "2025-02-01", YES),
        (EVER_PROVEN, "keurmerkzorg", YES, "2025-12-01", NO),
        ("gemeld_op: 2025-03-15", "gemeld", NO, "2025-03-15", YES),
        ("werkzaam: 2025-03-15/\nbijgewerkt: 2025-01-01", "werk", NO, "2025-03-15", YES),
        ("werkzaam: 2020-01-01/2024-03-14\nbijgewerkt: 2024-01-01", "werk", YES, "2025-03-15", NO),
        ("werkzaam: 2020-01-01/2024-02-28\nbijgewerkt: 2024-01-01", "werk", YES, "2025-03-01", NO),
        ("werkzaam: 2020-01-01/2024-02-29\nbijgewerkt: 2024-01-01", "werk", YES, "2025-03-01", NO),
        ("werkzaam: 2020-01-01/2023-02-28\nbijgewerkt: 2023-06-01", "werk", YES, "2024-03-01", NO),
        ("werkzaam: 2025-01-01/\nbijgewerkt: 2025-03-15", "werk", NO, "2025-03-15", YES),
        ("werkzaam: 2025-01-01/\nbijgewerkt: 2025-01-01", "werk", YES, "2025-06-01", NO),
        ("werkzaam: 2025-01-01/\nbijgewerkt: 2025-01-01", "werk", NO, "2025-06-02", YES),
        ("werkzaam: 2025-01-01/\nbijgewerkt: 2025-01-01", "werk", YES, "2025-08-01", NO),
        ("werkzaam: 2025-01-01/\nbijgewerkt: 2025-01-01", "werk", NO, "2025-09-01", YES),
        (REGISTERED, "", YES, "2025-05-01", "buiten_overeenkomst"),
        (LEFT, "", YES, "2025-05-01", NO),
        (EMPLOYED, "gedeeld", YES, "2025-05-01", NO),
        ("regios: [{id: r1, keten_geregeld: {waarde: ja, geldig_van: 2025-03-15}}]", "keten", NO, "2025-03-15", YES),
    ],
)  # fmt: skip
def test_the_day_before_and_the_day_come_out_apart(fact: str, care: str, before: str, day: str, after: str) -> None:
    table = table_of(RUNNING + fact)
    rows = {"personen": "p1"} if not care else {"regios": "r1"} if care == "keten" else {}

    assert (on(table, _yesterday(day), care, **rows), on(table, day, care, **rows)) == (before, after)
    assert day in {str(interval.first) for interval in table.intervals}


def _yesterday(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))
