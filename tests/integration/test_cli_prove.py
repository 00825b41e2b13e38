"""`zorginkoop policy prove`: sound over everybody who could exist, or told why not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.command_line import Run
from support.crooked import FAULTS, POLICY, copied, mend
from zorginkoop.policies.loading import find_editions
from zorginkoop.rehearsal import VALUES_FILE

FULL = (
    "categorale_instellingen/2027-1",
    "farmaceutische_zorg/2026-1",
    "geboortezorg/2024-1",
    "paramedische_zorg/2026-2",
    "ziekenvervoer/2025-2",
)


@pytest.mark.parametrize("edition", FULL)
def test_every_full_edition_is_sound_or_carries_a_confirmed_finding(zorginkoop: Run, edition: str) -> None:
    ran = zorginkoop("policy", "prove", edition, "--json")
    (proved,) = ran.data
    assert ran.code == 0, zorginkoop("policy", "prove", edition).out
    assert proved["in_orde"] == "ja"
    assert all(finding["bevestigd"] == "ja" for finding in proved["bevindingen"])


def test_the_known_one_is_skf_that_stands_for_kngf_too(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "prove", "paramedische_zorg/2026-2", "--agreement", "fysiotherapie", "--json")
    found = {tuple(one["knopen"]): one for one in ran.data[0]["bevindingen"]}
    example = found["skf", "kngf"]["voorbeeld"]
    assert example["feiten"]["feiten"]["skf_keurmerk"]
    assert "kngf_basisregister" not in example["feiten"]["feiten"]
    assert example["uitkomst"]["nl"].startswith("Overeenkomst")


def test_what_is_proven_says_for_which_days_years_readings_and_values(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "prove", "ziekenvervoer/2025-2")
    told = " ".join(ran.out.split())
    assert "geldt voor peildatums van 1 januari 2024 tot en met 31 december 2026, contractjaren 2025, 2026," in told
    assert "de gekozen lezingen en deze waarden (repetitie)" in told
    english = " ".join(zorginkoop("policy", "prove", "ziekenvervoer/2025-2", "--language", "en").out.split())
    assert "contract years 2025, 2026, the readings chosen and these values (repetitie)" in english
    (data,) = zorginkoop("policy", "prove", "ziekenvervoer/2025-2", "--json").data
    assert data["geldt_voor"]["vervoersregie"]["contractjaren"] == [2025, 2026]
    assert data["waarden"] == "repetitie"
    assert data["lezingen"]


def test_a_contract_year_that_was_not_asked_about_is_said(zorginkoop: Run) -> None:
    told = " ".join(zorginkoop("policy", "prove", POLICY.parent).out.split())
    assert "contractjaar 2026, de gekozen lezingen en deze waarden" in told
    assert "niet gevraagd: contractjaar 2027" in told


def test_an_edition_without_agreements_is_not_said_to_be_in_order(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "prove", "ziekenvervoer/2024-1")
    assert ran.code == 0
    assert "niets te bewijzen" in ran.out
    assert "in orde" not in ran.out


def test_findings_are_told_with_place_reason_and_what_confirms_them(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "prove", POLICY.parent)
    assert ran.code == 1
    assert f"scheefzorg/2026-1: {len(FAULTS)} bevindingen" in ran.out
    assert "niemand komt op route niemand." in ran.out
    assert "bevestigen onder bewust: {controle: onbereikbare_route, knopen: [niemand], afdrukken: {hoofd: " in ran.out
    assert "nobody gets on route niemand." in zorginkoop("policy", "prove", POLICY.parent, "--language", "en").out


def test_the_examples_are_facts_files_that_assess_takes(zorginkoop: Run, tmp_path: Path) -> None:
    ran = zorginkoop("policy", "prove", POLICY.parent, "--examples", tmp_path / "voorbeelden")
    files = sorted((tmp_path / "voorbeelden").iterdir())
    assert [f"geschreven: {file}" for file in files] == sorted(ran.out.splitlines()[-len(files) :])
    (gap,) = (file for file in files if "-gat-" in file.name)
    on = gap.read_text(encoding="utf-8").splitlines()[0].split("--on ")[1].rstrip(".")
    judged = zorginkoop("assess", POLICY.parent, "hoofd", "--facts", gap, "--on", on)
    assert judged.code == 1
    assert judged.out.startswith("Niet benaderd.")


def test_only_the_agreements_that_are_asked_for(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "prove", POLICY.parent, "--agreement", "vervolg", "--json")
    assert {one["overeenkomst"] for one in ran.data[0]["bevindingen"]} == {"vervolg"}
    assert ran.data[0]["overeenkomsten"] == ["vervolg"]


def test_an_example_of_which_the_folder_is_a_file_is_refused(zorginkoop: Run, tmp_path: Path) -> None:
    (tmp_path / "bezet").write_text("", encoding="utf-8")
    ran = zorginkoop("policy", "prove", POLICY.parent, "--examples", tmp_path / "bezet")
    assert ran.code == 2
    assert "bezet" in ran.err


def test_wrong_names_are_told_together_with_what_there_is(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "prove", "paramedische_zorg/2026-9", "--values", "nergens.yaml")
    assert ran.code == 2
    assert len(ran.problems) == 2
    ran = zorginkoop("policy", "prove", POLICY.parent, "--agreement", "hoofdt")
    assert ran.code == 2
    assert "Bedoelt u 'hoofd'?" in ran.err


def test_an_agreement_alone_finds_its_edition(zorginkoop: Run) -> None:
    assert zorginkoop("policy", "prove", "--agreement", "vervoersregie").out.startswith("ziekenvervoer/2025-2: in orde")
    ran = zorginkoop("policy", "prove", "--agreement", "luchtvaart")
    assert ran.code == 2
    assert "geen uitgave heeft overeenkomst luchtvaart" in ran.err


def test_a_ladder_with_a_gap_is_a_finding_and_no_crash(zorginkoop: Run, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    mend(folder, (("{3: A, 2: B, 1: C, 0: D}", "{3: A, 1: C, 0: D}"),))
    ran = zorginkoop("policy", "prove", folder)
    assert ran.code == 1
    assert "de trap van varianten zegt niets bij 2 factoren." in ran.out


def test_without_the_solver_the_command_says_which_extra_brings_it() -> None:
    script = (
        "import sys; sys.modules['z3'] = None; from zorginkoop.cli.main import main; "
        "sys.exit(main(['policy', 'prove', 'ziekenvervoer/2025-2']))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "zorginkoop[bewijs]" in ran.stderr


def test_the_rehearsal_values_serve_where_none_are_given(zorginkoop: Run) -> None:
    assert "geboortezorg/2024-1" in {edition.name for edition in find_editions()}
    given = zorginkoop("policy", "prove", "ziekenvervoer/2025-2", "--values", VALUES_FILE, "--json")
    assert given.out == zorginkoop("policy", "prove", "ziekenvervoer/2025-2", "--json").out
