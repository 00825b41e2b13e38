"""A value of the wrong year is told at its line in the values file, also one that no condition reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import Run
from zorginkoop.rehearsal import VALUES_FILE

DEDUCTIBLE = "  eigen_risico:"


def with_validity(folder: Path, validity: str) -> Path:
    """Copy the made-up values, with a validity for the compulsory deductible."""
    lines = VALUES_FILE.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(DEDUCTIBLE))
    lines[at] = lines[at].replace("waarde:", f"{validity}, waarde:")
    file = folder / "waarden.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("validity", ["geldig_tot: 2024-12-31", "geldig_van: 2026-01-01"])
def test_a_value_of_another_year_is_told(zorginkoop: Run, tmp_path: Path, validity: str) -> None:
    values = with_validity(tmp_path, validity)
    ran = zorginkoop("policy", "check", "ziekenvervoer/2025-2", "--values", values)

    assert ran.code == 1
    told = [line for line in (ran.out + ran.err).splitlines() if "eigen_risico" in line]
    assert told
    assert "waarden.yaml:" in told[0]
    assert "geldt niet in contractjaar 2025" in told[0]


@pytest.mark.parametrize("validity", ["geldig_tot: 2025-01-01", "geldig_van: 2025-12-31"])
def test_a_value_of_some_day_of_the_year_is_none(zorginkoop: Run, tmp_path: Path, validity: str) -> None:
    ran = zorginkoop("policy", "check", "ziekenvervoer/2025-2", "--values", with_validity(tmp_path, validity))

    assert ran.code == 0
