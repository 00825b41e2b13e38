"""A condition may ask how the event of a deadline lies to it: in time, late, overdue or still open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.small_policies import HEAD, compiled, folder_of, judged, loaded
from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.language import SuppliedValue
from zorginkoop.kernel.replay import replay
from zorginkoop.kernel.snapshot import snapshot
from zorginkoop.kernel.states import NAMES
from zorginkoop.kernel.tree import Compare
from zorginkoop.kernel.tree_walk import inner_tests
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import load_edition
from zorginkoop.policies.strict_yaml import read_yaml

POLICY = """
gebeurtenissen:
  aangeboden: {tekst: het aanbod}
  ondertekend: {tekst: de handtekening}
  bevestigd: {tekst: de bevestiging}
  alsnog_aanvaard: {tekst: alsnog aanvaard}
waarden:
  respijt: {type: getal, eenheid: dagen, zetter: inkoper}
feiten:
  aanbieder:
    groep: {type: ja_nee, herkomst: register, afwezig: nee}
    verlengd_tot: {type: moment, herkomst: inkoper_beslist, afwezig: niet_gebeurd, tekst: verlengd tot}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: rest, leidt_tot: niets}]
    randvoorwaarden:
      - {id: op_tijd, termijn: tekenen, is: op_tijd}
      - {id: te_laat, termijn: tekenen, is: te_laat}
      - {id: verstreken, termijn: tekenen, is: verstreken}
      - {id: nog_open, termijn: tekenen, is: open}
      - {id: geldig, minstens_een: [{niet: te_laat}, {gebeurtenis: alsnog_aanvaard}]}
      - {id: vragenlijst_te_laat, termijn: bevestigen, is: te_laat}
    planning:
      - id: tekenen
        bindt: aanbieder
        gebeurtenis: ondertekend
        wanneer: WHEN
      - id: bevestigen
        bindt: aanbieder
        gebeurtenis: bevestigd
        als: {feit: groep}
        wanneer: {uiterlijk: 2025-10-12}
