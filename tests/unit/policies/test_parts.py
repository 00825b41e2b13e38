"""An edition written in several files reads as one, and every value still points at its own file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import HEAD, folder_of
from zorginkoop.kernel.assess import assess
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.policies.codings import publish, read_kept
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition, texts_of
from zorginkoop.policies.new_year import new_edition
from zorginkoop.policies.soundness import check_edition
from zorginkoop.policies.strict_yaml import read_yaml

FACTS = "feiten: {aanbieder: {open: {type: ja_nee, herkomst: vektis, tekst: open}}}\n"
AGREEMENT = """\
overeenkomsten:
  zorg:
    naam: Zorg
    onderwerp: aanbieder
    zorgsoort: zorg
    bij: [1/a/1]
    posten: [PM-01]
    routes:
      - {id: ja, leidt_tot: aanbod, als: {feit: open}, bij: [1/a/1], posten: [PM-01]}
      - {id: nee, leidt_tot: niets, bij: [1/a/1], posten: [PM-01]}
"""


def written(root: Path, own: str, **parts: str) -> EditionFolder:
    """Write an edition in several files."""
    edition = folder_of(root, own)
    for name, text in parts.items():
        file = edition.folder / "delen" / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return edition


def refused(edition: EditionFolder) -> list[Problem]:
    """Load an edition that cannot be read, and give its problems."""
    with pytest.raises(InputWrong) as caught:
        load_edition(edition)
    return list(caught.value.problems)


def told(problem: Problem) -> tuple[str, int | None]:
    """Say in which file and line a problem stands."""
    return Path(problem.where.file).name, problem.where.line


def test_facts_of_one_file_serve_an_agreement_of_another(tmp_path: Path) -> None:
    edition = load_edition(written(tmp_path, "", zorg=AGREEMENT, feiten=FACTS))
    agreement = compile_agreement(edition, "zorg", Installation()).agreement
    facts = read_facts(read_yaml("feiten: {open: ja}", "feiten.yaml"), edition, "aanbieder")
    assert assess(agreement, facts.subject, facts.key, date(2026, 1, 1)).result == "aanbod"


def test_facts_of_one_subject_may_be_spread_over_files(tmp_path: Path) -> None:
    more = "feiten: {aanbieder: {dicht: {type: ja_nee, herkomst: vektis, tekst: dicht}}}\n"
    edition = load_edition(written(tmp_path, AGREEMENT + FACTS, meer=more))
    assert set(edition.vocabulary.feiten["aanbieder"]) == {"open", "dicht"}


def test_the_hash_does_not_tell_how_a_policy_is_spread_over_files(tmp_path: Path) -> None:
    whole = texts_of(written(tmp_path / "een", FACTS + AGREEMENT))
    spread = texts_of(written(tmp_path / "twee", "", zorg=AGREEMENT, feiten=FACTS))
    other = texts_of(written(tmp_path / "drie", "", zorg=AGREEMENT.replace("naam: Zorg", "naam: Anders"), feiten=FACTS))
    assert whole.hash == spread.hash != other.hash


def test_a_published_coding_keeps_the_parts(tmp_path: Path) -> None:
    edition = written(tmp_path, "", zorg=AGREEMENT, feiten=FACTS)
    publish(edition.folder, 1, texts_of(edition))
    (edition.folder / "delen" / "zorg.yaml").unlink()
    assert read_kept(edition.folder, 1).hash
    kept = load_edition(EditionFolder(edition.name, edition.folder, 1))
    assert list(kept.source.overeenkomsten) == ["zorg"]


def test_a_change_in_a_part_is_a_change_of_a_published_coding(tmp_path: Path) -> None:
    edition = written(tmp_path, "", zorg=AGREEMENT, feiten=FACTS)
    publish(edition.folder, 1, texts_of(edition))
    assert check_edition(edition, Installation()).sound
    written(tmp_path, "", zorg=AGREEMENT.replace("naam: Zorg", "naam: Anders"))
    (problem,) = check_edition(edition, Installation()).problems
    assert "codering 1 is gepubliceerd" in problem.what


def test_a_reading_of_one_file_decides_a_spot_in_another(tmp_path: Path) -> None:
    readings = "lezingen: {AMB-01: {vraag: Wie?, kies: R2, opties: {R1: een, R2: twee}}}\n"
    agreement = AGREEMENT.replace("naam: Zorg", "naam: {lezing: AMB-01, R1: Een, R2: Twee}")
    edition = load_edition(written(tmp_path, FACTS + readings, zorg=agreement))
    assert edition.source.overeenkomsten["zorg"].naam.nl == "Twee"


def test_a_mistake_in_a_part_is_told_at_its_own_file_and_line(tmp_path: Path) -> None:
    wrong = AGREEMENT.replace("zorgsoort: zorg", "zorgsort: zorg")
    found = refused(written(tmp_path, FACTS, zorg=wrong))
    assert told(found[0]) == ("zorg.yaml", 5)
    assert "bedoelt u 'zorgsoort'" in found[0].what


def test_a_name_that_does_not_exist_is_told_in_the_part(tmp_path: Path) -> None:
    edition = load_edition(written(tmp_path, FACTS, zorg=AGREEMENT.replace("feit: open", "feit: opn")))
    with pytest.raises(InputWrong) as caught:
        compile_agreement(edition, "zorg", Installation())
    assert told(caught.value.problems[0]) == ("zorg.yaml", 9)


def test_problems_of_several_files_are_told_together_beleid_first(tmp_path: Path) -> None:
    found = refused(written(tmp_path, "feitn: {}\n", b=AGREEMENT.replace("    naam: Zorg\n", ""), a="vorwaarden: []\n"))
    assert [Path(problem.where.file).name for problem in found] == ["beleid.yaml", "a.yaml", "b.yaml"]


def test_a_name_stands_in_one_file_only(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, AGREEMENT, feiten=FACTS, nog=FACTS))
    assert told(problem) == ("nog.yaml", 1)
    assert "'open' staat ook in feiten.yaml, regel 1" in problem.what


@pytest.mark.parametrize("key", ["uitgave", "gebruik", "wijzigingen"])
def test_what_is_said_once_for_the_edition_stands_in_no_part(tmp_path: Path, key: str) -> None:
    (problem,) = refused(written(tmp_path, FACTS + AGREEMENT, deel=f"{key}: []\n"))
    assert problem.what == f"'{key}' staat in een deel."


@pytest.mark.parametrize("name", ["zorg.yml", "zorg/deel.yaml", "zorg.json"])
def test_a_file_among_the_parts_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    edition = written(tmp_path, FACTS + AGREEMENT)
    file = edition.folder / "delen" / name
    file.parent.mkdir(parents=True)
    file.write_text(FACTS, encoding="utf-8")
    (problem,) = refused(edition)
    assert problem.where.file == str(file)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[een, twee]", "een deel bestaat uit sleutels met wat erbij hoort, zoals beleid.yaml."),
        ("feiten: [een]\n", "'feiten' heeft hier een andere vorm dan in een ander bestand van deze uitgave."),
    ],
)
def test_a_part_has_the_form_of_a_policy(tmp_path: Path, text: str, what: str) -> None:
    (problem,) = refused(written(tmp_path, FACTS + AGREEMENT, deel=text))
    assert problem.what == what
    assert told(problem) == ("deel.yaml", 1)


def test_an_unused_name_of_a_part_is_told_there(tmp_path: Path) -> None:
    more = "\nfeiten: {aanbieder: {dicht: {type: ja_nee, herkomst: vektis, tekst: dicht}}}\n"
    (problem,) = check_edition(written(tmp_path, FACTS + AGREEMENT, meer=more), Installation()).problems
    assert told(problem) == ("meer.yaml", 2)


def test_conditions_of_parts_follow_each_other(tmp_path: Path) -> None:
    conditions = "voorwaarden: [{id: %s, feit: open, bij: [1/a/1], posten: [PM-01]}]\n"
    edition = written(tmp_path, FACTS + AGREEMENT + conditions % "een", twee=conditions % "twee")
    loaded = load_edition(edition)
    assert [condition.id for condition in loaded.vocabulary.voorwaarden] == ["een", "twee"]
    assert Path(loaded.where(loaded.condition_paths["twee"]).file).name == "twee.yaml"


def test_a_new_year_takes_the_parts_along_and_names_their_dates(tmp_path: Path) -> None:
    term = AGREEMENT + "    looptijd: {van: 2026-01-01, tot_en_met: 2026-12-31}\n"
    made = new_edition(written(tmp_path / "oud", FACTS, zorg=term), "proef", 2027, tmp_path / "nieuw")
    assert (made.folder / "delen" / "zorg.yaml").read_text(encoding="utf-8") == term
    assert [(one.file.as_posix(), one.found) for one in made.reminders] == [
        ("delen/zorg.yaml", ("2026-01-01", "2026-12-31"))
    ]


def test_an_edition_known_in_part_may_hold_no_agreement(tmp_path: Path) -> None:
    edition = folder_of(tmp_path, "")
    policy = edition.folder / "beleid.yaml"
    (problem,) = refused(edition)
    assert "er staan geen overeenkomsten" in problem.what
    policy.write_text(HEAD + "  gedeeltelijk: Alleen bekend uit een wijzigingenlijst.\n", encoding="utf-8")
    assert check_edition(edition, Installation()).sound
