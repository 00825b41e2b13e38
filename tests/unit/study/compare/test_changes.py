"""What a comparison says of small policies: renamed, moved, in words, in a date, in a formula, and beside the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import compiled, loaded
from zorginkoop.kernel.compile import LoadedEdition
from zorginkoop.study.compare.dates import date_meanings
from zorginkoop.study.compare.log import change_log
from zorginkoop.study.compare.structure import Change, How, Reach, changes_between
from zorginkoop.study.compare.texts import Stands, marked, pieces
from zorginkoop.study.compare.words import Sentences
from zorginkoop.study.report.words import Tongue

POLICY = """
gebeurtenissen: {gevraagd: {tekst: een vraag kwam binnen}, beantwoord: {tekst: de vraag is beantwoord}}
feiten:
  aanbieder:
    index: {type: getal, herkomst: vektis, posten: [PM-01], tekst: de index}
    vlag: {type: ja_nee, herkomst: vragenlijst, tekst: de vlag}
lijsten: {soorten: [een, twee]}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    voorwaarden:
      - {id: laag, bij: ["2/1"], posten: [PM-02], tekst: de index is laag, feit: index, ten_hoogste: 10}
    routes:
      - {id: aanbod, leidt_tot: aanbod, als: {alle: [laag, {feit: vlag}]}}
      - {id: gesprek, leidt_tot: inkoopgesprek, als: {feit: vlag}}
      - {id: anders, leidt_tot: niets}
    planning:
      - {id: antwoord, bindt: inkoper, gebeurtenis: beantwoord, wanneer: {binnen_werkdagen: 5, na: gevraagd}}
