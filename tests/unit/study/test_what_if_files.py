"""The what-if files that are shown and shipped: each can be read, and changes what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.worked_examples import installation
from zorginkoop.cli.rehearse_files import STOPS
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.rehearsal import WHAT_IFS
from zorginkoop.study.whatif.question import WhatIf, read_what_if
from zorginkoop.study.whatif.variants import variants_of

PAGE = Path(__file__).parents[3] / "docs" / "what-if.md"
SHOWN = re.findall(r"```yaml wat_als\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
SHIPPED = sorted(WHAT_IFS.glob("*.yaml"))


def changes_its_policy(asked: WhatIf) -> bool:
    """Make the changed policy, and tell whether anything in it became another."""
    edition = load_edition(edition_folder(asked.edition), installation())
    made = variants_of(edition_folder(asked.edition), installation(), asked.changes, edition.source.overeenkomsten)
    whole = made.whole
    hashes = (whole.edition.content_hash, whole.installation.content_hash)
    return hashes != (edition.content_hash, installation().content_hash)


@pytest.mark.parametrize("text", SHOWN, ids=range(len(SHOWN)))
def test_every_block_of_the_page_is_a_question_that_can_be_asked(text: str) -> None:
    asked = read_what_if(text.encode(), "what-if.md")
    assert asked.other or changes_its_policy(asked)


@pytest.mark.parametrize("file", SHIPPED, ids=[file.stem for file in SHIPPED])
def test_every_what_if_of_the_rehearsal_changes_an_edition_of_the_rehearsal(file: Path) -> None:
    asked = read_what_if(file.read_bytes(), file.name)
    assert asked.edition in STOPS
    assert asked.on is None
    assert changes_its_policy(asked)


def test_the_rehearsal_has_a_what_if_for_each_of_its_policies() -> None:
    asked = [read_what_if(file.read_bytes(), file.name) for file in SHIPPED]
    assert {one.edition for one in asked} == set(STOPS)
    assert len({(one.edition, one.name) for one in asked}) == len(asked)
