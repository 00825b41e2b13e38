"""A policy of a few lines for one test: written to a folder, loaded and compiled like a published one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

HEAD = """
uitgave:
  naam: Proef
  zorggroep: proef
  contractjaar: 2026
  herziening: 1
  codering: 1
  bron: proef
  geldt_voor: {uzovi: "0000", verzekeraar: Proef, labels: [proef]}
"""


def folder_of(root: Path, policy: str) -> EditionFolder:
    """Write a policy without its head to a folder of its own."""
    folder = root / "proef" / "2026-1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "beleid.yaml").write_text(HEAD + policy, encoding="utf-8")
    return EditionFolder("proef/2026-1", folder)


def loaded(root: Path, policy: str) -> LoadedEdition:
    """Load a policy without its head."""
    return load_edition(folder_of(root, policy))


def compiled(edition: LoadedEdition) -> CompiledAgreement:
    """Compile the one agreement of a policy."""
    (agreement,) = edition.source.overeenkomsten
    return compile_agreement(edition, agreement, Installation())


def judged(edition: LoadedEdition, facts: str, on: date = date(2026, 1, 1)) -> Outcome:
    """Judge facts, written as in a facts file, by the one agreement of a policy."""
    agreement = compiled(edition).agreement
    given = read_facts(read_yaml(f"feiten: {{{facts}}}", "feiten.yaml"), edition, agreement.subject)
    return assess(agreement, given.subject, given.key, on)