"""
FIXED = "{uiterlijk: 2025-11-07, verlengd_tot: verlengd_tot}"
COUNTED = "{binnen_dagen: 28, na: aangeboden}"


def states(root: Path, when: str, facts: str, on: str) -> dict[str, str]:
    """Judge facts on a day by a signing term."""
    outcome = judged(loaded(root, POLICY.replace("WHEN", when)), facts, date.fromisoformat(on))
    return {result.criterion.id: NAMES[result.state] for result in outcome.conditions}


def met(root: Path, when: str, facts: str, on: str = "2025-12-31") -> list[str]:
    """Name the four states of the signing term that hold."""
    found = states(root, when, facts, on)
    return [name for name in ("op_tijd", "te_laat", "verstreken", "nog_open") if found[name] == "voldaan"]


@pytest.mark.parametrize(
    ("facts", "on", "state"),
    [
        ("ondertekend: 2025-11-07T23:59:59", "2025-12-31", "op_tijd"),
        ("ondertekend: 2025-11-08", "2025-12-31", "te_laat"),
        ("", "2025-11-07", "nog_open"),
        ("", "2025-11-08", "verstreken"),
        ("ondertekend: 2025-11-08", "2025-11-07", "nog_open"),  # nobody knows yet that it will come late
        ("ondertekend: 2025-11-14, verlengd_tot: 2025-11-14", "2025-12-31", "op_tijd"),
        ("ondertekend: 2025-11-15, verlengd_tot: 2025-11-14", "2025-12-31", "te_laat"),
        ("verlengd_tot: 2025-11-14", "2025-11-14", "nog_open"),
        ("verlengd_tot: 2025-11-14", "2025-11-15", "verstreken"),
        ("ondertekend: 2025-11-07, verlengd_tot: 2025-11-01", "2025-12-31", "op_tijd"),
    ],
)
def test_a_fixed_term_is_in_one_of_four_states(tmp_path: Path, facts: str, on: str, state: str) -> None:
    assert met(tmp_path, FIXED, facts, on) == [state]


@pytest.mark.parametrize(
    ("facts", "on", "state"),
    [
        ("aangeboden: 2025-10-10T17:45, ondertekend: 2025-11-07T23:59", "2025-12-31", ["op_tijd"]),
        ("aangeboden: 2025-10-10, ondertekend: 2025-11-08", "2025-12-31", ["te_laat"]),
        ("aangeboden: 2025-10-10", "2025-11-07", ["nog_open"]),
        ("aangeboden: 2025-10-10", "2025-11-08", ["verstreken"]),
        ("aangeboden: 2025-12-15, ondertekend: 2026-01-12", "2026-02-01", ["op_tijd"]),
        ("", "2025-12-31", ["nog_open"]),
        ("ondertekend: 2025-10-01", "2025-12-31", []),  # the term has not begun to run: neither in time nor late
    ],
)
def test_gpf_67_a_term_of_28_days_runs_from_each_offer(tmp_path: Path, facts: str, on: str, state: list[str]) -> None:
    assert met(tmp_path, COUNTED, facts, on) == state


def test_what_is_unknown_is_neither_late_nor_in_time(tmp_path: Path) -> None:
    found = states(tmp_path, COUNTED, "aangeboden: onbekend, ondertekend: 2025-11-08", "2025-12-31")
    assert (found["op_tijd"], found["te_laat"]) == ("onbekend", "onbekend")
    found = states(tmp_path, COUNTED, "aangeboden: 2025-10-10, ondertekend: onbekend", "2025-12-31")
    assert {found[name] for name in ("op_tijd", "te_laat", "verstreken")} == {"onbekend"}


def test_amb_22_and_b_14_a_late_signature_counts_once_the_purchaser_accepts_it(tmp_path: Path) -> None:
    late = "ondertekend: 2025-11-10"
    assert states(tmp_path, FIXED, late, "2025-12-31")["geldig"] == "niet_voldaan"
    accepted = f"{late}, alsnog_aanvaard: {{waarde: 2025-11-20, grond: storing, besloten_door: inkoper}}"
    assert states(tmp_path, FIXED, accepted, "2025-11-19")["geldig"] == "niet_voldaan"
    assert states(tmp_path, FIXED, accepted, "2025-11-20")["geldig"] == "voldaan"


@pytest.mark.parametrize(("days", "state"), [("0", "te_laat"), ("2", "te_laat"), ("3", "op_tijd")])
def test_b_14_a_period_of_grace_is_a_value_and_alike_for_everyone(tmp_path: Path, days: str, state: str) -> None:
    policy = POLICY.replace("WHEN", "{uiterlijk: 2025-11-07, respijt_dagen: {waarde: respijt}}")
    supplied = SuppliedValue(waarde=days, bron="proef", door="inkoper")
    installation = Installation(values={"respijt": supplied})
    edition = load_edition(folder_of(tmp_path, policy), installation)
    agreement = compile_agreement(edition, "proef", installation).agreement
    facts = read_facts(read_yaml("feiten: {ondertekend: 2025-11-10T23:59}", "feiten.yaml"), edition, "aanbieder")
    outcome = assess(agreement, facts.subject, facts.key, date(2025, 12, 31))
    found = {result.criterion.id: NAMES[result.state] for result in outcome.conditions}
    assert found[state] == "voldaan"


def test_a_value_that_is_missing_is_told_with_who_sets_it(tmp_path: Path) -> None:
    policy = POLICY.replace("WHEN", "{uiterlijk: 2025-11-07, respijt_dagen: {waarde: respijt}}")
    with pytest.raises(InputWrong) as caught:
        judged(loaded(tmp_path, policy), "")
    (problem,) = caught.value.problems
    assert "de waarde 'respijt' ontbreekt; inkoper stelt haar vast" in problem.what


@pytest.mark.parametrize(("given", "sentence"), [("-1", "kan hier niet"), ("drie", "geen heel getal")])
def test_a_value_that_cannot_be_is_told_where_it_is_used(tmp_path: Path, given: str, sentence: str) -> None:
    policy = POLICY.replace("WHEN", "{uiterlijk: 2025-11-07, respijt_dagen: {waarde: respijt}}")
    supplied = SuppliedValue(waarde=given, bron="proef", door="inkoper")
    installation = Installation(values={"respijt": supplied})
    edition = load_edition(folder_of(tmp_path, policy), installation)
    with pytest.raises(InputWrong) as caught:
        compile_agreement(edition, "proef", installation)
    (problem,) = caught.value.problems
    assert sentence in problem.what
    assert problem.where.line == (HEAD + policy).count("\n", 0, (HEAD + policy).index("wanneer:")) + 1


def test_where_the_deadline_does_not_count_neither_does_the_condition(tmp_path: Path) -> None:
    late = "bevestigd: 2025-10-13"
    assert states(tmp_path, FIXED, late, "2025-12-31")["vragenlijst_te_laat"] == "niet_van_toepassing"
    assert states(tmp_path, FIXED, f"{late}, groep: ja", "2025-12-31")["vragenlijst_te_laat"] == "voldaan"


def told(outcome: Outcome, language: Language) -> str:
    """Give everything that is said about the conditions."""
    explained = explain(outcome, language).conditions
    return "\n".join(line for condition in explained for line in condition.lines())


def test_an_outcome_explains_the_term_and_the_event_it_runs_from(tmp_path: Path) -> None:
    edition = loaded(tmp_path, POLICY.replace("WHEN", COUNTED))
    outcome = judged(edition, "aangeboden: 2025-10-10, ondertekend: 2025-11-08", date(2025, 12, 31))
    text = told(outcome, "nl")
    assert "op tijd (binnen 28 dagen na het aanbod)" in text
    assert "10 oktober 2025" in text
    assert "in time (within 28 days after het aanbod)" in told(outcome, "en")


def test_an_outcome_is_kept_with_the_rule_of_its_deadline(tmp_path: Path) -> None:
    edition = loaded(
        tmp_path, POLICY.replace("WHEN", "{binnen_werkdagen: 5, na: aangeboden, verlengd_tot: verlengd_tot}")
    )
    outcome = judged(edition, "aangeboden: 2025-12-19, ondertekend: 2025-12-30", date(2025, 12, 31))
    again = replay(snapshot(outcome))
    assert [result.state for result in again.conditions] == [result.state for result in outcome.conditions]
    assert again.agreement == outcome.agreement


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{termijn: tekenne, is: te_laat}", "naar termijn 'tekenne' kan hier niet gevraagd worden"),
        ("{termijn: publiceren, is: te_laat}", "naar termijn 'publiceren' kan hier niet gevraagd worden"),
        ("{termijn: zonder, is: te_laat}", "naar termijn 'zonder' kan hier niet gevraagd worden"),
        ("{termijn: tekenen, is: laat}", "'termijn' vraagt hoe het ermee staat"),
        ("{termijn: tekenen}", "'termijn' vraagt hoe het ermee staat"),
    ],
)
def test_a_question_that_no_deadline_answers_is_refused(tmp_path: Path, condition: str, sentence: str) -> None:
    more = """      - {id: publiceren, bindt: verzekeraar, gebeurtenis: bevestigd, wanneer: {vanaf: 2025-11-12}}
      - {id: zonder, bindt: verzekeraar, wanneer: {uiterlijk: 2025-11-12}}
