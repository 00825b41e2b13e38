"""`zorginkoop assess --provider`: a claim line rests on the same contract status that the care finder and desks see."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Ran, Run
from zorginkoop.rehearsal import VALUES_FILE

ROOT = Path(__file__).resolve().parents[2]
PRACTICE = ROOT / "docs" / "examples" / "praktijk-status.yaml"
LINE = """
onderwerp: {soort: declaratieregel, id: regel-1, naam: Verzonnen regel}
standaard: {bron: eigen administratie, bekend_sinds: 2025-11-01}
feiten:
  zorgsoort: fysiotherapie
  prestatie: zitting
  peildatumregel: dag_van_zorg
  zorgdatum: DAY
  netwerken: []
  behandelaars: [{id: WHO, beroep: fysiotherapeut, registraties: [{register: irf}]}]
"""


def judged(run: Run, folder: Path, line: str, day: str, provider: Path = PRACTICE) -> Ran:
    file = folder / "regel.yaml"
    file.write_text(line, encoding="utf-8")
    asked = ["--facts", file, "--provider", provider, "--on", day, "--values", VALUES_FILE]
    return run("assess", "paramedische_zorg/2026-2", "declaraties", *asked, "--known", "2028-12-31", "--json")


@pytest.mark.parametrize(
    ("day", "who", "result"),
    [
        ("2026-01-01", "p1", "vergoeding"),
        ("2026-09-30", "p1", "vergoeding"),
        ("2026-10-01", "p1", "polisvoorwaarden"),  # the registration of p1 lapsed: that care is outside the agreement
        ("2026-10-01", "p2", "vergoeding"),
        ("2026-11-30", "p2", "vergoeding"),
        ("2026-12-01", "p2", "polisvoorwaarden"),  # the agreement was ended by its last day
    ],
)
def test_a_line_is_contracted_on_the_days_of_its_provider(
    zorginkoop: Run, tmp_path: Path, day: str, who: str, result: str
) -> None:
    ended = tmp_path / "praktijk.yaml"
    ended.write_text(PRACTICE.read_text(encoding="utf-8").replace("/2027-12-31", "/2026-11-30"), encoding="utf-8")
    ran = judged(zorginkoop, tmp_path, LINE.replace("DAY", day).replace("WHO", who), day, ended)

    assert ran.err == ""
    assert ran.data["uitkomst"] == result


def test_a_line_that_names_its_own_agreements_is_not_overruled(zorginkoop: Run, tmp_path: Path) -> None:
    own = LINE.replace("DAY", "2026-02-03").replace("WHO", "p1") + "  overeenkomsten: []\n"
    ran = judged(zorginkoop, tmp_path, own, "2026-02-03")

    assert (ran.code, ran.out) == (2, "")
    assert "staat ook in het feitenbestand van de regel" in ran.err


def test_a_provider_cannot_be_judged_by_its_own_status(zorginkoop: Run) -> None:
    ran = zorginkoop(
        "assess", "paramedische_zorg/2026-2", "fysiotherapie", "--facts", ROOT / "docs" / "examples" / "praktijk.yaml",
        "--provider", PRACTICE, "--on", "2025-10-20",
    )  # fmt: skip

    assert ran.code == 2
    assert "--provider" in ran.err


def test_what_is_wrong_with_the_provider_is_told_at_its_spot(zorginkoop: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "praktijk.yaml"
    wrong.write_text(PRACTICE.read_text(encoding="utf-8").replace("netwerk_parkinson", "netwerk_parkinsn"), "utf-8")
    ran = judged(zorginkoop, tmp_path, LINE.replace("DAY", "2026-02-03").replace("WHO", "p1"), "2026-02-03", wrong)

    assert ran.code == 2
    assert "praktijk.yaml:" in ran.err
    assert "netwerk_parkinson" in ran.err


def test_a_line_of_before_the_contract_year_is_for_another_edition(zorginkoop: Run, tmp_path: Path) -> None:
    day = "2025-12-31"
    ran = judged(zorginkoop, tmp_path, LINE.replace("DAY", day).replace("WHO", "p1"), day)

    assert ran.code == 2
    assert "vanaf 2026" in ran.err
