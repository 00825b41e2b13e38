"""An installation's values: one of another year is told where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Run
from support.miniature import Miniature

DECLARED = "waarden: {grootste_groep: {type: getal, eenheid: deelnemers, zetter: de inkoper}}\n\novereenkomsten:\n"


@pytest.fixture
def values(mini: Miniature, tmp_path: Path) -> Path:
    """Let the miniature policy ask for a value, and give the name of the values file."""
    mini.change(mini.policy, "overeenkomsten:\n", DECLARED)
    mini.change(mini.policy, "ten_hoogste: 10", "ten_hoogste: {waarde: grootste_groep}")
    return tmp_path / "waarden.yaml"


@pytest.mark.parametrize(
    ("valid", "code"),
    [
        ("geldig_tot: 2025-12-31", 1),
        ("geldig_van: 2027-01-01", 1),
        ("geldig_van: 2026-01-01, geldig_tot: 2026-12-31", 0),
        ("geldig_tot: 2026-06-30", 0),
    ],
)
def test_a_value_of_the_wrong_year_is_told_where_it_stands(
    zorginkoop: Run, mini: Miniature, values: Path, valid: str, code: int
) -> None:  # fmt: skip
    values.write_text(
        f"installatie: proef\nwaarden:\n  grootste_groep: {{waarde: 10, bron: proef, door: proef, {valid}}}\n",
        encoding="utf-8",
    )

    ran = zorginkoop("policy", "check", mini.edition, "--values", values)

    told = f"{values}:3:3: de waarde 'grootste_groep' geldt niet in contractjaar 2026. Geef haar voor 2026."
    assert ran.code == code
    assert ran.problems == ([told] if code else [])
