"""A what-if over a small register: who moves at the limit and beside it, by which change, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support.what_if import POLICY, PROVIDERS, answered, asked, season, written
from zorginkoop.kernel.errors import InputWrong, PolicyWrong, QuestionWrong, RegisterWrong
from zorginkoop.kernel.states import MET, NOT_MET
from zorginkoop.study.whatif.answer import Answer
from zorginkoop.study.whatif.aside import NONE, aside
from zorginkoop.study.whatif.attribution import grounds, teller_of
from zorginkoop.study.whatif.examples import examples
from zorginkoop.study.whatif.near import near
from zorginkoop.study.whatif.plain import plain_answer
from zorginkoop.study.whatif.question import Hashes, change_of_option, read_what_if
from zorginkoop.study.whatif.readable import check_readable
from zorginkoop.study.whatif.tables import movers_table
from zorginkoop.study.whatif.units import Piece, Unit

Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    before = season(tmp_path)
    return lambda *options: answered(before, tmp_path, asked(*options).changes)


def shares(found: Answer) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Give every share: how, the labels of its changes, and the last digit of everyone in it."""
    moves = found.agreements["proef"]
    return [
        (
            str(share.how),
            tuple(moves.changes[one].label for one in share.changes),
            tuple(str(moves.before.outcome.ids[at])[-1] for at in share.who),
        )
        for share in moves.shares
    ]


def test_a_lower_limit_moves_who_lies_above_it_and_not_who_lies_at_it_or_is_unknown(ask: Ask) -> None:
    found = ask("index=140")

    assert shares(found) == [("alleen", ("index=140",), ("3", "4"))]  # 140.1 and 150; not 140, 150.1 or unknown
    moved = {(tuple(one.was), tuple(one.now), one.providers) for one in found.agreements["proef"].transitions()}
    assert (("benaderen", "aanbod", "C"), ("niet_benaderd", "niets", ""), 1) in moved
    assert (("benaderen", "aanbod", "B"), ("niet_benaderd", "niets", ""), 1) in moved
    assert sum(number for _, _, number in moved) == len(PROVIDERS)


def test_one_step_more_or_less_moves_exactly_who_stands_there(ask: Ask) -> None:
    assert shares(ask("index=150.1")) == [("alleen", ("index=150.1",), ("5",))]
    assert shares(ask("index=149.9")) == [("alleen", ("index=149.9",), ("4",))]
    assert shares(ask("index=140.1")) == [("alleen", ("index=140.1",), ("4",))]


def test_the_moving_clause_is_named_with_what_it_asked_and_asks(ask: Ask) -> None:
    moves = ask("index=140").agreements["proef"]
    (ground,) = grounds(moves, moves.shares[0])
    told = teller_of(moves, "nl").asked(Unit(Piece.CRITERION, "index"))

    assert (ground.criterion, ground.direct, ground.states) == ("index", True, ((1, 2, 2),))
    assert told.citation.places == ("2/index/1",)
    assert told.citation.items == ("PM-36",)
    assert (told.was, told.now) == ("de index: ten hoogste 150", "de index: ten hoogste 140")


def test_each_change_has_its_own_and_what_takes_both_is_told_apart(ask: Ask) -> None:
    found = ask("tevreden=79 %", "proef/variant.0=B", "proef/variant.1=C")
    how = {(how, labels): who for how, labels, who in shares(found)}

    # three climbs from none to one factor: alone C to B; the table swaps B and C; together it stays C
    assert how == {
        ("alleen", ("proef/variant.0=B",)): ("6",),
        ("alleen", ("proef/variant.1=C",)): ("4", "7"),
        ("heen_en_weer", ("tevreden=79 %", "proef/variant.0=B")): ("3",),
    }


def test_changes_of_which_each_is_enough_and_changes_that_need_each_other(ask: Ask, tmp_path: Path) -> None:
    enough = ask("index=140", "index=139.9")
    assert ("elk_genoeg", ("index=140", "index=139.9"), ("3", "4")) in shares(enough)
    assert ("alleen", ("index=139.9",), ("2",)) in shares(enough)

    before = season(tmp_path / "samen", POLICY.replace("als: index", "als: {minstens_een: [index, tevreden]}"))
    both = answered(before, tmp_path / "samen", asked("index=139.9", "tevreden=95 %").changes)
    assert ("samen", ("index=139.9", "tevreden=95 %"), ("2",)) in shares(both)


