"""A worked example of contract status: what differs is told at its line, and what cannot be asked is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.layered import POLICY
from support.small_policies import folder_of
from zorginkoop.kernel.errors import InputWrong
from zorginkoop.policies.examples import ExampleResult, run_examples

BASIS = """\
overeenkomst: zorg
basis:
  feiten:
    overeenkomsten: [{id: o1, zorgsoort: zorg, looptijd: 2025-01-01/2025-12-31, vestigingen: ["99000011"]}]
    personen: [{id: p1, beroep: therapeut, registraties: [{register: blauw}]}]
gevallen:
  - naam: een
    verwacht_status:
"""


def ran(root: Path, asked: str, policy: str = POLICY) -> ExampleResult:
    """Run one example of the small policy."""
    folder = folder_of(root, policy)
    (folder.folder / "voorbeelden").mkdir(exist_ok=True)
    (folder.folder / "voorbeelden" / "status.yaml").write_text(f"{BASIS}      - {asked}\n", encoding="utf-8")
    (result,) = run_examples(folder)
    return result


@pytest.mark.parametrize(
    "asked",
    [
        '{op: 2025-01-01, vestiging: "99000011", status: gecontracteerd}',
        "{op: 2025-01-01, status: niet_gecontracteerd}",
        '{op: 2025-01-01, vestiging: "99000011", rijen: {personen: p1}, status: buiten_overeenkomst}',
        '{op: 2025-01-01, vestiging: "99000011", zorg: netwerkzorg, status: onbekend}',
    ],
)
def test_an_example_passes_where_the_status_is_as_expected(tmp_path: Path, asked: str) -> None:
    assert ran(tmp_path, asked).passed


def test_another_status_or_place_is_told_at_its_line(tmp_path: Path) -> None:
    result = ran(tmp_path, '{op: 2025-01-01, vestiging: "99000011", status: onbekend, plaatsen: ["9/nergens"]}')
    status, place = result.differences

    assert (status.expected, status.found) == ("onbekend", "gecontracteerd")
    assert (place.expected, place.found) == ("9/nergens", "geen")
    assert status.where.line == place.where.line == 9


@pytest.mark.parametrize(
    ("asked", "policy", "told"),
    [
        ("{op: 2025-01-01, status: misschien}", POLICY, "misschien"),
        ("{status: onbekend}", POLICY, "op"),
        ("{op: 2025-01-01, status: onbekend}", POLICY[: POLICY.index("    lagen:")], "zegt niet welke lagen zij geeft"),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path: Path, asked: str, policy: str, told: str) -> None:
    try:
        problems = ran(tmp_path, asked, policy).problems
    except InputWrong as wrong:
        problems = tuple(wrong.problems)

    assert told in " ".join(map(str, problems))
