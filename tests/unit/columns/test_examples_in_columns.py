"""Every worked example that judges comes out of the columns as it comes out of the kernel."""

from __future__ import annotations

import pytest

from support.worked_examples import every_example, installation
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_subjects import frame_of
from zorginkoop.kernel.tree import Agreement
from zorginkoop.policies.examples import Example, ExampleRunner

RUNNER = ExampleRunner(installation())
JUDGES: dict[Agreement, RegisterJudge] = {}
CASES = [example for example in every_example() if example.case.op]


@pytest.mark.parametrize("example", CASES, ids=lambda example: f"{example.source.overeenkomst} {example.label}")
def test_columns_agree_with_the_kernel(example: Example) -> None:
    outcome = RUNNER.outcome(example)
    agreement = outcome.agreement
    judge = JUDGES.setdefault(agreement, RegisterJudge(agreement))
    found = judge.assess(frame_of([outcome.subject], agreement, outcome.on))
    assert {part.id: int(found.of_criterion(part.id)[0]) for part in agreement.criteria} == {
        result.criterion.id: result.state for result in outcome.conditions
    }
    assert found.route_texts()[0] == (outcome.route.id if outcome.route else "")
    assert (found.result_texts()[0], found.variant_texts()[0]) == (outcome.result, outcome.variant)
    assert [int(states[0]) for states in found.parts] == [part.state for part in outcome.parts]
