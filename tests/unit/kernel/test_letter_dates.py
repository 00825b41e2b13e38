"""The deadlines that a letter names: those of the provider that lie ahead, and whether they are an aim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import compiled, judged, loaded
from zorginkoop.kernel.letter_dates import dates_ahead

POLICY = """
gebeurtenissen:
  getekend: {tekst: getekend}
  geleverd: {tekst: geleverd}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: aanbod, leidt_tot: aanbod}]
    planning:
      - {id: tekenen, bindt: aanbieder, gebeurtenis: getekend, tekst: tekenen, wanneer: {uiterlijk: 2025-11-07}}
      - id: leveren
        kracht: inspanning
        bindt: aanbieder
        gebeurtenis: geleverd
        tekst: leveren
        wanneer: {uiterlijk: 2025-11-10, respijt_dagen: 2}
      - {id: betalen, bindt: inkoper, tekst: betalen, wanneer: {uiterlijk: 2025-11-07}}
"""
SIGN = "tekenen: uiterlijk 7 november 2025"
AIM = "leveren: uiterlijk 10 november 2025; wat tot en met 12 november 2025 komt, telt nog (een streven)"


@pytest.mark.parametrize(
    ("facts", "on", "told"),
    [
        ("", "2025-11-07", (SIGN, AIM)),
        ("", "2025-11-12", (AIM,)),
        ("", "2025-11-13", ()),
        ("getekend: 2025-11-01", "2025-11-07", (AIM,)),
    ],
)
def test_a_letter_names_what_lies_ahead_of_the_provider(
    tmp_path: Path, facts: str, on: str, told: tuple[str, ...]
) -> None:
    edition = loaded(tmp_path, POLICY)
    outcome = judged(edition, facts, date.fromisoformat(on))
    assert dates_ahead(compiled(edition), outcome, "nl") == told
