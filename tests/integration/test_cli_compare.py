"""`zorginkoop policy compare`: what differs between two editions, and for whom."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.command_line import Run
from support.pages import pages_of
from support.practice import EDITION
from support.seasons import DATES, register
from support.worked_examples import installation
from zorginkoop.cli.exit_codes import DONE, INPUT_WRONG, NEGATIVE
from zorginkoop.cli.policy_compare_earlier import compared_with_earlier
from zorginkoop.columns.sources import AsOf
from zorginkoop.formats.register_files import write_register
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.study.report.writing import write_reports
from zorginkoop.study.season import Question, judge_season, season_key

EARLIER = "paramedische_zorg/2025-1"
AGREEMENT = ("--agreement", "fysiotherapie")


@pytest.fixture
def lowered(copied_edition: Path) -> Path:
    """Give a copy in which the limit of 150 is 140, in the rule and in its words."""
    file = copied_edition / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("ten_hoogste: 150", "ten_hoogste: 140").replace(
            "behandelindex van ten hoogste 150", "behandelindex van ten hoogste 140"
        ),
        encoding="utf-8",
    )
    return copied_edition


def test_a_copy_that_says_the_same_has_no_difference(zorginkoop: Run, copied_edition: Path) -> None:
    ran = zorginkoop("policy", "compare", EDITION, copied_edition)
    assert ran.code == DONE
    assert "geen enkel verschil" in ran.out
    assert "(contractjaar" not in ran.out  # every year reads the same, whatever it asks


def test_a_lower_limit_is_told_with_its_place_and_who_loses(zorginkoop: Run, lowered: Path) -> None:
    ran = zorginkoop("policy", "compare", EDITION, lowered, *AGREEMENT)
    assert ran.code == NEGATIVE
    told = " ".join(ran.out.split())
    assert "de grens 'ten hoogste' gaat van 150 naar 140 [2.3/gedifferentieerd/2" in told
    assert "strenger: iemand verliest een aanbod of een betere variant, en bewezen wint niemand er een" in told
    assert "de landelijke behandelindex over 2024: 140,1" in told
    assert "ten hoogste [-150-]{+140+}" in told
    assert "beleid.yaml: 2 eraf, 2 erbij" in told


def test_who_gains_by_the_ladder_keeps_a_lower_limit_from_being_called_stricter(zorginkoop: Run, lowered: Path) -> None:
    file = lowered / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("tabel: {3: A, 2: B,", "tabel: {3: A, 2: A,"), encoding="utf-8")
    told = " ".join(zorginkoop("policy", "compare", EDITION, lowered, *AGREEMENT).out.split())
    assert "de een verliest, een ander wint" in told
    assert "bewezen wint niemand" not in told


def test_variants_that_have_no_order_prove_nothing_of_who_gains(zorginkoop: Run, lowered: Path) -> None:
    file = lowered / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("tabel: {3: A, 2: B, 1: C,", "tabel: {3: A, 2: C, 1: B,"), encoding="utf-8")
    told = " ".join(zorginkoop("policy", "compare", EDITION, lowered, *AGREEMENT).out.split())
    assert "wie wint of verliest is niet bewezen" in told


def test_the_same_in_english(zorginkoop: Run, lowered: Path) -> None:
    told = " ".join(zorginkoop("policy", "compare", EDITION, lowered, *AGREEMENT, "--language", "en").out.split())
    assert "the limit 'ten hoogste' goes from 150 to 140" in told
    assert "stricter: some lose an offer or a better variant, proven: nobody gains one" in told


def test_as_data_every_change_has_its_line_in_the_file(zorginkoop: Run, lowered: Path) -> None:
    data = zorginkoop("policy", "compare", EDITION, lowered, *AGREEMENT, "--json").data
    (limit,) = (one for one in data["wijzigingen"] if one["sleutel"] == "ten_hoogste")
    assert (limit["knoop"], limit["oud"], limit["nieuw"], limit["gevolg"]) == ("behandelindex", "150", "140", "regel")
    line = int(limit["plaats_nieuw"].split(":")[-2])
    assert "ten_hoogste: 140" in (lowered / "beleid.yaml").read_text(encoding="utf-8").splitlines()[line - 1]
    asked = data["betekenis"]["gevraagd"]
    assert [year["nieuw"] for one in asked for year in one["contractjaren"]] == [2026, 2027]
    for of_year in asked:
        assert (of_year["oordeel"], of_year["richting"]) == ("anders", "strenger")
        (condition,) = of_year["voorwaarden"]
        assert (condition["id"], condition["richting"]) == ("behandelindex", "strenger")
        assert [one["wie"] for one in condition["voorbeelden"]] == ["voldoet alleen aan de oude"]


def test_over_a_register_every_mover_is_moved_by_the_limit(zorginkoop: Run, lowered: Path, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    write_register(register(), folder, "csv")
    asked = ("policy", "compare", EDITION, lowered, *AGREEMENT, "--register", folder, "--on", "2025-10-15", "--json")
    (row,) = zorginkoop(*asked).data["register"]
    assert row["verschuiven"] > 0
    assert sum(one["aantal"] for one in row["overgangen"]) == row["verschuiven"]
    assert [one["aantal"] for one in row["door"]] == [row["verschuiven"]]
    assert "behandelindex van ten hoogste 140" in row["door"][0]["wat"]


def test_a_page_says_the_same_and_the_lines_lie_beside_it(zorginkoop: Run, lowered: Path, tmp_path: Path) -> None:
    out = tmp_path / "vergelijking"
    assert zorginkoop("policy", "compare", EDITION, lowered, *AGREEMENT, "--out", out).code == NEGATIVE
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "de grens &#39;ten hoogste&#39; gaat van 150 naar 140" in page
    assert "<del>150</del><ins>140</ins>" in page
    (read,) = pages_of(out)
    assert read.problems + read.open == []
    assert "+        ten_hoogste: 140" in (out / "verschillen.diff").read_text(encoding="utf-8")


def test_an_edition_known_in_part_is_compared_with_what_it_has(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "compare", "paramedische_zorg/2025-1", EDITION)
    told = " ".join(ran.out.split())
    assert "van paramedische_zorg/2025-1 is maar een deel bekend" in told
    assert "een aantekening is nodig voor langdurige fysiotherapie bij RA [wijzigingen/2025/ra/1]" in told
    assert "voorwaarde aantekening ra: is erbij" in told
    assert "de oude is te weinig bekend om ze nieuw te noemen" in told


def test_a_published_coding_is_compared_with_the_working_text(zorginkoop: Run, copied_edition: Path) -> None:
    assert zorginkoop("policy", "publish", copied_edition).code == DONE
    file = copied_edition / "beleid.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("ten_hoogste: 150", "ten_hoogste: 140"), encoding="utf-8")
    ran = zorginkoop("policy", "compare", f"{copied_edition}@1", copied_edition, *AGREEMENT)
    assert "gaat van 150 naar 140" in " ".join(ran.out.split())
    assert "een bewaarde codering heeft geen bestanden" in ran.out


def test_different_care_groups_are_refused_with_what_to_do(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "compare", EDITION, "geboortezorg/2024-1")
    assert ran.code == INPUT_WRONG
    assert "Kies een andere uitgave van paramedische_zorg" in ran.err


def test_everything_wrong_with_the_question_is_told_at_once(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "compare", "geboortezorg/2024", EDITION, "--register", "daar")
    assert ran.code == INPUT_WRONG
    assert "Bedoelt u 'geboortezorg/2024-1'?" in ran.err
    assert "--register vraagt ook --on" in ran.err


def test_a_day_far_outside_the_term_is_refused(zorginkoop: Run, lowered: Path, tmp_path: Path) -> None:
    ran = zorginkoop("policy", "compare", EDITION, lowered, "--register", tmp_path, "--on", "1999-01-01")
    assert ran.code == INPUT_WRONG
    assert "Kies een andere peildatum" in ran.err


def test_an_agreement_of_neither_is_told_with_the_nearest(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "compare", EDITION, EDITION, "--agreement", "fysioterapie")
    assert ran.code == INPUT_WRONG
    assert "Bedoelt u 'fysiotherapie'?" in ran.err


def test_a_folder_that_is_no_report_is_left_alone(zorginkoop: Run, copied_edition: Path, tmp_path: Path) -> None:
    out = tmp_path / "eigen"
    out.mkdir()
    (out / "brief.txt").write_text("van mij", encoding="utf-8")
    ran = zorginkoop("policy", "compare", EDITION, copied_edition, "--out", out)
    assert ran.code == INPUT_WRONG
    assert [file.name for file in out.iterdir()] == ["brief.txt"]


def test_an_option_of_a_reading_that_was_not_chosen_is_named(
    zorginkoop: Run, copied_edition: Path, tmp_path: Path
) -> None:
    file = copied_edition / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    assert "R3: {feit: gesloten_op, overlapt: {terug: {jaren: 3}}}" in text
    file.write_text(
        text.replace(
            "R3: {feit: gesloten_op, overlapt: {terug: {jaren: 3}}}",
            "R3: {feit: gesloten_op, overlapt: {terug: {jaren: 2}}}",
        ),
        encoding="utf-8",
    )
    ran = zorginkoop("policy", "compare", EDITION, copied_edition, "--out", tmp_path / "uit")
    assert ran.code == NEGATIVE
    told = " ".join(ran.out.split())
    assert "een optie anders die niet is gekozen, en daar volgt nu niets uit: AMB-07" in told
    page = " ".join(pages_of(tmp_path / "uit")[0].words).lower()
    for headline in (told, page):
        assert "geen verschil in wat nu geldt" in headline
        assert "beide zeggen hetzelfde" not in headline


def test_the_same_question_has_the_same_answer_whatever_was_asked_before_and_in_another_process(
    zorginkoop: Run,
) -> None:
    asked = ("policy", "compare", EARLIER, EDITION, *AGREEMENT, "--json")
    first = zorginkoop(*asked).out
    assert '"voldoet alleen aan de oude"' in first
    zorginkoop("policy", "compare", "paramedische_zorg/2026-1", EDITION, "--agreement", "logopedie")
    assert zorginkoop(*asked).out == first
    program = [sys.executable, "-m", "zorginkoop.cli.main", *asked]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    ran = subprocess.run(program, capture_output=True, text=True, env=environment, check=False)
    assert ran.stdout == first


@pytest.fixture
def only_in_2027(copied_edition: Path) -> Path:
    """Give a copy in which the index of another year counts, for the second contract year of the term only."""
    file = copied_edition / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    own = "        peiljaar: {2026: 2024, 2027: 2025}\n"
    assert text.count(own) == 1
    file.write_text(text.replace(own, own.replace("2025", "2024")), encoding="utf-8")
    return copied_edition


def test_what_changes_in_the_second_year_of_the_term_only_is_shown_for_that_year(
    zorginkoop: Run, only_in_2027: Path
) -> None:
    ran = zorginkoop("policy", "compare", EDITION, only_in_2027, *AGREEMENT)
    assert ran.code == NEGATIVE
    told = " ".join(ran.out.split())
    assert "voor contractjaar 2026, 2027:" in told
    assert "Fysiotherapie (contractjaar 2027): er is iemand die iets anders krijgt" in told
    assert "Fysiotherapie (contractjaar 2026): dezelfde regels" in told
    found = zorginkoop("policy", "compare", EDITION, only_in_2027, *AGREEMENT, "--json").data["betekenis"]
    assert found["zelfde_regels"] == []
    assert [one["contractjaren"] for one in found["gevraagd"]] == [[{"oud": 2027, "nieuw": 2027}]]


def test_a_contract_year_of_one_of_both_terms_is_said_not_to_be_compared(zorginkoop: Run, copied_edition: Path) -> None:
    file = copied_edition / "beleid.yaml"
    text = file.read_text(encoding="utf-8")
    term = "looptijd: {van: 2026-01-01, tot_en_met: 2027-12-31}"
    assert text.count(term) == 1
    file.write_text(text.replace(term, term.replace("2027", "2026")), encoding="utf-8")
    told = " ".join(zorginkoop("policy", "compare", EDITION, copied_edition, *AGREEMENT).out.split())
    assert "contractjaar 2027 valt alleen in de looptijd van paramedische_zorg/2026-2 en is niet vergeleken" in told
    assert "voor contractjaar 2026:" in told


def test_over_a_register_it_is_said_which_contract_year_was_judged(
    zorginkoop: Run, only_in_2027: Path, tmp_path: Path
) -> None:
    write_register(register(), tmp_path / "register", "csv")
    asked = ("--register", tmp_path / "register", "--on", "2025-10-15")
    told = " ".join(zorginkoop("policy", "compare", EDITION, only_in_2027, *AGREEMENT, *asked).out.split())
    assert "niemand verschuift in contractjaar 2026: de regels zijn daarvoor dezelfde" in told


def test_a_change_in_a_shared_module_is_seen(zorginkoop: Run, copied_edition: Path) -> None:
    shared = copied_edition.parent.parent / "gedeeld"
    shutil.copytree(edition_folder(EDITION).folder.parent.parent / "gedeeld", shared)
    file = shared / "aanvraag.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("besloten twijfel over de integriteit", "twijfel over de integriteit"), encoding="utf-8"
    )
    ran = zorginkoop("policy", "compare", EDITION, copied_edition)
    assert ran.code == NEGATIVE
    assert "[-besloten -]twijfel" in ran.out
    assert "gedeeld/aanvraag.yaml: 1 eraf, 1 erbij" in ran.out


def test_the_report_of_a_season_has_a_page_for_each_earlier_edition(tmp_path: Path) -> None:
    edition = load_edition(edition_folder(EDITION), installation())
    on = AsOf.of(DATES[EDITION], None)
    judged = judge_season(
        Question(edition, installation(), season_key(edition), on, ("fysiotherapie",)), register().tables
    )
    comparisons = list(compared_with_earlier(edition, installation(), made_up=True))
    write_reports([judged], tmp_path / "rapport", comparisons=comparisons)
    pages = {page.path.name: page for page in pages_of(tmp_path / "rapport")}
    linked = {one.get("href") for one in pages["index.html"].attributes["a"]}
    for earlier in ("vergelijking-2025-1.html", "vergelijking-2026-1.html"):
        assert earlier in linked
        assert pages[earlier].problems + pages[earlier].open == []
    assert "PREM is geen factor meer" in " ".join(pages["vergelijking-2025-1.html"].words)
