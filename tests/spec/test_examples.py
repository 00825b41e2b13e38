"""Every worked example of every edition comes out as it says."""

from __future__ import annotations

import pytest

from support.worked_examples import EDITIONS, every_example, installation
from zorginkoop.policies.examples import Example, ExampleRunner, find_examples
from zorginkoop.policies.loading import EditionFolder, load_edition

RUNNER = ExampleRunner(installation())


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_the_examples_of_an_edition_can_be_read(edition: EditionFolder) -> None:
    assert find_examples(edition) or not load_edition(edition, installation()).source.overeenkomsten


@pytest.mark.parametrize(
    "example", every_example(), ids=lambda example: f"{example.source.overeenkomst} {example.label}"
)
def test_example(example: Example) -> None:
    result = RUNNER.run(example)
    assert result.passed, "\n".join(str(remark) for remark in (*result.problems, *result.differences))
