#!/usr/bin/env python3
"""Install the wheel without extras in an environment of its own, and run the specification there.

It proves that judging needs no more than the kernel, the policies and the few packages in `dependencies`, and that
the wheel carries its data. Packages come from requirements.lock, with their hashes.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
TEST_TOOLS = ("hypothesis", "pytest", "pytest-timeout", "pytest-xdist")  # what the suite's settings ask for
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?:.*\\\n)(?:    .*\n)*", re.MULTILINE)


def wanted(roots: Iterable[str]) -> set[str]:
    """Name the given packages and everything they need on this machine."""
    found: set[str] = set()
    queue = [Requirement(root) for root in roots]
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        queue += [Requirement(text) for text in importlib.metadata.requires(name) or ()]
    return found


def locked(names: set[str]) -> str:
    """Cut the lines of these packages out of the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return "".join(entry[0] for entry in LOCKED.finditer(text) if canonicalize_name(entry["name"]) in names)


def missing_data(wheel: Path) -> list[str]:
    """List the files that git knows under src/zorginkoop and the wheel does not carry."""
    known = subprocess.run(
        ["git", "ls-files", "src/zorginkoop"],  # noqa: S607 - whichever git the machine has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    return [name for name in known if (ROOT / name).exists() and name.removeprefix("src/") not in carried]


def main() -> int:
    """Build, install, test."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with tempfile.TemporaryDirectory(prefix="bare-wheel-") as folder:
        scratch = Path(folder)
        subset = scratch / "bare.lock"
        subset.write_text(locked(wanted([*project["dependencies"], *TEST_TOOLS])), encoding="utf-8")
        python = str(scratch / "venv" / "bin" / "python")
        pip = [python, "-m", "pip", "-qq", "install"]
        run = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
        subprocess.run(run, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        wheel = next(scratch.glob("*.whl"))
        if missing := missing_data(wheel):
            print(f"{wheel.name} lacks: {', '.join(missing)}")
            return 1
        subprocess.run([sys.executable, "-m", "venv", str(scratch / "venv")], check=True)
        subprocess.run([*pip, "--require-hashes", "-r", str(subset)], check=True)
        subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
        print(f"{wheel.name} without extras: {wheel.stat().st_size // 1024} kB", flush=True)
        tests = [python, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-n", "2", "tests/spec"]
        return subprocess.run(tests, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
