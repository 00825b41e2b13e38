"""Every form of a condition comes to the same in columns, for everybody at once."""

from __future__ import annotations

from support.condition_cases import CASES, ON, name_of, policy, subject_of
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_subjects import frame_of
from zorginkoop.kernel.states import NAMES


def test_a_condition_has_the_state_that_its_facts_give_it() -> None:
    agreement = policy()[1]
    rows = [criterion.id for criterion in agreement.criteria]
    everybody = [subject_of(facts) for _, facts, _ in CASES]

    states = RegisterJudge(agreement).assess(frame_of(everybody, agreement, ON)).states

    found = [(*case[:2], NAMES[states[rows.index(name_of(case[0])), at]]) for at, case in enumerate(CASES)]
    assert found == CASES
