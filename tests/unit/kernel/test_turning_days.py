"""Each thing that can turn a judgement has its day: the day before and the day itself come out apart."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from support.layered import on, table_of
from support.small_policies import compiled, loaded
from zorginkoop.kernel.turning_days import turning_days
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.strict_yaml import read_yaml

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


POLICY = """
relaties: {aanbieder: {mensen: {soort: mens}}}
gebeurtenissen: {gemeld: {}}
feiten:
  aanbieder:
    begonnen: {type: datum, herkomst: register}
    herzien: {type: datum, herkomst: register, afwezig: "2025-05-05"}
    looptijd: {type: periode, herkomst: register, afwezig: 2025-06-06/2025-06-07}
    anders: {type: datum, herkomst: register}
    getal: {type: getal, herkomst: register, afwezig: "20250707"}
  mens:
    dienst: {type: datum, herkomst: register}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
"""
ABSENT = {"2025-05-05", "2025-05-06"}


def days_of(folder: Path, condition: str, facts: str = "") -> set[str]:
    """Give the turning days of one condition and some facts."""
    edition = loaded(folder, POLICY + f"      - {{id: een, {condition}}}\n")
    agreement = compiled(edition).agreement
    given = read_facts(read_yaml(f"feiten: {{{facts}}}", "feiten.yaml"), edition, "aanbieder")
    return {str(day) for day in turning_days(agreement, (), given.subject)}


@pytest.mark.parametrize(
    ("condition", "facts", "days"),
    [
        ("feit: peildatum, vanaf: 2025-03-15", "", {"2025-03-15", "2025-03-16"}),
        ("feit: peildatum, overlapt: {van: 2025-03-01, tot_en_met: 2025-03-31}", "", {"2025-03-01", "2025-04-01"}),
        ("een_rij: mensen, waar: {feit: peildatum, is: 2025-03-15}", "", {"2025-03-15", "2025-03-16"}),
        (
            "een_rij: mensen, van: {feit: peildatum, is: 2025-03-15}, waar: {feit: peildatum, is: 2025-04-15}", "",
            {"2025-03-15", "2025-03-16", "2025-04-15", "2025-04-16"},
        ),
        ("feit: peildatum, vanaf: {feit: begonnen}", "begonnen: 2025-03-15", {"2025-03-15", "2025-03-16"}),
        (  # what falls out of a year's look-back, also when that year starts on a leap day
            "feit: begonnen, overlapt: {terug: {jaren: 1}}", "begonnen: 2024-02-29",
            {"2024-02-29", "2024-03-01", "2025-03-01", "2025-03-02"},
        ),
        (
            "een_rij: mensen, waar: {feit: dienst, overlapt: {terug: {jaren: 2}}}",
            "mensen: [{id: a, dienst: 2025-03-15}]",
            {"2025-03-15", "2025-03-16", "2027-03-16", "2027-03-17"},
        ),
        ("feit: peildatum, vanaf: {feit: herzien}", "", ABSENT),  # what counts while nothing was recorded
        ("feit: looptijd, omvat: {van: 2025-06-06, tot_en_met: 2025-06-06}", "", {"2025-06-06", "2025-06-08"}),
        ("feit: getal, ten_minste: 1", "", set()),
        ("feit: begonnen, bekend: ja", "begonnen: 2025-03-15", {"2025-03-15", "2025-03-16"}),
        ("gebeurtenis: gemeld", "gemeld: 2025-03-15T23:30", {"2025-03-15", "2025-03-16"}),
        ("gebeurtenis: gemeld", "gemeld: onbekend", set()),
        ("gebeurtenis: gemeld", "anders: 2025-03-15, getal: 4", set()),  # nothing that the agreement does not read
        ("feit: begonnen, bekend: ja", "begonnen: 9999-12-31", set()),  # the days on which nothing comes after,
        ("feit: begonnen, bekend: ja", "begonnen: {waarde: onbekend, geldig_van: 0001-01-01}", set()),  # or before
    ],
)  # fmt: skip
def test_what_may_turn_has_its_days_and_nothing_else(
    tmp_path: Path, condition: str, facts: str, days: set[str]
) -> None:
    assert days_of(tmp_path, condition, facts) == days
