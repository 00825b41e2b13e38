"""Changing the text of an edition by id: what an address finds, what a change leaves, and where problems stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.small_policies import folder_of
from support.worked_examples import installation
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong, PolicyWrong, QuestionWrong
from zorginkoop.kernel.marked import Document, Mark
from zorginkoop.policies.addresses import SpotKind
from zorginkoop.policies.edits import Add, Drop, Edit, Policy, Replace, SetValue, Touched, Written, edited
from zorginkoop.policies.loading import EditionFolder, edition_folder, load_texts, texts_of
from zorginkoop.policies.strict_yaml import read_yaml

POLICY = """
feiten:
  aanbieder:
    index: {type: getal, stap: "0.1", herkomst: vektis}
    teken: {type: ja_nee, herkomst: vragenlijst}
waarden:
  drempel: {type: getal, zetter: inkoper}
lijsten:
  soorten: [a, b]
lezingen:
  AMB-01: {vraag: hoe, kies: R1, opties: {R1: zo, R2: anders}}
voorwaarden:
  - {id: gedeeld, feit: teken}
overeenkomsten:
  een:
    naam: Een
    onderwerp: aanbieder
    zorgsoort: een
    voorwaarden:
      - {id: grens, feit: index, ten_hoogste: 150}
      - {id: dubbel, alle: [{feit: index, ten_minste: 10}, {feit: index, ten_hoogste: 20}]}
      - {id: lees, lezing: AMB-01, R1: {feit: index, ten_minste: 5}, R2: {feit: index, ten_minste: 6}}
    routes:
      - {id: eerst, leidt_tot: aanbod, als: {alle: [grens, dubbel, lees]}}
      - id: aanvraag
        leidt_tot: beoordeling
        als: gedeeld
        dan:
          - {id: geweigerd, leidt_tot: geen_aanbod, als: {niet: grens}}
          - {id: open, leidt_tot: beoordeling}
      - {id: anders, leidt_tot: niets}
    randvoorwaarden: [gedeeld, {id: eis, feit: index, minder_dan: onzin_van_later}]
    lagen:
      - {id: grens, soort: basis}
  twee:
    naam: Twee
    onderwerp: aanbieder
    zorgsoort: twee
    routes: [{id: anders, leidt_tot: niets}]
    randvoorwaarden: [{id: grens, feit: index, ten_hoogste: 100}]
