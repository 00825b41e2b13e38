"""Every form of a condition comes to the same in columns, for everybody at once."""

from __future__ import annotations

from pathlib import Path

from support.condition_cases import CASES, ON, name_of, policy, subject_of
from support.small_policies import compiled, loaded
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_subjects import frame_of
from zorginkoop.kernel.facts import resolve
from zorginkoop.kernel.states import MET, NAMES
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.strict_yaml import read_yaml


def test_a_condition_has_the_state_that_its_facts_give_it() -> None:
    agreement = policy()[1]
    rows = [criterion.id for criterion in agreement.criteria]
    everybody = [subject_of(facts) for _, facts, _ in CASES]

    states = RegisterJudge(agreement).assess(frame_of(everybody, agreement, ON)).states

    found = [(*case[:2], NAMES[states[rows.index(name_of(case[0])), at]]) for at, case in enumerate(CASES)]
    assert found == CASES


def test_a_part_of_aims_alone_stands_open_for_everybody(tmp_path: Path) -> None:
    policy = """
feiten: {aanbieder: {wens: {type: ja_nee, herkomst: register}}}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    routes: [{id: aan, leidt_tot: aanbod}]
    onderdelen: [{id: los, voorwaarden: [{id: wens, feit: wens, kracht: inspanning}]}]
"""
    edition = loaded(tmp_path, policy)
    agreement = compiled(edition).agreement
    recorded = [read_facts(read_yaml(f"feiten: {{wens: {wens}}}", "f"), edition, "aanbieder") for wens in ("ja", "nee")]
    everybody = [resolve(one.subject, agreement, ON) for one in recorded]

    assert RegisterJudge(agreement).assess(frame_of(everybody, agreement, ON)).parts.tolist() == [[MET, MET]]
