"""Claim lines and rides are judged on the same contract status that the care finder shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from support.layered import facts_of, published, table_of
from support.worked_examples import installation
from zorginkoop.kernel.assess import assess
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.kernel.status import Question, status_of_line
from zorginkoop.kernel.status_lines import line_agreements

PARAMEDICAL = "paramedische_zorg/2026-2"
PRACTICE = """
overeenkomsten: [{id: o1, zorgsoort: fysiotherapie, looptijd: 2026-01-01/2027-12-31, laatste_dag: %s}]
personen:
  - {id: p1, beroep: fysiotherapeut, registraties: [{register: irf, geldig_tot: 2026-05-31}, %s]}
"""
ENDORSED = "{register: vektis, aantekening: ernstige_functionele_beperkingen_ra, geldig_van: 2026-02-01}"
LINE = """
zorgsoort: fysiotherapie
prestatie: %s
peildatumregel: dag_van_zorg
zorgdatum: %s
netwerken: []
behandelaars: [{id: p1, beroep: fysiotherapeut, registraties: [{register: irf}, %s]}]
"""


def judged(day: str, service: str, last: str = "2026-08-31") -> tuple[str, str]:
    """Give what a claim line comes to, and what the table says of its care."""
    table = table_of(PRACTICE % (last, ENDORSED), "fysiotherapie", PARAMEDICAL)
    on, care = date.fromisoformat(day), "langdurige_behandeling_ra" if service == "ra_langdurig" else ""
    question = Question(on, care, rows={"personen": "p1"})
    line = facts_of(LINE % (service, day, ENDORSED), PARAMEDICAL, "declaratieregel")
    rows = {**line.subject.relations, "overeenkomsten": line_agreements(table, question)}
    compiled = compile_agreement(published(PARAMEDICAL), "declaraties", installation())
    outcome = assess(compiled.agreement, replace(line.subject, relations=rows), line.key, on)
    return outcome.result, str(status_of_line(table, {"zorgdatum": on}, question).status)


@pytest.mark.parametrize(
    ("day", "service", "result", "status"),
    [
        ("2025-12-31", "zitting", "polisvoorwaarden", "niet_gecontracteerd"),
        ("2026-01-01", "zitting", "vergoeding", "gecontracteerd"),
        ("2026-01-31", "ra_langdurig", "afwijzing", "buiten_overeenkomst"),
        ("2026-02-01", "ra_langdurig", "vergoeding", "gecontracteerd"),
        ("2026-05-31", "zitting", "vergoeding", "gecontracteerd"),
        ("2026-06-01", "zitting", "polisvoorwaarden", "buiten_overeenkomst"),  # the individual registration lapsed
        ("2026-09-01", "zitting", "polisvoorwaarden", "niet_gecontracteerd"),
    ],
)
def test_a_claim_line_follows_the_table_at_every_limit(day: str, service: str, result: str, status: str) -> None:
    assert judged(day, service) == (result, status)


def test_while_it_is_not_known_whether_the_agreement_runs_the_line_is_undecided() -> None:
    assert judged("2026-03-01", "zitting", last="onbekend") == ("niet_beslist", "onbekend")


DIRECTOR = (
    "overeenkomsten: [{id: o1, zorgsoort: ziekenvervoer, looptijd: 2023-01-01/2024-12-31, optie_maanden: 24,"
    " opties_gebruikt: 1}]"
)


@pytest.mark.parametrize(("day", "rows"), [("2024-12-31", 1), ("2025-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)])
def test_zc_01_a_ride_has_an_agreement_on_the_days_of_the_table(day: str, rows: int) -> None:
    table = table_of(DIRECTOR, "vervoersregie", "ziekenvervoer/2025-2")

    assert len(line_agreements(table, Question(date.fromisoformat(day)))) == rows
