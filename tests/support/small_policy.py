"""A small policy of our own, judged on facts that a test gives, through the same loader as the real ones."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

ON = date(2025, 10, 20)
INSTALLATION = Installation(
    values={
        "kring_per_postcode": SuppliedValue(
            waarde={"1011": ["kring_noord"], "1012": ["kring_noord", "kring_haven"]}, bron="proef", door="proef"
        )
    }
)

FACTS = """\
onderwerp: {soort: aanbieder, id: "04000009", naam: Praktijk Het Voorbeeld}
standaard: {bron: vragenlijst, bekend_sinds: 2025-10-10}
feiten:
  vecozo_certificaat: {waarde: ja, bron: VECOZO}
  index: {2024: {waarde: 140, bron: Vektis, bekend_sinds: 2025-04-15}}
  overeenkomsten: []
  bereikbaar: ja
  postcodes: ["1011"]
  kringen: [kring_noord]
  omzet: 50000
  scholing: 1250
  bevestigd_op: 2025-10-12
  tevreden: 85 %
  basisregister: {waarde: ja, bewijs: {ingeleverd_op: 2025-10-10, oordeel: goed}}
  keurmerk: nee
  netwerk: ja
  personen:
    - {id: p1, naam: Ada Verzonnen, beroep: fysiotherapeut, uren: 24, zzp: nee, registraties: [{register: rood}]}
    - {id: p2, naam: Bas Bedacht, beroep: fysiotherapeut, uren: 20, zzp: ja, registraties: [{register: blauw}]}
"""


@cache
def small_policy() -> tuple[LoadedEdition, CompiledAgreement]:
    """Load and compile the small policy, once."""
    folder = EditionFolder("proefzorg/2026-1", Path(__file__).parent / "proefzorg" / "2026-1")
    edition = load_edition(folder, INSTALLATION)
    return edition, compile_agreement(edition, "proef", INSTALLATION)


def small_facts(**changes: str) -> str:
    """Give the facts with some lines changed; an empty text leaves a fact out, and a new name adds one."""
    head, mark, people = FACTS.partition("  personen:\n")
    lines = head.splitlines(keepends=True)
    if "personen" in changes:
        text = changes.pop("personen")
        mark, people = (f"  personen: {text}\n", "") if text else ("", "")
    for name, text in changes.items():
        at = next((number for number, line in enumerate(lines) if line.startswith(f"  {name}:")), len(lines))
        lines[at : at + 1] = [f"  {name}: {text}\n"] if text else []
    return "".join(lines) + mark + people


def judged(**changes: str) -> Outcome:
    """Judge the small policy on the facts with some of them changed."""
    edition, compiled = small_policy()
    file = read_facts(read_yaml(small_facts(**changes).encode(), "feiten.yaml"), edition, "aanbieder")
    return assess(compiled.agreement, file.subject, file.key, ON)


def people(*hours: str) -> str:
    """Give as many physiotherapists as hours, each registered; 'x' leaves the hours out."""
    rows = (
        f"{{id: p{at}, naam: Persoon {at}, beroep: fysiotherapeut, zzp: nee, registraties: [{{register: rood}}]"
        + ("" if text == "x" else f", uren: {text}")
        + "}"
        for at, text in enumerate(hours, start=1)
    )
    return f"[{', '.join(rows)}]"