"""


def both(tmp_path: Path, *replaced: tuple[str, str], more: str = "") -> tuple[LoadedEdition, LoadedEdition]:
    """Load the policy, and the same with some text replaced and more below it."""
    text = POLICY
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return loaded(tmp_path / "oud", POLICY), loaded(tmp_path / "nieuw", text + more)


def changes(tmp_path: Path, *replaced: tuple[str, str]) -> tuple[Change, ...]:
    return changes_between(*both(tmp_path, *replaced))


def told(tmp_path: Path, *replaced: tuple[str, str], language: str = "nl") -> list[str]:
    old, new = both(tmp_path, *replaced)
    sentences = Sentences(old, new, Tongue("en" if language == "en" else "nl"))
    return [sentences.of(change, inside=True) for change in changes_between(old, new)]


def test_a_renamed_condition_is_one_change_wherever_it_is_named(tmp_path: Path) -> None:
    (only,) = changes(tmp_path, ("laag", "klein"), ("de index is klein", "de index is laag"))
    assert (only.how, only.old, only.new, only.reach) == (How.RENAMED, "laag", "klein", Reach.WORDS)


def test_a_condition_that_only_looks_alike_is_not_renamed(tmp_path: Path) -> None:
    found = changes(
        tmp_path, ("{id: laag,", "{id: klein,"), ("[laag,", "[klein,"), ("ten_hoogste: 10", "ten_hoogste: 9")
    )
    assert {(one.how, one.node.name) for one in found} >= {(How.REMOVED, "laag"), (How.ADDED, "klein")}


def test_of_two_routes_that_changed_places_one_moved(tmp_path: Path) -> None:
    gesprek = "      - {id: gesprek, leidt_tot: inkoopgesprek, als: {feit: vlag}}\n"
    aanbod = "      - {id: aanbod, leidt_tot: aanbod, als: {alle: [laag, {feit: vlag}]}}\n"
    (only,) = changes(tmp_path, (aanbod + gesprek, gesprek + aanbod))
    assert (only.how, only.node.name, only.old, only.new, only.reach) == (How.MOVED, "gesprek", "2", "1", Reach.RULE)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("ten_hoogste: 10", "ten_hoogste: 9", "voorwaarde laag: de grens 'ten hoogste' gaat van 10 naar 9"),
        ("ten_hoogste: 10", "is: 10", "voorwaarde laag: de vergelijking 'ten hoogste 10' wordt 'is 10'"),
        ("[laag, {feit: vlag}]", "[{feit: vlag}]", "route aanbod: in als: alle: eraf laag"),
        ("[laag, {feit: vlag}]", "[laag, {feit: vlag}, {niet: laag}]", "route aanbod: in als: alle: erbij niet laag"),
        ("de index is laag", "de index is klein", "voorwaarde laag: tekst: de index is [-laag-]{+klein+}"),
        ("[een, twee]", "[een, drie]", "lijst soorten: leden: eraf twee; erbij drie"),
        ("inkoopgesprek", "beoordeling", "route gesprek: leidt tot inkoopgesprek wordt beoordeling"),
        ("herkomst: vektis", "herkomst: register", "feit index van aanbieder: herkomst vektis wordt register"),
        ("binnen_werkdagen: 5", "binnen_werkdagen: 4", "termijn antwoord: in wanneer: binnen werkdagen 5 wordt 4"),
    ],
)  # fmt: skip
def test_each_change_is_one_plain_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert told(tmp_path, (old, new)) == [sentence]


def test_the_sentence_in_english(tmp_path: Path) -> None:
    said = told(tmp_path, ("ten_hoogste: 10", "ten_hoogste: 9"), language="en")
    assert said == ["condition laag: the limit 'ten hoogste' goes from 10 to 9"]


def test_words_are_laid_beside_each_other_word_by_word() -> None:
    assert [piece.stands for piece in pieces("ten hoogste 150 dagen", "ten hoogste 140 dagen")] == [
        Stands.BOTH, Stands.OLD, Stands.NEW, Stands.BOTH,
    ]  # fmt: skip
    assert marked("", "nieuw") == "{+nieuw+}"
    assert marked("gelijk", "gelijk") == "gelijk"


def test_a_term_that_ends_earlier_is_shown_on_the_first_day_that_differs(tmp_path: Path) -> None:
    old, new = both(tmp_path, ("binnen_werkdagen: 5", "binnen_dagen: 7"))
    (found,) = date_meanings(compiled(old), compiled(new), (date(2026, 3, 30), date(2026, 4, 10)))
    assert found.case is not None
    # within five working days of Monday 30 March lies Easter Monday
    assert found.case.say("nl") == ("30 maart 2026", "uiterlijk 7 april 2026", "uiterlijk 6 april 2026")


def test_a_term_said_otherwise_that_comes_to_the_same_says_on_how_many_cases(tmp_path: Path) -> None:
    days = date(2026, 6, 1), date(2026, 6, 5)  # weeks without a holiday
    old, new = both(tmp_path, ("binnen_werkdagen: 5", "binnen_dagen: 7"))
    (found,) = date_meanings(compiled(old), compiled(new), days)
    assert (found.case, found.tried) == (None, 1 + 5 * 2)


LOG = """
wijzigingen:
  - {ten_opzichte_van: proef/2026-1, posten: [PM-02], tekst: de grens is lager}
  - {ten_opzichte_van: proef/2026-1, bij: ["9/9"], posten: [PM-09], tekst: iets dat geen regel laat zien}
  - {ten_opzichte_van: proef/2025-1, posten: [PM-02], tekst: over een ander jaar}
"""


def test_the_published_log_lies_beside_the_generated_one(tmp_path: Path) -> None:
    old, new = both(
        tmp_path, ("ten_hoogste: 10", "ten_hoogste: 9"), ("leidt_tot: niets", "leidt_tot: beoordeling"), more=LOG
    )
    log = change_log(old, new, changes_between(old, new))
    assert [(line.line.posten, [change.node.name for change in line.changes]) for line in log.matched] == [
        (("PM-02",), ["laag"])
    ]
    assert [line.line.posten for line in log.only_published] == [("PM-09",)]
    assert [change.node.name for change in log.untold] == ["anders"]
    assert (log.elsewhere, log.new_to_us) == (1, 0)


def test_what_only_changes_words_is_not_missed_in_the_log(tmp_path: Path) -> None:
    old, new = both(tmp_path, ("de index is laag", "de index is klein"), more=LOG)
    assert change_log(old, new, changes_between(old, new)).untold == ()