"""
GOOD = POLICY.replace("onzin_van_later", "30")


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return Policy(texts_of(folder_of(tmp_path, GOOD)), Installation())


def put(target: str, value: object) -> SetValue:
    return SetValue(target, Written(Document("--set", value, {(): Mark(1, 1)})))


def said(text: str) -> Written:
    return Written(read_yaml(text, "wat.yaml"), ("wat",))


def loaded(policy: Policy) -> LoadedEdition:
    return load_texts(EditionFolder("proef/2026-1", Path()), policy.texts, policy.installation)


@pytest.mark.parametrize(
    ("edit", "touched"),
    [
        (put("een/grens", "140"), Touched("een/voorwaarden/grens.ten_hoogste", "150", "140")),
        (put("twee/grens", "90"), Touched("twee/randvoorwaarden/grens.ten_hoogste", "100", "90")),
        (put("grens.onbekend", "niet_beslist"), None),
        (put("dubbel.alle.1.ten_hoogste", "30"), Touched("een/voorwaarden/dubbel.alle.1.ten_hoogste", "20", "30")),
        (put("lees", "7"), Touched("een/voorwaarden/lees.R1.ten_minste", "5", "7")),
        (put("soorten", ["a"]), Touched("lijsten/soorten", ["a", "b"], ["a"])),
        (put("gedeeld.kracht", "inspanning"), Touched("voorwaarden/gedeeld.kracht", None, "inspanning")),
        (put("open.leidt_tot", "niets"), Touched("een/routes/aanvraag/open.leidt_tot", "beoordeling", "niets")),
        (put("een.onbekend", "geen_bezwaar"), Touched("een.onbekend", None, "geen_bezwaar")),
        (put("AMB-01", "R2"), Touched("lezingen/AMB-01", "R1", "R2")),
        (put("drempel", "3"), Touched("waarden/drempel", None, "3")),
    ],
)  # fmt: skip
def test_an_address_finds_the_one_thing_that_it_means(policy: Policy, edit: Edit, touched: Touched | None) -> None:
    if touched is None:
        with pytest.raises(QuestionWrong, match=r"komt 3 keer voor.*een/lagen/grens, een/voorwaarden/grens, twee/"):
            edited(policy, edit)
    else:
        assert edited(policy, edit)[1] == touched


def test_a_change_leaves_the_text_it_was_made_from_as_it_was(policy: Policy) -> None:
    before = policy.texts.hash
    changed, _ = edited(policy, put("een/grens", "140"))

    assert policy.texts.hash == before
    assert changed.texts.hash != before
    back, _ = edited(changed, put("een/grens", "150"))
    assert back.texts.hash == before


def test_a_value_or_a_reading_changes_the_installation_and_its_hash(policy: Policy) -> None:
    with_value, _ = edited(policy, put("drempel", "3"))
    with_reading, _ = edited(policy, put("AMB-01", "R2"))

    assert with_value.installation.values["drempel"].waarde == "3"
    assert with_reading.installation.readings == {"AMB-01": "R2"}
    hashes = {one.installation.content_hash for one in (policy, with_value, with_reading)}
    assert len(hashes) == len((policy, with_value, with_reading))
    assert with_value.texts.hash == with_reading.texts.hash == policy.texts.hash


def test_a_limit_of_a_reading_follows_the_option_that_is_taken(policy: Policy) -> None:
    other, _ = edited(policy, put("AMB-01", "R2"))
    _, touched = edited(other, put("lees", "7"))

    assert touched == Touched("een/voorwaarden/lees.R2.ten_minste", "6", "7")


def test_a_node_is_dropped_replaced_or_added_before_another(policy: Policy) -> None:
    fewer, dropped = edited(policy, Drop("een/randvoorwaarden/gedeeld", said("wat: weg")))
    swapped, _ = edited(policy, Replace("een/voorwaarden/grens", said("wat: {feit: index, ten_minste: 1}")))
    more, added = edited(
        policy, Add("een/routes", said("wat: {id: nieuw, leidt_tot: aanbod, als: gedeeld}"), before="anders")
    )

    assert (dropped.was, dropped.now) == ("gedeeld", None)
    assert [one.id for one in loaded(fewer).source.overeenkomsten["een"].randvoorwaarden] == ["eis"]
    assert loaded(swapped).source.overeenkomsten["een"].voorwaarden[0].id == "grens"  # it keeps its name
    assert added.address == "een/routes/nieuw"
    assert [one.id for one in loaded(more).source.overeenkomsten["een"].routes] == [
        "eerst",
        "aanvraag",
        "nieuw",
        "anders",
    ]


def test_a_fact_and_a_list_of_nodes_that_was_not_there_can_be_added(policy: Policy) -> None:
    declared, _ = edited(policy, Add("feiten/aanbieder", said("wat: {type: ja_nee, herkomst: vektis}"), name="nieuw"))
    listed, _ = edited(declared, Add("twee/differentiatiefactoren", said("wat: {id: nieuw, feit: nieuw}")))

    source = loaded(listed).source
    assert "nieuw" in source.feiten["aanbieder"]
    assert [one.id for one in source.overeenkomsten["twee"].differentiatiefactoren] == ["nieuw"]


def test_what_stands_behind_a_dropped_node_is_still_told_at_its_own_line(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, POLICY)
    line = next(
        n for n, text in enumerate((folder.folder / "beleid.yaml").read_text().splitlines(), 1) if "onzin" in text
    )
    policy = Policy(texts_of(folder), Installation())
    fewer, _ = edited(policy, Drop("een/randvoorwaarden/gedeeld", said("wat: weg")))

    with pytest.raises(PolicyWrong) as raised:
        compile_agreement(loaded(fewer), "een", Installation())
    (problem,) = raised.value.problems
    assert (Path(problem.where.file).name, problem.where.line) == ("beleid.yaml", line)


def test_a_wrong_new_value_is_told_where_it_was_written(policy: Policy) -> None:
    changed, _ = edited(policy, SetValue("een/grens", said("# een vraag\nwat: laag")))

    with pytest.raises(PolicyWrong) as raised:
        compile_agreement(loaded(changed), "een", Installation())
    assert str(raised.value).startswith("wat.yaml:2:6: 'laag' is geen getal")


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (put("grenz", "1"), "Bedoelt u grens of lagen?"),
        (put("grens", "1"), "'grens' komt 2 keer voor. Noem welke: een/voorwaarden/grens, twee/randvoorwaarden/grens."),
        (put("dubbel", "1"), "bijvoorbeeld dubbel.alle.0.ten_minste of dubbel.alle.1.ten_hoogste"),
        (put("gedeeld", "1"), "'gedeeld' heeft zelf geen waarde om te zetten"),
        (put("dubbel.alle.7.ten_minste", "1"), "een/voorwaarden/dubbel.alle heeft geen '7'"),
        (put("AMB-01", "R3"), "lezing AMB-01 heeft geen optie 'R3'. Kies uit: R1, R2."),
        (Drop("nergens", said("wat: x")), "'nergens' staat niet in dit beleid"),
        (Add("een/routes", said("wat: {id: x}"), before="weg"), "'weg' staat niet in een/routes. Wel: eerst, aanvraag"),
        (Add("nergens", said("wat: {id: x}")), "'nergens' is geen lijst waar iets bij kan"),
        (Add("feiten/aanbieder", said("wat: {}")), "in feiten/aanbieder heeft alles een naam"),
        (Add("feiten/aanbieder", said("wat: {}"), name="index"), "'index' staat al in feiten/aanbieder"),
    ],
)  # fmt: skip
def test_what_cannot_be_found_or_changed_says_what_to_do(policy: Policy, edit: Edit, problem: str) -> None:
    with pytest.raises(InputWrong) as raised:
        edited(policy, edit)
    assert problem in str(raised.value)


def test_a_condition_of_a_shared_module_is_changed_in_the_copy_alone() -> None:
    policy = Policy(texts_of(edition_folder("paramedische_zorg/2026-2")), installation())
    shared = next(one for one in policy.index.spots if one.module and one.kind is SpotKind.NODE)
    changed, touched = edited(policy, put(f"{shared}.kracht", "inspanning"))

    assert touched.address == f"{shared}.kracht"
    assert changed.texts.own is policy.texts.own
    differing = [name for name, text in policy.texts.modules.items() if text.plain != changed.texts.modules[name].plain]
    assert differing == [shared.module]
