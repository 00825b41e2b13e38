"""A policy officer changes a limit, adds a factor and adds a year in text files; no code changes."""

from __future__ import annotations

import re
from pathlib import Path

from support.command_line import Run, WriteFacts
from support.practice import EDITION, ON, facts


def test_a_limit_of_130_moves_who_has_an_index_of_140(
    zorginkoop: Run, facts_file: WriteFacts, copied_edition: Path
) -> None:
    asked = ("assess", copied_edition, "fysiotherapie", "--facts", facts_file(), "--on", ON, "--json")
    assert zorginkoop(*asked).data["uitkomst"] == "aanbod"
    _replace(copied_edition / "beleid.yaml", "ten_hoogste: 150", "ten_hoogste: 130")

    ran = zorginkoop(*asked)

    assert (ran.code, ran.data["uitkomst"], ran.data["route"]) == (1, "niets", "niet_benaderd")
    states = {condition["id"]: condition["stand"] for condition in ran.data["voorwaarden"]}
    assert states["behandelindex"] == "niet_voldaan"


def test_a_fourth_factor_counts(zorginkoop: Run, tmp_path: Path, copied_edition: Path) -> None:
    file = tmp_path / "feiten.yaml"
    file.write_text(facts(), encoding="utf-8")
    asked = ("assess", copied_edition, "fysiotherapie", "--facts", file, "--on", ON, "--json")
    assert zorginkoop(*asked).data["variant"] == "B"
    policy = copied_edition / "beleid.yaml"
    _replace(policy, "    kngf_basisregister:\n", f"{_FACT}    kngf_basisregister:\n")
    _replace(policy, "    variant:\n", f"{_FACTOR}    variant:\n")
    _replace(policy, "tabel: {3: A, 2: B, 1: C, 0: D}", "tabel: {4: A, 3: B, 2: C, 1: D, 0: E}")

    assert zorginkoop(*asked).data["variant"] == "C"

    file.write_text(facts().replace("feiten:\n", "feiten:\n  open_op_zaterdag: ja\n"), encoding="utf-8")
    ran = zorginkoop(*asked)
    assert (ran.data["variant"], ran.data["factoren"]) == ("B", {"gehaald": 3, "van": 4})
    named = zorginkoop("policy", "facts", copied_edition, "--json").data["onderwerpen"]["aanbieder"]["feiten"]
    assert named["open_op_zaterdag"]["gebruikt_door"] == {"fysiotherapie": ["zaterdag"]}


def test_a_factor_without_a_variant_for_its_number_is_refused(
    zorginkoop: Run, facts_file: WriteFacts, copied_edition: Path
) -> None:
    _replace(copied_edition / "beleid.yaml", "    kngf_basisregister:\n", f"{_FACT}    kngf_basisregister:\n")
    _replace(copied_edition / "beleid.yaml", "    variant:\n", f"{_FACTOR}    variant:\n")

    ran = zorginkoop("assess", copied_edition, "fysiotherapie", "--facts", facts_file(), "--on", ON)

    assert ran.code == 2
    assert "Geef een variant voor elk aantal van 0 tot en met 4." in ran.err


def test_a_new_year_is_a_folder(zorginkoop: Run, tmp_path: Path) -> None:
    made = zorginkoop("policy", "new", "paramedische_zorg", "2028", "--from", EDITION, "--to", tmp_path, "--json")
    folder = Path(made.data["map"])
    file = tmp_path / "feiten.yaml"
    file.write_text(_two_years_later(facts()), encoding="utf-8")
    asked = ("assess", folder, "fysiotherapie", "--facts", file, "--on", "2027-10-20")
    early = zorginkoop(*asked)
    assert early.code == 2
    assert "voor contractjaar 2028 is geen peiljaar van behandelindex vastgelegd." in early.err

    _follow_the_list(folder, made.data["kijk_hierna"])

    ran = zorginkoop(*asked, "--json")
    assert (ran.code, ran.data["uitkomst"], ran.data["variant"]) == (0, "aanbod", "B")
    assert ran.data["uitgave"] == "paramedische_zorg/2028-1"
    assert ran.data["sleutel"]["jaar"] == 2028


_FACT = """\
    open_op_zaterdag:
      type: ja_nee
      herkomst: vragenlijst
      tekst: {nl: open op zaterdag, en: open on Saturday}
"""
_FACTOR = """\
      - id: zaterdag
        bij: ["3.2/fysiotherapie/4"]
        posten: [PM-67]
        tekst: {nl: open op zaterdag, en: open on Saturday}
        feit: open_op_zaterdag
"""


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def _two_years_later(text: str) -> str:
    return re.sub(r"\b20(2\d)\b", lambda year: str(int(year[0]) + 2), text)


def _follow_the_list(folder: Path, reminders: list[dict[str, object]]) -> None:
    """Do what an officer does with the list: change the years on the lines that it names."""
    for name in {str(reminder["bestand"]) for reminder in reminders}:
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        for reminder in reminders:
            if reminder["bestand"] == name:
                at = int(str(reminder["regel"])) - 1
                lines[at] = _two_years_later(lines[at])
        (folder / name).write_text("".join(lines), encoding="utf-8")
