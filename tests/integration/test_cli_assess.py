"""`zorginkoop assess` and `replay`: every exit code, both languages, and data that fits its schema."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.command_line import Ran, Run, WriteFacts
from support.practice import EDITION, ON
from zorginkoop.kernel.canonical import canonical, read_canonical
from zorginkoop.policies.schemas import SCHEMAS

jsonschema: Any = importlib.import_module("jsonschema")  # it comes without types


def assess(run: Run, file: str, *options: str) -> Ran:
    return run("assess", EDITION, "fysiotherapie", "--facts", file, "--on", ON, *options)


def test_an_offer_is_told_on_the_first_line_and_ends_with_0(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file())

    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("Overeenkomst B: 2 van de 3 differentiatiefactoren")
    assert "De landelijke behandelindex over 2024: 140" in ran.out
    assert "bij ons bekend sinds 10 oktober 2025" in ran.out
    assert (
        "[2.3/gedifferentieerd/2, 2.3/gedifferentieerd/3, 2.3/gedifferentieerd/4, 4/vecozo_zorginkoopportaal/5]"
        in ran.out
    )
    assert ran.err == ""


def test_who_is_not_approached_ends_with_1(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(behandelindex="{2024: 150.1}"))

    assert ran.code == 1
    assert "✗ niet voldaan: behandelindex" in ran.out


def test_no_offer_ends_with_1(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(telefonisch_bereikbaar="nee"), "--json")

    assert (ran.code, ran.data["uitkomst"]) == (1, "geen_aanbod")


def test_what_cannot_be_decided_ends_with_3_and_names_what_is_missing(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(telefonisch_bereikbaar="onbekend"))

    assert ran.code == 3
    assert "Wat ontbreekt en de uitkomst nog kan veranderen" in ran.out
    assert "  telefonisch_bereikbaar: telefonisch bereikbaar op werkdagen" in ran.out


def test_sentences_come_in_english_too(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(), "--language", "en")

    assert ran.out.startswith("Agreement B: 2 of the 3 differentiation factors")
    assert "✓ met: behandelindex" in ran.out


def test_explain_gives_sentences_and_what_would_change_the_outcome(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(behandelindex="{2024: 150.1}"), "--explain")

    assert "behandelindex: wat dit zou veranderen:" in ran.out


def test_the_data_are_canonical_and_fit_the_published_schema(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(), "--json")

    data = ran.out.encode()
    assert canonical(read_canonical(data)) == data
    jsonschema.Draft202012Validator(SCHEMAS["outcome"]()).validate(ran.data)
    assert ran.data["sleutel"] == {"verzekeraar": "3360", "label": "aevitae", "polisvorm": "natura", "jaar": 2026}
    assert ran.data["onderwerp"] == {"soort": "aanbieder", "id": "04000001", "naam": "Fysiotherapie De Verzonnen Brug"}


def test_facts_may_be_json(zorginkoop: Run, tmp_path: Path) -> None:
    file = tmp_path / "feiten.json"
    file.write_text(
        json.dumps({"onderwerp": {"id": "1"}, "feiten": {"behandelindex": {"2024": "151"}}}), encoding="utf-8"
    )

    ran = assess(zorginkoop, str(file))

    assert ran.code == 1


def test_what_became_known_later_does_not_count(zorginkoop: Run, facts_file: WriteFacts) -> None:
    file = facts_file()

    assert assess(zorginkoop, file, "--known", "2025-10-10T12:00").code == 0
    assert assess(zorginkoop, file, "--known", "2025-10-09").code == 3


def test_another_year_of_the_term_has_another_reference_year(zorginkoop: Run, facts_file: WriteFacts) -> None:
    ran = assess(zorginkoop, facts_file(behandelindex="{2024: 140, 2025: 200}"), "--year", "2027", "--json")

    assert ran.data["sleutel"]["jaar"] == 2027
    used = {fact["feit"]: fact for condition in ran.data["voorwaarden"] for fact in condition.get("feiten", ())}
    assert used["behandelindex@2025"]["waarde"] == "200"


def test_a_stored_outcome_is_judged_again_from_itself_alone(
    zorginkoop: Run, facts_file: WriteFacts, tmp_path: Path
) -> None:
    stored = tmp_path / "uitkomst.json"
    stored.write_bytes(assess(zorginkoop, facts_file(), "--json").out.encode())

    ran = zorginkoop("replay", stored)

    assert ran.code == 0
    assert ran.out.startswith("Dezelfde uitkomst: aanbod")
    assert zorginkoop("replay", stored, "--json").data["uitkomst"] == "aanbod"


def test_a_stored_outcome_that_no_longer_follows_ends_with_1_and_names_each_path(
    zorginkoop: Run, facts_file: WriteFacts, tmp_path: Path
) -> None:
    stored = tmp_path / "uitkomst.json"
    plain = assess(zorginkoop, facts_file(), "--json").data
    plain["variant"] = "A"
    plain["voorwaarden"][0]["stand"] = "niet_voldaan"
    stored.write_bytes(canonical(plain))

    ran = zorginkoop("replay", stored)

    assert ran.code == 1
    assert "variant: vastgelegd 'A', nu 'B'" in ran.err
    assert "voorwaarden[0].stand: vastgelegd 'niet_voldaan', nu " in ran.err


def test_another_engine_with_the_same_outcome_is_told(zorginkoop: Run, facts_file: WriteFacts, tmp_path: Path) -> None:
    stored = tmp_path / "uitkomst.json"
    stored.write_bytes(canonical(assess(zorginkoop, facts_file(), "--json").data | {"programmaversie": "0.0.1"}))

    ran = zorginkoop("replay", stored)

    assert ran.code == 0
    assert "Zij is vastgelegd door versie 0.0.1" in ran.out


@pytest.mark.parametrize("damage", [b'{"vorm":"iets anders"}\n', b"{}", b"\xff", b'{"a": 1}\n', b"[]\n"])
def test_a_file_that_is_no_stored_outcome_ends_with_2(zorginkoop: Run, tmp_path: Path, damage: bytes) -> None:
    stored = tmp_path / "uitkomst.json"
    stored.write_bytes(damage)

    ran = zorginkoop("replay", stored)

    assert ran.code == 2
    assert "uitkomst.json" in ran.err


def test_a_damaged_tree_ends_with_2(zorginkoop: Run, facts_file: WriteFacts, tmp_path: Path) -> None:
    stored = tmp_path / "uitkomst.json"
    plain = assess(zorginkoop, facts_file(), "--json").data
    plain["vastlegging"]["boom"]["criteria"] = [{"vorm": "Always"}]
    stored.write_bytes(canonical(plain))

    ran = zorginkoop("replay", stored)

    assert ran.code == 2
    assert "kan niet opnieuw geoordeeld worden" in ran.err


def test_the_installed_program_judges_without_the_column_engines(facts_file: WriteFacts) -> None:
    script = (
        "import sys; from zorginkoop.cli.main import main; code = main(sys.argv[1:]); "
        "loaded = sorted({'numpy', 'polars', 'altair', 'jinja2'} & set(sys.modules)); "
        "print(f'geladen: {loaded}'); sys.exit(code)"
    )
    asked = ["assess", EDITION, "fysiotherapie", "--facts", facts_file(), "--on", ON, "--explain"]
    ran = subprocess.run([sys.executable, "-c", script, *asked], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == "geladen: []"
    assert "\x1b[" not in ran.stdout


def test_our_own_fault_ends_with_70_and_says_how_to_report_it(
    zorginkoop: Run, facts_file: WriteFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "kapot"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("zorginkoop.cli.assess.snapshot", broken)
    ran = assess(zorginkoop, facts_file(), "--json")
    with_trace = assess(zorginkoop, facts_file(), "--json", "--debug")

    assert ran.code == 70
    assert "Dit is een fout van ons, niet van u: ZeroDivisionError" in ran.err
    assert "Meld dit" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in with_trace.err


def test_the_letter_names_the_figure_its_source_and_what_can_be_done(zorginkoop: Run, facts_file: WriteFacts) -> None:
    refused = facts_file(behandelindex="{2024: {waarde: 150.1, bron: Vektis}}")
    letter = assess(zorginkoop, refused, "--letter")

    assert letter.code == 1
    assert letter.out.startswith("Fysiotherapie De Verzonnen Brug\n\n20 oktober 2025\n")
    assert re.search(r"De landelijke behandelindex over 2024: 150[.,]1 \(bron: Vektis", letter.out)
    assert "Wat kunt u doen?" in letter.out


def test_the_letter_of_an_offer_names_the_dates_that_lie_ahead(zorginkoop: Run, facts_file: WriteFacts) -> None:
    letter = assess(zorginkoop, facts_file(), "--letter")

    assert "- De overeenkomst ondertekenen: uiterlijk 7 november 2025" in letter.out


CLAIM_LINE = ("assess", EDITION, "declaraties", "--facts", "docs/examples/declaratieregel.yaml", "--on", "2026-02-03")
MADE_UP = ("--values", "src/zorginkoop/rehearsal/waarden/repetitie.yaml")


@pytest.mark.parametrize(
    ("known", "result", "note"),
    [((), 3, True), (("--known", "2026-03-01"), 3, True), (("--known", "2026-03-02"), 1, False)],
)
def test_what_became_known_later_is_told_and_not_passed_over(
    zorginkoop: Run, known: tuple[str, ...], result: int, *, note: bool
) -> None:
    ran = zorginkoop(*CLAIM_LINE, *known, *MADE_UP)

    assert ran.code == result
    assert ("let op: wat later bekend werd telt niet mee (aantal gegevens: 8)" in ran.out) is note
    assert ran.out.startswith("Nog niet te beslissen" if note else "Afgewezen")