def test_a_change_of_how_unknown_reads_moves_who_is_unknown(ask: Ask) -> None:
    found = ask("index.onbekend=niet_beslist")

    assert shares(found) == [("alleen", ("index.onbekend=niet_beslist",), ("6", "7"))]
    assert grounds(found.agreements["proef"], found.agreements["proef"].shares[0]) == ()


def test_a_factor_more_asks_for_its_step_and_with_it_counts_as_one_change(tmp_path: Path) -> None:
    before = season(tmp_path)
    more = "{in: proef/differentiatiefactoren, wat: {id: laag, feit: index, ten_hoogste: 139.9, onbekend: telt_niet}}"
    with pytest.raises(PolicyWrong) as raised:
        answered(before, tmp_path, written(f"  - erbij: {more}\n"))
    assert "Geef een variant voor elk aantal van 0 tot en met 3." in str(raised.value)

    changes = f"  - erbij: {more}\n  - zet: {{variant.3: A, index: 149}}\n"
    found = answered(before, tmp_path, written(changes))
    assert [label for _, labels, _ in shares(found) for label in labels] == [
        "proef/differentiatiefactoren met laag + variant.3=A; index=149 (index)"
    ]


def test_a_node_can_be_dropped_or_replaced(tmp_path: Path) -> None:
    before = season(tmp_path)
    swapped = answered(
        before, tmp_path, written("  - vervang: {wat: index, door: {feit: tevreden, ten_minste: 80 %}}\n")
    )
    assert [who for _, _, who in shares(swapped)] == [("3", "4", "5", "6")]

    dropped = answered(before, tmp_path, written("  - {weg: keurmerk, zet: {variant.tabel: {1: A, 0: C}}}\n"))
    assert ("alleen", ("variant.tabel=…; zonder keurmerk",), ("2",)) not in shares(dropped)
    assert sum(len(who) for how, _, who in shares(dropped) if how != "heen_en_weer") == dropped.movers


def test_an_agreement_that_no_change_touches_is_left_alone(tmp_path: Path) -> None:
    agreement = POLICY.partition("overeenkomsten:\n")[2]
    before = season(tmp_path, POLICY + agreement.replace("  proef:", "  ander:"))
    found = answered(before, tmp_path, asked("proef/index=140").changes)

    assert (tuple(found.agreements), found.unchanged) == (("proef",), ("ander",))


def test_who_sits_near_a_limit_is_counted_before_and_after(ask: Ask) -> None:
    by_id = {one.criterion: one for one in near(ask("index=140").agreements["proef"], (1, 100))}
    limit = by_id["index"]

    assert limit.was is not None
    assert limit.now is not None
    assert (limit.was.limit, limit.now.limit) == ("150", "140")
    assert (limit.was.just_failed, limit.was.just_met) == ((1, 1), (1, 3))  # 150.1 | 150; within 10: 140, 140.1, 150
    assert (limit.now.just_failed, limit.now.just_met) == ((1, 2), (2, 2))  # 140.1 | 140 and 139.9


def test_examples_are_judged_again_and_speak_of_the_new_limit(ask: Ask) -> None:
    found = ask("index=140")
    (first, *_) = examples(found, "proef")

    assert first.before.result == "aanbod"
    assert first.after.result == "niets"
    assert first.conditions == ("index",)
    assert first.after.condition("index").criterion.phrase.nl == "de index: ten hoogste 140"


def test_the_table_of_movers_names_everyone_once(ask: Ask) -> None:
    table = movers_table(ask("index=140"))

    assert table.select(
        "aanbieder", "uitkomst_was", "uitkomst_wordt", "wijze", "wijzigingen", "voorwaarden"
    ).rows() == [
        ("04000003", "aanbod", "niets", "alleen", "index=140", "index"),
        ("04000004", "aanbod", "niets", "alleen", "index=140", "index"),
    ]


