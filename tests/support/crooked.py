"""A policy with one of every fault, and each fault mended."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.study.prove.edition import Proved, prove_edition

POLICY: Final = Path(__file__).parent / "scheefzorg" / "2026-1" / "beleid.yaml"

Named = tuple[str, str, tuple[str, ...]]  # check, agreement, nodes

# What is found, with the lines that mend it.
FAULTS: Final[dict[Named, tuple[tuple[str, str], ...]]] = {
    ("ongebruikt", "uitgave", ("vergeten",)): (
        (
            "    vergeten: {type: ja_nee, herkomst: vragenlijst, tekst: {nl: iets dat niemand leest,",
            "    # weg: {nl: (",
        ),
    ),
    ("gat_in_perioden", "uitgave", ("hoofd", "vervolg")): (("van: 2028-02-01", "van: 2028-01-01"),),
    ("gat_in_perioden", "hoofd", ("index_niet_te_hoog",)): (("{2026: 2024}", "{2026: 2024, 2027: 2025}"),),
    ("gat_in_perioden", "hoofd", ("rapporteren",)): (
        ("tot_en_met: 2026-12-31, binnen", "tot_en_met: 2027-12-31, binnen"),
    ),
    ("onmogelijke_volgorde", "hoofd", ("aanbieden", "tekenen")): (("uiterlijk: 2025-10-01", "uiterlijk: 2025-11-01"),),
    ("termijn_in_de_knel", "vervolg", ("publiceren", "tekenen")): (("uiterlijk: 2027-11-01", "uiterlijk: 2027-11-07"),),
    ("vaste_voorwaarde", "hoofd", ("altijd_waar",)): (("minder_dan: 30", "minder_dan: 10"),),
    ("onbereikbare_route", "hoofd", ("niemand",)): (
        ("[certificaat_geldig, {feit: omvang, minder_dan: 5}]", "[genoeg_scholing, {feit: keurmerk}]"),
    ),
    ("onbereikbare_variant", "hoofd", ("variant", "A")): (
        ("        niet: {feit: keurmerk}", "        feit: scholing\n        ten_minste: 40"),
    ),
    ("volgt_uit_ander", "hoofd", ("met_keurmerk", "in_basisregister")): (
        ("impliceert: {keurmerk: [basisregister]}", "lijsten: {}"),
    ),
    ("gat", "hoofd", ("klein", "middel", "groot", "niemand")): (("omvang, meer_dan: 10", "omvang, ten_minste: 10"),),
    ("overlap", "hoofd", ("middel", "groot")): (("omvang, ten_minste: 50", "omvang, meer_dan: 50"),),
}


def copied(root: Path) -> Path:
    """Copy the policy to a folder where a test may change it."""
    folder = root / "scheefzorg" / "2026-1"
    shutil.copytree(POLICY.parent, folder)
    return folder


def mend(folder: Path, changes: tuple[tuple[str, str], ...]) -> None:
    """Change some texts of a copy; one that is not there is a mistake of the test."""
    file = folder / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


def proved(folder: Path) -> Proved:
    """Prove a policy in a folder, with no value supplied."""
    return prove_edition(EditionFolder(f"{folder.parent.name}/{folder.name}", folder), Installation())


def named(found: Proved) -> set[Named]:
    """Name every finding."""
    return {(str(one.check), one.agreement, one.nodes) for one in found.findings}
