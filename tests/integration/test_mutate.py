"""`make mutate` finds the mistake that no test notices, and says so until there is a test or a reason."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LATE = """\
def late(hours: int) -> bool:
    return hours >= 24
"""
TESTS = """\
from example.late import late

def test_many() -> None:
    assert late(30)

def test_few() -> None:
    assert not late(3)
"""
AT_THE_LIMIT = """
def test_limit() -> None:
    assert [late(23), late(24)] == [False, True]
"""
LISTING = """\
preload = ["hypothesis"]

[[module]]
path = "src/example/late.py"
tests = ["tests/test_late.py"]
"""
REASON = """
[[reason]]
module = "src/example/late.py"
function = "late"
was = "return hours >= 24"
becomes = "return hours {}"
because = "this example leaves its limit open"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("src/example", "tests"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/example/late.py").write_text(LATE, encoding="utf-8")
    (tmp_path / "tests/test_late.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "tests/mutants.toml").write_text(LISTING, encoding="utf-8")
    return tmp_path


def mutate(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools/mutate.py"), "--root", str(root), "--jobs", "2", *arguments]
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}  # it has no site
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=120)


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_listing_names_what_is_there_and_every_reason_a_mutant() -> None:
    checked = mutate(ROOT, "--check")

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_limit_that_no_test_stands_at_is_told_until_one_does(project: Path) -> None:
    found = mutate(project)

    assert found.returncode == 1
    assert "src/example/late.py:2 late" in found.stdout
    alive = [line.strip() for line in found.stdout.splitlines() if line.startswith("  return")]
    assert alive[1::2] == [f"return hours {test}" for test in ("> 24", ">= 25", ">= 23")]

    add(project / "tests/test_late.py", AT_THE_LIMIT)
    assert mutate(project).returncode == 0
    again = mutate(project)
    assert (again.returncode, again.stderr) == (0, "")  # nothing was tried anew


def test_a_reason_lets_a_survivor_live_and_is_told_when_it_fits_none(project: Path) -> None:
    for survivor in ("> 24", ">= 25", ">= 23"):
        add(project / "tests/mutants.toml", REASON.format(survivor))
    assert mutate(project).returncode == 0

    add(project / "tests/test_late.py", AT_THE_LIMIT)
    stale = mutate(project)
    assert stale.returncode == 1
    assert stale.stdout.count("stale: src/example/late.py late") == 3


def test_what_time_did_not_allow_is_left_for_the_next_run(project: Path) -> None:
    stopped = mutate(project, "--time", "0")

    assert stopped.returncode == 3
    assert "5 mutants were not reached; run it again" in stopped.stdout


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("src/example/gone.py", "src/example/gone.py does not exist"),
        (REASON.format("== 24"), "no mutant of src/example/late.py late is"),
        (REASON.format("> 24").replace("this example leaves its limit open", " "), "is empty; say why it may live"),
        ('only = ["price"]', "src/example/late.py has no function 'price'"),
    ],
)
def test_a_listing_that_names_what_is_not_there_is_refused(project: Path, wrong: str, told: str) -> None:
    listing = LISTING.replace("src/example/late.py", wrong) if wrong.endswith(".py") else LISTING + wrong
    (project / "tests/mutants.toml").write_text(listing, encoding="utf-8")

    refused = mutate(project)
    assert refused.returncode == 2
    assert told in refused.stderr


def test_tests_that_fail_without_a_mistake_are_no_judges(project: Path) -> None:
    add(project / "tests/test_late.py", AT_THE_LIMIT.replace("24", "22"))

    refused = mutate(project)
    assert refused.returncode == 2
    assert (
        "without any mistake the tests of src/example/late.py are killed: tests/test_late.py::test_limit"
        in refused.stderr
    )