def test_the_record_asks_the_same_again(tmp_path: Path) -> None:
    before = season(tmp_path)
    one = asked("index=140", "proef/variant.0=B", 'soorten=["04"]')
    record = one.record(Hashes("sha256:a", "sha256:b", "sha256:c"))
    again = read_what_if(record.encode(), "watals.yaml")

    assert again.record(again.hashes) == record
    given = [plain_answer(answered(before, tmp_path, which.changes)) for which in (one, again)]
    assert given[0] == given[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("indeks=140",), "'indeks' staat niet in dit beleid. Bedoelt u index"),
        (("index=laag",), "'laag' is geen getal"),
        (("index=140.05",), "past niet in stappen van 0.1"),
        (("index=150",), "dat staat er al zo"),
        (("variant=A",), "'variant' heeft zelf geen waarde om te zetten"),
        (("index.onbekent=x",), "onbekende sleutel 'onbekent'"),
        (("index.feit.naam=x",), "proef/voorwaarden/index.feit heeft geen 'naam'"),
        (("indeks=140", "keurmerc=ja"), "'keurmerc' staat niet in dit beleid"),
    ],
)
def test_what_cannot_be_changed_is_told_where_it_was_asked(ask: Ask, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputWrong) as raised:
        ask(*options)
    assert said in str(raised.value)
    assert f"--set {options[-1]}" in str(raised.value)


def test_a_ladder_with_a_gap_is_refused_as_the_changed_policy(ask: Ask) -> None:
    with pytest.raises(PolicyWrong) as raised:
        ask("variant.4=A")
    (problem,) = raised.value.problems
    assert problem.what == "na de wijziging: de tabel noemt [0, 1, 2, 4], maar er zijn 2 differentiatiefactoren."
    assert problem.remedy == "Geef een variant voor elk aantal van 0 tot en met 2."


@pytest.mark.parametrize("text", ["index", "=140", "index="])
def test_an_option_names_what_and_its_value(text: str) -> None:
    with pytest.raises(QuestionWrong, match="Schrijf --set ID=WAARDE"):
        change_of_option(text)


def test_a_register_without_the_fact_that_a_change_is_about_says_which_table_to_fill(tmp_path: Path) -> None:
    without = {code: {"keurmerk": "ja"} for code in PROVIDERS}
    before = season(tmp_path, providers=without)
    found = answered(before, tmp_path, asked("index=140").changes)

    with pytest.raises(RegisterWrong) as raised:
        check_readable(found)
    assert "voorwaarde 'index' leest 'index', en daarvan staat in dit register niets." in str(raised.value)
    assert "Vul de tabel feiten" in str(raised.value)
    check_readable(answered(before, tmp_path, asked("proef/variant.0=B").changes))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("uitgave: a/2026-1\n", "hier staat niet wat er anders wordt"),
        ("uitgave: a/2026-1\nnaar: b/2026-1\nwijzigingen: [{weg: x}]\n", "gaan niet samen"),
        ("uitgave: a/2026-1\nwijzigingen: [{id: leeg}]\n", "deze wijziging verandert niets"),
        ("uitgave: a/2026-1\nwijziging: []\n", "onbekende sleutel 'wijziging'"),
        ("uitgave: a/2026-1\nstappen: [0]\nwijzigingen: [{weg: x}]\n", "een stap is ten minste 1"),
    ],
)
def test_a_file_that_asks_nothing_sensible_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputWrong) as raised:
        read_what_if(text.encode(), "watals.yaml")
    assert said in str(raised.value)
    assert "watals.yaml:" in str(raised.value)


def test_where_no_condition_came_out_otherwise_the_table_names_the_piece_that_changed(ask: Ask) -> None:
    table = movers_table(ask("proef/variant.0=B"))

    assert table.select("aanbieder", "variant_was", "variant_wordt", "voorwaarden").rows() == [
        ("04000003", "C", "B", "variant"),
        ("04000006", "C", "B", "variant"),
    ]


