"""Whatever is undecided names at least one fact that would decide it, and never one that is known."""

from __future__ import annotations

import pytest

from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.kernel.missing import missing_facts
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.policies.examples import ExampleRunner
from zorginkoop.policies.loading import EditionFolder

RUNNER = ExampleRunner(installation())


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_what_is_undecided_names_what_would_decide_it(edition: EditionFolder) -> None:
    judged = [(example.label, RUNNER.outcome(example)) for example in examples_of(edition) if example.case.op]
    silent = [label for label, outcome in judged if outcome.result == UNDECIDED and not missing_facts(outcome)]
    known = [
        (label, missing.label)
        for label, outcome in judged
        for missing in missing_facts(outcome)
        if not missing.on_row and not missing.codes and outcome.subject.values.get(missing.key) is not None
    ]
    assert (silent, known) == ([], [])
