"""A practice that gets an offer for fysiotherapie 2026, as the text of a facts file."""

from __future__ import annotations

EDITION = "paramedische_zorg/2026-2"
ON = "2025-10-20"

FACTS = """\
onderwerp: {soort: aanbieder, id: "04000001", naam: Fysiotherapie De Verzonnen Brug}
standaard: {bron: vragenlijst, bekend_sinds: 2025-10-10}
feiten:
  agb_zorgsoort: {waarde: "04", bron: Vektis, bekend_sinds: 2025-09-01}
  vecozo_certificaat: {waarde: ja, bron: VECOZO}
  behandelindex: {2024: 140}
  overeenkomsten:
    - {id: o1, zorgsoort: fysiotherapie, looptijd: 2024-01-01/2025-12-31, gesloten_op: 2023-11-01}
  prem_structureel: ja
  prem_extern_meetbureau: ja
  telefonisch_bereikbaar: ja
  afspraak_binnen_vijf_werkdagen: ja
  doelen_digitale_zorg: [kosten]
  kngf_basisregister: {waarde: ja, bewijs: {ingeleverd_op: 2025-10-10, oordeel: goed}}
  skf_keurmerk: nee
  personen:
    - id: p1
      naam: Ada Verzonnen
      beroep: fysiotherapeut
      uren_hier: 24
      verleent_verbijzonderde_zorg: nee
      registraties:
        - {register: vektis, aantekening: sportfysiotherapie}
        - {register: irf}
    - {id: p2, naam: Bas Bedacht, beroep: fysiotherapeut, uren_hier: 36, registraties: [{register: irf}]}
"""


def facts(**changes: str) -> str:
    """Give the facts file with the line of some facts changed; an empty text leaves the fact out."""
    lines = FACTS.splitlines(keepends=True)
    for name, text in changes.items():
        at = next(number for number, line in enumerate(lines) if line.startswith(f"  {name}:"))
        lines[at] = f"  {name}: {text}\n" if text else ""
    return "".join(lines)
