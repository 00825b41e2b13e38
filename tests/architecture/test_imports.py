"""One direction between the rooms, and nothing below the extras that the bare wheel does not carry."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "zorginkoop"

# What a room may import beside the standard library and the rooms below it.
ALLOWED = {
    "kernel": {"pydantic", "pydantic_core"},
    "policies": {"pydantic", "pydantic_core", "yaml"},
    "tables": set[str](),
}
ENGINES = ("altair", "fastexcel", "jinja2", "numpy", "polars", "vl_convert", "xlsxwriter")


def imported(file: Path) -> set[str]:
    """Name the packages that a file imports, also inside its functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"zorginkoop"}


def test_the_contracts_between_the_rooms_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_of_the_bare_wheel_imports_only_what_it_may(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files, f"the room {room} is empty"
    too_much = {str(file.relative_to(ROOT)): extra for file in files if (extra := imported(file) - ALLOWED[room])}
    assert too_much == {}


@pytest.mark.parametrize("module", ["zorginkoop.kernel", "zorginkoop.policies", "zorginkoop.cli.main"])
def test_judging_one_subject_loads_no_column_engine(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({ENGINES!r})))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []
