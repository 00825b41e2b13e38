"""The publishers' texts, where they are here: as they lie there, and printed to a PDF and read back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.command_line import Run
from support.pdf_files import pdf

SOURCES = os.environ.get("ZORGINKOOP_SOURCES")
WRAPPED = {
    "farmaceutische_zorg/2026-1": "farmaceutische-zorg-2026",
    "geboortezorg/2024-1": "geboortezorg-2024",
    "paramedische_zorg/2026-2": "paramedische-zorg-2026",
    "ziekenvervoer/2025-2": "ziekenvervoer-2025",
}

pytestmark = pytest.mark.skipif(not SOURCES, reason="the publishers' texts are not here (ZORGINKOOP_SOURCES)")


def test_every_edition_is_covered_by_its_source(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "coverage", "--json")

    assert ran.code == 0
    compared = {outcome["uitgave"]: outcome["vergeleken"] for outcome in ran.data if "vrijgesteld" not in outcome}
    assert set(compared.values()) == {"ja"}
    assert len(compared) == 5


@pytest.mark.parametrize("edition", WRAPPED)
def test_the_same_text_printed_to_a_pdf_is_the_same_source(zorginkoop: Run, tmp_path: Path, edition: str) -> None:
    text = (Path(str(SOURCES)) / f"{WRAPPED[edition]}.txt").read_text(encoding="utf-8")
    file = pdf(tmp_path / f"{WRAPPED[edition]}.pdf", text.replace("\t", " ").splitlines())

    ran = zorginkoop("policy", "coverage", edition, "--source", file)

    assert (ran.code, ran.err) == (0, "")
