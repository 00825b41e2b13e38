"""A comparison finds every edit planted in a copy of a real edition, in structure and in meaning, and nothing else.

A seeded sample runs in the suite; `make test-long` plants all of them, and one more in every limit that is written.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from support.planted_edits import Planted, plant, planted_edits
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import edition_folder, find_editions, load_edition, load_installation
from zorginkoop.policies.parts import policy_files
from zorginkoop.rehearsal import VALUES_FILE
from zorginkoop.study.compare.comparison import Comparison, Read, compare_editions
from zorginkoop.study.compare.meaning import AgreementMeaning, Verdict, outcomes_differ
from zorginkoop.study.logic.prover import Example

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SAMPLE = 14
SEED = 4
EQUAL = {Verdict.SAME_RULES, Verdict.PROVEN_EQUAL}


LIMIT = re.compile(r"(?:ten_minste|ten_hoogste|meer_dan|minder_dan): (\d+)")
LIMITS_TRIED = 3


def limits() -> list[tuple[str, str, int]]:
    """Name limits that are written in an edition: the edition, its file, and where in that file the number stands."""
    found = [
        (edition.name, file.relative_to(edition.folder).as_posix(), limit.start(1))
        for edition in find_editions()
        for file in policy_files(edition.folder)
        for limit in LIMIT.finditer(file.read_text(encoding="utf-8"))
    ]
    return found if LONG else random.Random(SEED).sample(found, LIMITS_TRIED)  # noqa: S311 - a choice, no secret


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
    written = tuple(one.agreement for one in comparison.compiled[meaning.agreement, meaning.years[0]])
    assert (old.agreement, new.agreement) == written
    assert outcomes_differ((old, new))


@pytest.mark.parametrize(("name", "file", "at"), limits())
def test_one_more_in_a_limit_is_one_change_and_nothing_is_left_unproven(
    name: str, file: str, at: int, tmp_path: Path
) -> None:
    old = original(name)
    copy = tmp_path / name
    shutil.copytree(old.folder.folder, copy, ignore=shutil.ignore_patterns("voorbeelden", "brondekking.yaml"))
    text = (copy / file).read_text(encoding="utf-8")
    number = re.compile(r"\d+").match(text, at)
    assert number
    (copy / file).write_text(f"{text[:at]}{int(number[0]) + 1}{text[number.end() :]}", encoding="utf-8")
    folder = edition_folder(str(copy))
    comparison = compare_editions(old, Read(folder, load_edition(folder, installation())), installation())
    assert len(comparison.changes) == 1
    asked = {meaning.verdict for meaning in comparison.meanings} - {Verdict.SAME_RULES}
    assert asked
    assert asked <= {Verdict.DIFFERS, Verdict.PROVEN_EQUAL}
