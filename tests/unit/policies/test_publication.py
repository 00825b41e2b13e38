"""A policy is there by 1 April; what changes afterwards has a ground, unless it only supplements or clarifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.small_policies import HEAD, folder_of
from zorginkoop.kernel.compile import Installation
from zorginkoop.policies.loading import EditionFolder
from zorginkoop.policies.soundness import Checked, check_edition

CHANGE = "wijzigingen: [{ten_opzichte_van: %s, bij: [1/a/1], posten: [PM-01], tekst: anders%s}]\n"
LATER, YEARLY = "proef/2026-1", "proef/2025-1"


def checked(root: Path, change: str, head: str = "") -> Checked:
    """Check an edition that holds one change and nothing else."""
    edition: EditionFolder = folder_of(root, "")
    text = HEAD.replace("herziening: 1", "herziening: 2") if not head else HEAD + head
    (edition.folder / "beleid.yaml").write_text(f"{text}  gedeeltelijk: proef\n{change}", encoding="utf-8")
    return check_edition(edition, Installation())


@pytest.mark.parametrize(
    ("against", "more", "warning"),
    [
        (LATER, "", "deze latere wijziging noemt geen grond."),
        (LATER, ", aanscherping: ja", "deze latere wijziging scherpt aan, en noemt geen grond."),
        (
            LATER,
            ", soort: verduidelijking, aanscherping: ja",
            "deze latere wijziging scherpt aan, en noemt geen grond.",
        ),
        (LATER, ", grond: beleidsregel, aanscherping: ja", ""),
        (LATER, ", grond: wet_of_regelgeving", ""),
        (LATER, ", soort: verduidelijking", ""),
        (LATER, ", soort: aanvulling", ""),
        (YEARLY, ", aanscherping: ja", ""),
    ],
)
def test_zv_86_and_87_a_later_change_names_its_ground(tmp_path: Path, against: str, more: str, warning: str) -> None:
    found = checked(tmp_path, CHANGE % (against, more))
    assert [problem.what for problem in found.warnings] == ([warning] if warning else [])
    assert found.sound


def test_a_ground_that_no_policy_reserves_is_refused(tmp_path: Path) -> None:
    found = checked(tmp_path, CHANGE % (LATER, ", grond: voortschrijdend_inzicht"))
    assert not found.sound
    assert "wet_of_regelgeving" in found.problems[0].what


@pytest.mark.parametrize(("published", "late"), [("2025-04-01", False), ("2025-04-02", True)])
def test_a_policy_is_published_by_the_first_of_april_of_the_year_before(
    tmp_path: Path,
    published: str,
    late: bool,  # noqa: FBT001 - the expected answer
) -> None:
    found = checked(tmp_path, "", f"  gepubliceerd: {published}\n")
    assert [problem.what for problem in found.warnings] == (
        ["dit beleid is van 2 april 2025; het hoort er uiterlijk 1 april 2025 te zijn."] if late else []
    )
