"""`zorginkoop policy …`: list, show, facts, schema, new, check."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from support.command_line import Run
from support.practice import EDITION, ON, facts
from zorginkoop.kernel.canonical import canonical, read_canonical
from zorginkoop.policies.loading import find_editions
from zorginkoop.policies.parts import policy_files
from zorginkoop.policies.schemas import SCHEMAS
from zorginkoop.policies.strict_yaml import read_yaml
from zorginkoop.rehearsal import VALUES_FILE

ROOT = Path(__file__).resolve().parents[2]
jsonschema: Any = importlib.import_module("jsonschema")  # it comes without types
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def as_an_editor_reads_it(plain: object) -> object:
    """Turn text that YAML reads as a number into a number."""
    if isinstance(plain, dict):
        return {key: as_an_editor_reads_it(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [as_an_editor_reads_it(value) for value in plain]
    if isinstance(plain, str) and NUMBER.fullmatch(plain):
        return float(plain) if "." in plain else int(plain)
    return plain


def test_every_edition_is_listed(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "list")

    assert ran.code == 0
    assert all(edition.name in ran.out for edition in find_editions())


def test_an_edition_known_in_part_says_so_also_where_it_has_an_agreement(zorginkoop: Run) -> None:
    lines = zorginkoop("policy", "list").out.splitlines()

    below = next(at for at, line in enumerate(lines) if line.startswith("paramedische_zorg/2025-1")) + 1
    assert lines[below].startswith("    gedeeltelijk: ")
    assert "    fysiotherapie" in lines[below:]


def test_the_list_as_data(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "list", "--json")

    listed = {edition["uitgave"]: edition for edition in ran.data}
    assert listed[EDITION]["contractjaar"] == 2026
    assert listed[EDITION]["overeenkomsten"][:2] == ["fysiotherapie", "declaraties"]
    assert canonical(read_canonical(ran.out.encode())) == ran.out.encode()


@pytest.mark.parametrize("edition", [edition.name for edition in find_editions()])
def test_every_edition_can_be_shown_in_both_languages_and_as_data(zorginkoop: Run, edition: str) -> None:
    dutch, english = (zorginkoop("policy", "show", edition, "--language", language) for language in ("nl", "en"))

    assert dutch.code == english.code == 0
    assert dutch.out != english.out
    assert zorginkoop("policy", "show", edition, "--json").data["uitgave"] == edition


def test_a_page_of_an_edition_names_clause_and_date(zorginkoop: Run) -> None:
    shown = " ".join(zorginkoop("policy", "show", EDITION).out.split())

    assert "behandelindex: een landelijke behandelindex van ten hoogste 150, of een toegekende uitzondering" in shown
    signing = "tekenen (aanbieder): de overeenkomst ondertekenen: uiterlijk 7 november 2025"
    assert f"{signing} [4/contractaanbod/1, 5/planning/7]" in shown
    assert "3: A, 2: B, 1: C, 0: D" in shown


def test_the_facts_of_an_edition_are_enough_to_write_a_facts_file_from(zorginkoop: Run) -> None:
    plain = zorginkoop("policy", "facts", EDITION, "--json").data

    index = plain["onderwerpen"]["aanbieder"]["feiten"]["behandelindex"]
    assert index["type"] == "getal"
    assert index["stap"] == "0.1"
    assert (index["per_jaar"], index["peiljaren"]) == ("ja", {"2026": [2024], "2027": [2025]})
    assert index["kenmerken"]["versie"] == "3"
    assert "behandelindex" in index["gebruikt_door"]["fysiotherapie"]
    people = plain["onderwerpen"]["aanbieder"]["rijen"]["personen"]
    assert (people["onderwerp"], people["historie"]) == ("persoon", "nee")
    hours = plain["onderwerpen"]["persoon"]["feiten"]["uren_hier"]
    assert (hours["eenheid"], hours["gebruikt_door"]) == (
        "uur per week",
        {"fysiotherapie": ["verbijzonderd", "nog_verbijzonderd"]},
    )
    assert "aanvraag_ontvangen" in plain["gebeurtenissen"]
    assert plain["sleutel"]["verzekeraar"] == "3360"


def test_every_fact_of_the_practice_is_named(zorginkoop: Run) -> None:
    plain = zorginkoop("policy", "facts", EDITION, "fysiotherapie", "--json").data
    given = read_yaml(facts(), "feiten.yaml").plain
    assert isinstance(given, dict)

    subject = plain["onderwerpen"]["aanbieder"]
    assert set(given["feiten"]) <= {*subject["feiten"], *subject["rijen"]}


@pytest.mark.parametrize("edition", [edition.name for edition in find_editions()])
def test_a_template_can_be_judged_as_it_is(zorginkoop: Run, tmp_path: Path, edition: str) -> None:
    agreements = zorginkoop("policy", "facts", edition, "--json").data["overeenkomsten"]
    year = int(edition.partition("/")[2][:4])
    for agreement, told in agreements.items():
        file = tmp_path / f"{agreement}.yaml"
        file.write_text(zorginkoop("policy", "facts", edition, agreement, "--template").out, encoding="utf-8")

        # claim lines are of the contract year itself, everything else is judged in the season before it
        day = f"{year}-02-10" if told["onderwerp"] == "declaratieregel" else f"{year - 1}-10-10"
        options = ["--facts", file, "--on", day, "--values", VALUES_FILE]
        ran = zorginkoop("assess", edition, agreement, *options)

        # Nothing is known; where no record means something (not happened, no request) that alone may decide.
        assert ran.err == ""
        assert ran.code in (0, 1, 3)


def test_the_example_rows_of_a_template_can_be_used(zorginkoop: Run, tmp_path: Path) -> None:
    file = tmp_path / "feiten.yaml"
    text = zorginkoop("policy", "facts", EDITION, "fysiotherapie", "--template").out
    while "\n  #   - " in text or "\n  # personen:" in text:
        text = re.sub(r"(?m)^  # (personen:|overeenkomsten:|  .*)$", r"  \1", text)
    file.write_text(text, encoding="utf-8")

    ran = zorginkoop("assess", EDITION, "fysiotherapie", "--facts", file, "--on", ON)

    assert (ran.code, ran.err) == (3, "")
    assert "persoon-1" in ran.out


@pytest.mark.parametrize("which", list(SCHEMAS))
def test_a_schema_is_a_schema(zorginkoop: Run, which: str) -> None:
    ran = zorginkoop("policy", "schema", which)

    assert ran.code == 0
    jsonschema.Draft202012Validator.check_schema(ran.data)


def test_the_published_schema_of_an_outcome_is_the_one_we_write(zorginkoop: Run) -> None:
    published = (ROOT / "docs" / "schema" / "uitkomst.json").read_text(encoding="utf-8")

    renew = "zorginkoop policy schema outcome > docs/schema/uitkomst.json"
    assert zorginkoop("policy", "schema", "outcome").out == published, f"renew it: {renew}"


@pytest.mark.parametrize("edition", find_editions(), ids=lambda edition: edition.name)
def test_every_edition_fits_the_schema_for_editors(edition: Any) -> None:  # noqa: ANN401 - from the parameters
    own, *parts = policy_files(edition.folder)
    for which, file in [("policy", own), *(("part", part) for part in parts)]:
        plain = read_yaml(file.read_bytes(), file.name).plain
        validator = jsonschema.Draft202012Validator(SCHEMAS[which]())
        assert [error.message for error in validator.iter_errors(plain)] == [], file.name
        assert [error.message for error in validator.iter_errors(as_an_editor_reads_it(plain))] == [], file.name


def test_the_schema_for_editors_refuses_a_key_that_does_not_exist() -> None:
    plain = read_yaml((find_editions()[0].folder / "beleid.yaml").read_bytes(), "beleid.yaml").plain
    assert isinstance(plain, dict)
    plain["uitgave"]["contractjar"] = "2026"

    assert not jsonschema.Draft202012Validator(SCHEMAS["policy"]()).is_valid(plain)


def test_the_facts_and_the_values_fit_their_schemas() -> None:
    given = read_yaml(facts(), "feiten.yaml").plain
    values = read_yaml(VALUES_FILE.read_bytes(), "repetitie.yaml").plain

    for schema, plain in (("facts", given), ("facts", as_an_editor_reads_it(given)), ("values", values)):
        validator = jsonschema.Draft202012Validator(SCHEMAS[schema]())
        assert [error.message for error in validator.iter_errors(plain)] == [], schema


def test_a_sound_edition_ends_with_0(zorginkoop: Run) -> None:
    # `make check` looks at all of them.
    ran = zorginkoop("policy", "check", EDITION)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{EDITION}: in orde (")


def test_a_check_tells_all_that_is_wrong_and_ends_with_1(zorginkoop: Run, copied_edition: Path) -> None:
    policy = copied_edition / "beleid.yaml"
    text = policy.read_text(encoding="utf-8")
    text = text.replace("lijsten:\n", "lijsten:\n  nergens: [a, b]\n", 1)
    unused = "  registratie: {ongebruikt: {type: ja_nee, herkomst: vragenlijst}}\n"
    text = text.replace("feiten:\n", f"feiten:\n{unused}", 1)
    text = text.replace("      - id: tekenen\n", "      - id: aanbieden\n", 1)
    policy.write_text(text, encoding="utf-8")

    ran = zorginkoop("policy", "check", copied_edition)

    assert ran.code == 1
    assert "lijst 'nergens' wordt nergens gebruikt." in ran.err
    assert "feit 'ongebruikt' wordt nergens gebruikt." in ran.err
    assert "de naam 'aanbieden' staat hier twee keer." in ran.err


def test_a_check_names_nodes_without_a_place_and_examples_that_differ(zorginkoop: Run, copied_edition: Path) -> None:
    policy = copied_edition / "beleid.yaml"
    text = policy.read_text(encoding="utf-8").replace("ten_hoogste: 150", "ten_hoogste: 130")
    text = re.sub(r"(?m)(^      - id: kngf\n)        bij: .*\n", r"\1", text)
    policy.write_text(text, encoding="utf-8")

    ran = zorginkoop("policy", "check", copied_edition, "--json")

    (checked,) = ran.data
    assert (ran.code, checked["in_orde"]) == (1, "nee")
    told = [problem["wat"] for problem in checked["problemen"]]
    assert "bij 'kngf' ontbreekt bij." in told
    assert any("verwacht" in what and "gevonden" in what for what in told)


def test_a_policy_that_cannot_be_read_is_told_with_line_and_column(zorginkoop: Run, copied_edition: Path) -> None:
    policy = copied_edition / "beleid.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("contractjaar: 2026", "contractjaar: binnenkort", 1))

    checked = zorginkoop("policy", "check", copied_edition)
    shown = zorginkoop("policy", "show", copied_edition)

    assert (checked.code, shown.code) == (1, 2)
    assert f"{policy}:5:17: 'binnenkort' is geen heel getal." in checked.err
    assert checked.err == shown.err


def test_a_new_year_has_a_new_head_and_a_list_of_dates(zorginkoop: Run, tmp_path: Path) -> None:
    ran = zorginkoop("policy", "new", "paramedische_zorg", "2028", "--from", EDITION, "--to", tmp_path)

    folder = tmp_path / "paramedische_zorg" / "2028-1"
    assert ran.code == 0
    head = zorginkoop("policy", "show", folder, "--json").data["beleid"]["uitgave"]
    assert (head["contractjaar"], head["herziening"], head["codering"]) == (2028, 1, 1)
    assert head["naam"] == {"nl": "Paramedische zorg 2028", "en": "Paramedical care 2028"}
    assert re.search(r"beleid\.yaml:\d+: 2026, 2024, 2027, 2025  peiljaar: \{2026: 2024, 2027: 2025\}", ran.out)
    assert "contractjaar: 2028" not in ran.out
    assert not [file for file in folder.parent.iterdir() if file.name.startswith(".")]


def test_a_new_year_never_overwrites(zorginkoop: Run, tmp_path: Path) -> None:
    asked = ("policy", "new", "paramedische_zorg", "2028", "--from", EDITION, "--to", tmp_path)
    assert zorginkoop(*asked).code == 0
    policy = tmp_path / "paramedische_zorg" / "2028-1" / "beleid.yaml"
    policy.write_text("van een mens")

    ran = zorginkoop(*asked)

    assert ran.code == 2
    assert "deze map bestaat al; er is niets geschreven." in ran.err
    assert policy.read_text() == "van een mens"


def test_new_for_a_year_that_is_there_is_the_next_revision(zorginkoop: Run, tmp_path: Path) -> None:
    ran = zorginkoop("policy", "new", "paramedische_zorg", "2026", "--from", EDITION, "--to", tmp_path)
    assert ran.code == 0
    assert ran.out.startswith("paramedische_zorg/2026-3 staat in ")
    assert "herziening: 3" in (tmp_path / "paramedische_zorg" / "2026-3" / "beleid.yaml").read_text(encoding="utf-8")


def test_a_new_year_where_nothing_can_be_written(zorginkoop: Run, tmp_path: Path) -> None:
    (tmp_path / "bezet").write_text("een bestand")

    ran = zorginkoop("policy", "new", "Paramedisch", "28", "--from", EDITION, "--to", tmp_path)
    onto_a_file = zorginkoop("policy", "new", "a", "2028", "--from", EDITION, "--to", tmp_path / "bezet")

    assert (ran.code, len(ran.problems)) == (2, 2)
    assert onto_a_file.code == 2
    assert "hier kan niet geschreven worden" in onto_a_file.err


def test_a_template_is_for_one_agreement(zorginkoop: Run) -> None:
    ran = zorginkoop("policy", "facts", EDITION, "--template")

    assert ran.code == 2
    assert "dit gaat over een overeenkomst; noem welke. Kies uit: fysiotherapie, declaraties, " in ran.err
