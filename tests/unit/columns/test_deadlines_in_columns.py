"""How an event lies to its deadline comes to the same in columns, for everybody at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import compiled, loaded
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_subjects import frame_of
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.states import NAMES
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.strict_yaml import read_yaml

STATES = ("op_tijd", "te_laat", "verstreken", "open")
POLICY = """
gebeurtenissen: {aangeboden: {tekst: het aanbod}, getekend: {tekst: de handtekening}}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
      - {id: op_tijd, termijn: tekenen, is: op_tijd}
      - {id: te_laat, termijn: tekenen, is: te_laat}
      - {id: verstreken, termijn: tekenen, is: verstreken}
      - {id: open, termijn: tekenen, is: open}
    planning:
      - {id: tekenen, bindt: aanbieder, gebeurtenis: getekend, wanneer: {binnen_dagen: 28, na: aangeboden}}
"""
FACTS = {  # the offer of 10 October leaves until the end of 7 November
    "aangeboden: 2025-10-10, getekend: 2025-11-07T23:59:59": (
        "voldaan",
        "niet_voldaan",
        "niet_voldaan",
        "niet_voldaan",
    ),
    "aangeboden: 2025-10-10, getekend: 2025-11-08": ("niet_voldaan", "voldaan", "niet_voldaan", "niet_voldaan"),
    "aangeboden: 2025-10-10, getekend: onbekend": ("onbekend", "onbekend", "onbekend", "niet_voldaan"),
    "getekend: 2025-11-07": ("niet_voldaan", "niet_voldaan", "niet_voldaan", "niet_voldaan"),
}


@pytest.mark.parametrize(("on", "missed"), [(date(2025, 11, 7), False), (date(2025, 11, 8), True)])
def test_everybody_is_held_to_the_deadline_of_the_own_offer(tmp_path: Path, on: date, missed: bool) -> None:  # noqa: FBT001 - the answer
    edition = loaded(tmp_path, POLICY)
    agreement = compiled(edition).agreement
    waiting = ("niet_voldaan", "niet_voldaan", "voldaan" if missed else "niet_voldaan")
    cases = {
        "aangeboden: 2025-10-10": (*waiting, "niet_voldaan" if missed else "voldaan"),
        "": ("niet_voldaan", "niet_voldaan", "niet_voldaan", "voldaan"),
    }
    if missed:  # before that day the signature of 8 November is still to come
        cases |= FACTS
    recorded = [read_facts(read_yaml(f"feiten: {{{facts}}}", "f"), edition, "aanbieder").subject for facts in cases]

    states = RegisterJudge(agreement).assess(frame_of([resolve(one, agreement, on) for one in recorded], agreement, on))

    names = [criterion.id for criterion in agreement.criteria]
    found = [tuple(NAMES[states.states[names.index(name), at]] for name in STATES) for at in range(len(cases))]
    assert dict(zip(cases, found, strict=True)) == cases