"""
    policy = POLICY.replace("WHEN", FIXED).replace(
        "{id: op_tijd, termijn: tekenen, is: op_tijd}", f"{{id: op_tijd, alle: [{condition}]}}"
    )
    with pytest.raises(InputWrong) as caught:
        judged(loaded(tmp_path, policy + more), "")
    assert any(sentence in problem.what for problem in caught.value.problems)


def test_a_deadline_that_counts_by_itself_is_refused(tmp_path: Path) -> None:
    policy = POLICY.replace("WHEN", FIXED).replace("als: {feit: groep}", "als: {termijn: bevestigen, is: open}")
    with pytest.raises(InputWrong, match="kan hier niet gevraagd worden"):
        judged(loaded(tmp_path, policy), "")


def test_every_comparison_knows_the_kind_of_its_fact(tmp_path: Path) -> None:
    agreement = compiled(loaded(tmp_path, POLICY.replace("WHEN", COUNTED))).agreement
    kinds = {fact.name: fact.kind for fact in agreement.facts}
    waiting = [criterion.test for criterion in agreement.criteria]
    compared = set()
    while waiting:
        test = waiting.pop()
        waiting += inner_tests(test)
        if isinstance(test, Compare):
            compared.add((test.fact, str(test.kind)))

    assert compared >= {("peildatum", "datum"), ("ondertekend", "moment"), ("groep", "ja_nee")}
    assert compared <= {(name, str(kind)) for name, kind in kinds.items()}


@pytest.mark.parametrize("when", [FIXED, COUNTED])
def test_what_never_came_is_neither_in_time_nor_late_and_what_nobody_knows_may_be_either(
    tmp_path: Path, when: str
) -> None:
    never = states(tmp_path, when, "aangeboden: 2025-10-10", "2025-12-31")
    unknown = states(tmp_path, when, "aangeboden: 2025-10-10, ondertekend: onbekend", "2025-12-31")

    assert (never["op_tijd"], never["te_laat"]) == ("niet_voldaan", "niet_voldaan")
    assert (unknown["op_tijd"], unknown["te_laat"]) == ("onbekend", "onbekend")
