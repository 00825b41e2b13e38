"""An outcome explained: requirement, state, value with source and date, clause, and the summary first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from support.practice import ON as PRACTICE_ON
from support.practice import facts as practice_facts
from support.small_policy import judged
from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.explain import ConditionExplanation, explain
from zorginkoop.kernel.scalars import read_date
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.states import NAMES
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

GOLDEN = Path(__file__).parent / "golden"
LIMIT = "het beleid vraagt ten hoogste 150"
VEKTIS_150_1 = "{waarde: 150.1, bron: Vektis, bekend_sinds: 2025-04-15}"


class Case(TypedDict, total=False):
    """One case of a golden file: facts that differ, and the words they come to."""

    condition: str
    facts: dict[str, str]
    state: str
    nl: str
    en: str


class Summary(TypedDict):
    """One case of summaries.json."""

    facts: dict[str, str]
    nl: list[str]
    en: list[str]


def golden(name: str) -> list[Case]:
    cases: list[Case] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return cases


def summaries() -> list[Summary]:
    cases: list[Summary] = json.loads((GOLDEN / "summaries.json").read_text(encoding="utf-8"))
    return cases


def label(case: object) -> str:
    return str(case)[:70]


def condition(name: str, changes: dict[str, str], language: Language = "nl") -> ConditionExplanation:
    return explain(judged(**changes), language).condition(name)


@pytest.mark.parametrize("case", summaries(), ids=label)
def test_the_summary_says_the_outcome_first(case: Summary) -> None:
    outcome = judged(**case["facts"])
    assert list(explain(outcome, "nl").summary) == case["nl"]
    assert list(explain(outcome, "en").summary) == case["en"]


@pytest.mark.parametrize("case", golden("findings"), ids=label)
def test_a_finding_reads_word_for_word(case: Case) -> None:
    assert case["nl"] in condition(case["condition"], case["facts"], "nl").findings
    assert case["en"] in condition(case["condition"], case["facts"], "en").findings


@pytest.mark.parametrize("case", golden("remedies"), ids=label)
def test_a_remedy_says_what_would_have_changed_it(case: Case) -> None:
    assert case["nl"] in condition(case["condition"], case["facts"]).remedies


@pytest.mark.parametrize("case", golden("states_in_words"), ids=label)
def test_a_state_says_what_it_means_where_it_is_used(case: Case) -> None:
    found = condition(case["condition"], case["facts"])
    assert (NAMES[found.state], found.state_words) == (case["state"], case["nl"])


def test_a_condition_says_requirement_state_finding_and_clause() -> None:
    changes = {"index": f"{{2024: {VEKTIS_150_1}}}"}
    assert condition("index", changes).lines() == (
        "Voorwaarde: een index van ten hoogste 150, of een toegekende uitzondering.",
        "Dit is niet het geval.",
        f"De index over 2024: 150,1 (bron: Vektis; bij ons bekend sinds 15 april 2025); {LIMIT}.",
        "Een toegekende uitzondering op de index voor 2026: nee (daarover is niets vastgelegd).",
        "Plaats in het beleid: paragraaf 2.3, onder 'selectie', alinea 4.",
    )
    assert condition("index", changes, "en").lines() == (
        "Condition: an index of at most 150, or a granted exception.",
        "This is not the case.",
        "The index for 2024: 150.1 (source: Vektis; known to us since 15 April 2025); the policy asks at most 150.",
        "A granted exception to the index for 2026: no (nothing has been recorded about this).",
        "Place in the policy: section 2.3, under 'selectie', paragraph 4.",
    )


def test_a_condition_keeps_its_structure_for_whoever_wants_no_words() -> None:
    found = condition("index", {})
    assert (found.places, found.items) == (("2.3/selectie/4",), ("PM-36", "PM-37"))
    fact = found.facts[0]
    assert (fact.key, fact.text, fact.source) == ("index@2024", "140", "Vektis")


def test_what_is_met_needs_no_remedy() -> None:
    assert condition("bereikbaarheid", {}).remedies == ()


def test_the_declared_conditions_are_those_left_to_the_signature() -> None:
    assert [one.id for one in explain(judged()).declared] == ["normen"]
    assert explain(judged(beroepsnormen="ja")).declared == ()


def test_a_part_says_whether_it_is_included() -> None:
    assert [part.sentence for part in explain(judged()).parts] == ["Zorg in het netwerk: hoort bij de overeenkomst."]
    without = explain(judged(netwerk="nee"), "en").parts[0]
    assert without.sentence == (
        "Care in the network: is not part of the agreement; asked is: affiliation with the network."
    )


def test_a_task_asks_for_a_person() -> None:
    assert explain(judged()).tasks == ()
    (task,) = explain(judged(index="{2024: 151}")).tasks
    assert task.sentence == "Een mens beslist: de index ligt boven 150."


def test_a_shielded_fact_is_told_to_nobody() -> None:
    outcome = judged(integriteitstwijfel="{waarde: ja, grond: geheim}")
    speaker = Speaker(outcome.agreement, "nl", frozenset({"integriteitstwijfel"}))
    lines = " ".join(explain(outcome, "nl", speaker).lines())
    assert "Besloten twijfel over de integriteit: afgeschermd." in lines
    assert "geheim" not in lines


def test_a_shielded_reason_is_not_named_in_the_summary() -> None:
    outcome = judged(aanvraag_ontvangen="2025-10-15", geen_aanbod_gewenst="ja", integriteitstwijfel="ja")
    speaker = Speaker(outcome.agreement, "nl", frozenset({"integriteitstwijfel"}))
    explained = explain(outcome, "nl", speaker)
    assert explained.summary == ("Aanvraag geweigerd: een afgeschermde reden.",)
    assert explained.condition("integer").state_words == "Dit is afgeschermd."


def test_a_kept_speaker_says_the_same() -> None:
    outcome = judged()
    speaker = Speaker(outcome.agreement, "nl")
    assert explain(outcome, "nl", speaker).lines() == explain(outcome, "nl").lines()


def practice(**changes: str) -> Outcome:
    edition = load_edition(edition_folder("paramedische_zorg/2026-2"))
    compiled = compile_agreement(edition, "fysiotherapie", Installation())
    file = read_facts(read_yaml(practice_facts(**changes).encode(), "feiten.yaml"), edition, "aanbieder")
    return assess(compiled.agreement, file.subject, file.key, read_date(PRACTICE_ON))


def test_a_real_practice_is_told_its_variant_and_what_the_next_lacks() -> None:
    first = explain(practice()).summary[0]
    assert first.startswith("Overeenkomst B: 2 van de 3 differentiatiefactoren; voor A ontbreekt: ")


def test_a_real_practice_above_the_index_is_told_its_own_figure() -> None:
    explained = explain(practice(behandelindex=f"{{2024: {VEKTIS_150_1}}}"))
    assert explained.summary[0].startswith("Niet benaderd: ")
    (reason,) = explained.reasons
    assert reason.findings[0] == (
        "De landelijke behandelindex over 2024: 150,1 (bron: Vektis; bij ons bekend sinds 15 april 2025);"
        " het beleid vraagt ten hoogste 150."
    )
    assert reason.items[0] == "PM-36"
