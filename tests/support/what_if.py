"""A small policy over a small register, changed and judged again, for tests of the what-if."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.register_folders import folder_of as register_folder
from support.small_policies import folder_of as policy_folder
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register_files import read_register
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.tree import Phrase
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.study.season import Question, Season, judge_season, season_key
from zorginkoop.study.whatif.answer import Answer, answer
from zorginkoop.study.whatif.question import Change, WhatIf, change_of_option, read_what_if
from zorginkoop.study.whatif.variants import variants_of

ON = date(2026, 1, 1)

POLICY = """
feiten:
  aanbieder:
    index: {type: getal, stap: "0.1", herkomst: vektis, tekst: {nl: de index, en: the index}}
    keurmerk: {type: ja_nee, herkomst: vragenlijst, tekst: {nl: het keurmerk, en: the quality mark}}
    tevreden: {type: percentage, herkomst: vragenlijst, tekst: {nl: het deel tevreden, en: the share satisfied}}
lijsten:
  soorten: ["04", "05"]
overeenkomsten:
  proef:
    naam: {nl: Proefzorg, en: Trial care}
    onderwerp: aanbieder
    zorgsoort: proef
    routes:
      - {id: benaderen, leidt_tot: aanbod, als: index, tekst: {nl: benaderd, en: approached}}
      - {id: niet_benaderd, leidt_tot: niets, tekst: {nl: niet benaderd, en: not approached}}
    voorwaarden:
      - id: index
        bij: ["2/index/1"]
        posten: [PM-36]
        tekst: {nl: een index van ten hoogste 150, en: an index of at most 150}
        onbekend: geen_bezwaar
        feit: index
        ten_hoogste: 150
    differentiatiefactoren:
      - {id: keurmerk, bij: ["3/1"], posten: [PM-70], feit: keurmerk}
      - {id: tevreden, bij: ["3/2"], posten: [PM-71], feit: tevreden, ten_minste: 80 %}
    variant: {bij: ["3/tabel"], posten: [PM-66], tabel: {2: A, 1: B, 0: C}}
"""

# Each by what it is for: at and beside the limit, and unknown.
PROVIDERS = {
    "04000001": {"index": "139.9", "keurmerk": "ja", "tevreden": "85 %"},
    "04000002": {"index": "140", "keurmerk": "ja", "tevreden": "80 %"},
    "04000003": {"index": "140.1", "keurmerk": "nee", "tevreden": "79.99 %"},
    "04000004": {"index": "150", "keurmerk": "ja", "tevreden": "60 %"},
    "04000005": {"index": "150.1", "keurmerk": "ja", "tevreden": "90 %"},
    "04000006": {"keurmerk": "nee", "tevreden": "75 %"},
    "04000007": {"index": "onbekend", "keurmerk": "nee", "tevreden": "80 %"},
}


def season(root: Path, policy: str = POLICY, providers: dict[str, dict[str, str]] | None = None) -> Season:
    """Judge the providers by the policy."""
    folder = policy_folder(root, policy)
    edition = load_edition(folder)
    question = Question(edition, Installation(), season_key(edition), AsOf.of(ON, None))
    return judge_season(question, read_register(register(root, providers or PROVIDERS)).tables)


def register(root: Path, providers: dict[str, dict[str, str]]) -> Path:
    """Write the tables of some providers."""
    folder = root / "register"
    folder.mkdir(exist_ok=True)
    lines = [f"{code},Praktijk {code[-1]},praktijk,opgave,2025-01-01\n" for code in providers]
    facts = [
        f"aanbieder,{code},{name},{value},opgave,2025-01-01\n"
        for code, given in providers.items()
        for name, value in given.items()
    ]
    return register_folder(
        folder,
        aanbieders="agb_code,naam,soort,bron,bekend_sinds\n" + "".join(lines),
        feiten="onderwerp,id,feit,waarde,bron,bekend_sinds\n" + "".join(facts),
    )


def asked(*options: str) -> WhatIf:
    """Ask what some options of the command line would do."""
    return WhatIf("proef", Phrase(), "proef/2026-1", tuple(map(change_of_option, options)))


def written(changes: str) -> tuple[Change, ...]:
    """Read changes as a what-if file gives them."""
    return read_what_if(f"uitgave: proef/2026-1\nwijzigingen:\n{changes}".encode(), "watals.yaml").changes


def answered(before: Season, root: Path, changes: tuple[Change, ...]) -> Answer:
    """Answer what some changes would do to a season over the policy in a folder."""
    folder = EditionFolder("proef/2026-1", root / "proef" / "2026-1")
    made = variants_of(folder, before.installation, changes, before.agreements)
    return answer(WhatIf("proef", Phrase(), "proef/2026-1", changes), before, made)
