"""Conditions without a name: of rows, of dates, of layers, and on the spot in a route."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.crooked import named
from support.small_policies import folder_of
from zorginkoop.kernel.compile import Installation
from zorginkoop.study.prove.edition import prove_edition

POLICY = """
gebruik: [register]
gebeurtenissen: {gevraagd: {}, geantwoord: {}}
feiten:
  aanbieder:
    omvang: {type: getal, herkomst: vragenlijst}
    klaar: {type: ja_nee, herkomst: vragenlijst}
  persoon:
    uren: {type: getal, herkomst: vragenlijst}
overeenkomsten:
  proef:
    naam: proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes:
      - {id: aanbod, leidt_tot: aanbod, als: {alle: [{feit: klaar}, ROUTE]}}
      - {id: geen, leidt_tot: niets}
    randvoorwaarden:
      - {id: genoeg_mensen, een_rij: personen, waar: ROW}
    planning:
      - {id: antwoorden, bindt: inkoper, gebeurtenis: geantwoord, wanneer: {binnen_dagen: 5, na: gevraagd}, als: DATE}
    lagen:
      - {id: basis, soort: basis}
      - {id: laag, soort: netwerk, op: [basis], als: LAYER}
"""
SOUND = {
    "ROUTE": "{feit: omvang, ten_minste: 5}",
    "ROW": "{feit: uren, ten_minste: 20}",
    "DATE": "{feit: peildatum, bekend: ja}",
    "LAYER": "{feit: klaar}",
}
NOTHING = "{{alle: [{{feit: {fact}, ten_minste: 20}}, {{feit: {fact}, minder_dan: 10}}]}}"
FAULTS = {
    "ROUTE": (NOTHING.format(fact="omvang"), ("onbereikbare_route", "proef", ("aanbod",))),
    "ROW": (NOTHING.format(fact="uren"), ("vaste_voorwaarde", "proef", ("genoeg_mensen",))),
    "DATE": (NOTHING.format(fact="omvang"), ("vaste_voorwaarde", "proef", ("antwoorden",))),
    "LAYER": (NOTHING.format(fact="omvang"), ("vaste_voorwaarde", "proef", ("laag",))),
}


def _named(root: Path, changes: dict[str, str]) -> set[tuple[str, str, tuple[str, ...]]]:
    policy = POLICY
    for mark, text in {**SOUND, **changes}.items():
        policy = policy.replace(mark, text)
    return named(prove_edition(folder_of(root, policy), Installation()))


@pytest.mark.parametrize("mark", FAULTS)
def test_a_condition_that_nothing_can_meet_is_found_wherever_it_stands(mark: str, tmp_path: Path) -> None:
    text, finding = FAULTS[mark]
    assert finding in _named(tmp_path, {mark: text})


def test_what_is_known_of_everybody_is_a_constant_too(tmp_path: Path) -> None:
    assert _named(tmp_path, {}) == {("vaste_voorwaarde", "proef", ("antwoorden",))}


def test_a_sound_policy_has_none(tmp_path: Path) -> None:
    assert _named(tmp_path, {"DATE": "{gebeurtenis: gevraagd}"}) == set()
