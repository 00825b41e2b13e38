"""The tree names no address that only some machines know, and every opt-out says why."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|registry[.]yarnpkg|(deb|ftp|security)[.]debian[.]org"
    r"|proxy[.]golang|crates[.]io|repo1?[.]maven|anaconda[.](org|com)|ghcr[.]io|docker[.]io"
)
MACHINE = re.compile(r"(?<![\w.])/(work|root|home|opt|mnt|Users)[/]\w")
INDEX = re.compile(r"--(extra-)?index[-]url|--find[-]links|\[\[tool[.]uv[.]index|UV_DEFAULT[_]INDEX")

OPT_OUT = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no)\b.*")
REASONED = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z0-9, -]+\]|pragma: no \w+) +(-|#) \S+")


def tracked() -> list[Path]:
    """List the files that git knows or would add."""
    run = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git the machine has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in run.stdout.splitlines() if (ROOT / name).is_file()]


def lines() -> list[tuple[str, str]]:
    """Give every line of every text file with its place."""
    found = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(f"{file.relative_to(ROOT)}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return found


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE, INDEX], ids=["registry", "machine path", "package index"])
def test_no_file_names_a(pattern: re.Pattern[str]) -> None:
    own = "tools/lock.sh"  # it says that no index goes into the lock, and looks for one
    found = [f"{place}: {line.strip()}" for place, line in lines() if pattern.search(line) and own not in place]
    assert not found, "\n".join(found)


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    packages = re.findall(r"^[a-z0-9._-]+==.*", lock, re.MULTILINE)
    assert packages
    assert [package for package in packages if not package.endswith("\\")] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *(text for extra in project["project"]["optional-dependencies"].values() for text in extra),
        *(text for group in project["dependency-groups"].values() for text in group),
    ]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [re.split(r"[<>=!~;\[ ]", text)[0] for text in asked]
    names.remove("zorginkoop")  # one extra asks for others of its own
    assert [name for name in names if f"\n{name}==" not in f"\n{lock}"] == []


def test_every_dependency_and_every_lint_opt_out_in_pyproject_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    entry = re.compile(r'^\s+"[A-Za-z0-9_.>=<-]+",(?P<why>.*)$', re.MULTILINE)
    reasoned = (
        r"^(dependencies|register|test|check|bench|build) = \[\n(.*?)^\]",
        r'^(ignore|"[a-z/]+\*\*") = \[\n(.*?)^\]',
    )
    blocks = [match[2] for pattern in reasoned for match in re.finditer(pattern, text, re.MULTILINE | re.DOTALL)]
    entries = [found for block in blocks for found in entry.finditer(block)]
    assert len(entries) > len(blocks)
    assert [found[0].strip() for found in entries if not re.match(r"\s*# \w.{5,}", found["why"])] == []


def test_mypy_is_strict_and_every_override_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["tool"]["mypy"]
    assert settings["strict"] is True
    assert "disable_error_code" not in settings
    assert "exclude" not in settings
    for override in re.finditer(r"^\[\[tool\.mypy\.overrides\]\].*\n.*$", text, re.MULTILINE):
        assert re.search(r"# \w.{5,}", override[0]), f"an override of mypy without a reason: {override[0]}"


def test_every_opt_out_in_the_code_says_why() -> None:
    silent = [
        f"{place}: {found[0]}"
        for place, line in lines()
        if place.partition(":")[0].endswith(".py") and (found := OPT_OUT.search(line)) and not REASONED.search(line)
        if "tests/architecture/test_tree.py" not in place
    ]
    assert not silent, "\n".join(silent)