def test_a_condition_that_only_asks_a_person_to_look_moves_nobody(tmp_path: Path) -> None:
    tasks = "    taken: [{id: kijken, als: {niet: index}, tekst: {nl: kijken, en: look}}]\n"
    before = season(tmp_path, POLICY + tasks)
    swapped = "  - zet: {benaderen.als: keurmerk}\n  - zet: {index: 140}\n"
    moves = answered(before, tmp_path, written(swapped)).agreements["proef"]

    named = {ground.criterion for share in moves.shares for ground in grounds(moves, share)}
    assert "taak_kijken" in {criterion.id for criterion in moves.after.compiled.agreement.criteria}
    assert named <= {"index"}


def test_who_is_outside_the_target_group_and_loses_what_it_got_stands_on_the_route_that_says_so(tmp_path: Path) -> None:
    before = season(tmp_path, POLICY.replace("zorgsoort: proef\n", "zorgsoort: proef\n    doelgroep: keurmerk\n"))
    moves = answered(before, tmp_path, asked("index=140").changes).agreements["proef"]
    by_id = {
        str(moves.before.outcome.ids[at])[-1]: (moves.standings[moves.was[at]], moves.standings[moves.now[at]])
        for at in moves.movers
    }

    assert tuple(by_id["3"][0]) == ("benaderen", "aanbod", "C")  # no quality mark, and offered all the same
    assert tuple(by_id["3"][1]) == ("niet_benaderd", "niets", "")


def test_a_part_that_goes_is_told_though_nobody_gets_another_outcome(tmp_path: Path) -> None:
    part = """    onderdelen:
      - {id: extra, tekst: {nl: het extra deel, en: the extra part}, voorwaarden: [{voorwaarde: keurmerk}]}
"""
    task = "    taken:\n      - {id: kijken, tekst: {nl: kijk, en: look}, als: {voorwaarde: tevreden}}\n"
    before = season(tmp_path, POLICY.replace("    differentiatie", f"{part}{task}    differentiatie"))
    moves = answered(before, tmp_path, written("  - weg: proef/onderdelen/extra\n")).agreements["proef"]
    found = aside(moves)

    assert len(moves.movers) == 0
    # 1, 2 and 4 have the mark and an index of at most 150; 3, 6 and 7 have none; 5 is not offered
    assert [(one.id, one.was, one.now, one.providers) for one in found.parts] == [
        ("extra", MET, NONE, 3), ("extra", NOT_MET, NONE, 3),
    ]  # fmt: skip
    assert (found.providers, found.tasks) == (6, ())
    asked_of_more = aside(answered(before, tmp_path, asked("tevreden=85 %").changes).agreements["proef"])
    assert [(one.id, one.was, one.now, one.others) for one in asked_of_more.tasks] == [("kijken", 4, 2, 2)]


def test_a_deadline_that_changes_is_not_called_unchanged(tmp_path: Path) -> None:
    due = """    planning:
      - {id: tijdig, bindt: aanbieder, tekst: {nl: op tijd, en: in time}, wanneer: {op: 2025-11-01}}
"""
    before = season(tmp_path, POLICY.replace("    differentiatie", f"{due}    differentiatie"))
    found = answered(before, tmp_path, written("  - zet: {tijdig.wanneer.op: 2025-12-01}\n"))

    assert (found.unchanged, dict(found.agreements)) == ((), {})
    assert {name: [one.nl for one in told] for name, told in found.unjudged.items()} == {"proef": ["de termijnen"]}
    assert plain_answer(found)["niet_te_beoordelen"] == {"proef": ["de termijnen"]}


def test_one_change_of_several_clauses_is_told_by_clause(tmp_path: Path) -> None:
    before = season(tmp_path)
    found = answered(before, tmp_path, written("  - {id: beide, zet: {index: 140, tevreden: 79 %}}\n"))

    assert shares(found) == [
        ("alleen", ("beide (index)",), ("3", "4")),  # three has 79.99 %, but is not approached any more
    ]
    assert [change.label for change in found.agreements["proef"].changes] == ["beide (tevreden)", "beide (index)"]
    apart = answered(before, tmp_path, written("  - {id: beide, zet: {index: 140.1, tevreden: 79 %}}\n"))
    assert shares(apart) == [("alleen", ("beide (tevreden)",), ("3",)), ("alleen", ("beide (index)",), ("4",))]
