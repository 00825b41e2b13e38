"""A comparison finds every edit planted in a copy of a real edition, in structure and in meaning, and nothing else.

A seeded sample runs in the suite; `make test-long` plants all of them.
"""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest

from support.planted_edits import Planted, plant, planted_edits
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.study.compare.comparison import Comparison, Read, compare_editions
from zorginkoop.study.compare.meaning import AgreementMeaning, Verdict, outcomes_differ
from zorginkoop.study.logic.prover import Example

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SAMPLE = 14
SEED = 4
EQUAL = {Verdict.SAME_RULES, Verdict.PROVEN_EQUAL}


def chosen() -> list[Planted]:
    """Give the edits of this run: all of them in the long one, else a sample and every cosmetic one."""
    groups = planted_edits()
    cosmetic = groups.pop("cosmetic")
    telling = [edit for edits in groups.values() for edit in edits]
    sample = telling if LONG else random.Random(SEED).sample(telling, SAMPLE)  # noqa: S311 - a choice, no secret
    return [*sample, *cosmetic]


@cache
def installation() -> Installation:
    return load_installation(VALUES_FILE)


@cache
def original(name: str) -> Read:
    folder = edition_folder(name)
    return Read(folder, load_edition(folder, installation()))


def compared(edit: Planted, folder: Path) -> Comparison:
    copy = edition_folder(str(plant(edit, folder)))
    return compare_editions(original(edit.edition), Read(copy, load_edition(copy, installation())), installation())


@pytest.mark.parametrize("edit", chosen(), ids=str)
def test_a_planted_edit_is_found_and_nothing_else(edit: Planted, tmp_path: Path) -> None:
    comparison = compared(edit, tmp_path)
    found = [(str(one.how), one.node.agreement, one.node.section, one.node.name, one.key) for one in comparison.changes]
    assert sorted(found) == sorted(edit.found)
    differing = [meaning for meaning in comparison.meanings if meaning.verdict is Verdict.DIFFERS]
    assert {meaning.agreement for meaning in differing} == edit.differs
    assert {meaning.verdict for meaning in comparison.meanings if meaning not in differing} <= EQUAL
    assert {one.name for one in comparison.dates if one.case is not None} == edit.dates
    assert {one.name for one in comparison.formulas if one.case is not None} == edit.formulas
    for meaning in differing:
        check_example(comparison, meaning)


def check_example(comparison: Comparison, meaning: AgreementMeaning) -> None:
    """The example was judged by the agreements as they are written, and comes to something else."""
    assert isinstance(meaning.answer, Example)
    old, new = meaning.answer.outcomes
    written = tuple(one.agreement for one in comparison.compiled[meaning.agreement])
    assert (old.agreement, new.agreement) == written
    assert outcomes_differ((old, new))
