#!/usr/bin/env python3
"""Run named legs one after the other, each with a time budget, and report all of them together at the end.

    tools/legs.py check "lint 60: ruff check ." "types 120: mypy"

A failing leg does not stop the next one. A leg that takes more than its budget is said to; one that takes three
times its budget is stopped and counts as failed. A leg whose program is missing could not run: that is a failure too.
The outermost run also shows the legs of the runs inside it. Exit code: 0 when every leg passed, else 1.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 3  # a leg is stopped at this many times its budget
CANNOT_RUN = {126: "cannot be run", 127: "is not installed"}  # exit codes of the shell
INNER = "ZORGINKOOP_LEGS"  # where a run inside a run writes its rows


@dataclass(frozen=True)
class Leg:
    """One command with a name and a budget."""

    name: str
    budget: int
    command: str

    @classmethod
    def read(cls, text: str) -> Leg:
        """Read 'name seconds: command'."""
        parts = re.fullmatch(r"(\S+) (\d+): (.+)", text, re.DOTALL)
        if parts is None:
            sys.exit(f"legs: {text!r} is not of the form 'name seconds: command'")
        return cls(parts[1], int(parts[2]), parts[3])


@dataclass(frozen=True)
class Row:
    """What came of one leg."""

    name: str
    budget: int
    used: float
    passed: bool
    note: str = ""

    def __str__(self) -> str:
        """Write one line of the table."""
        verdict = "passed" if self.passed else "FAILED"
        return f"{verdict:8}{self.name:30}{self.budget:>6} s {self.used:>7.1f} s   {self.note}".rstrip()


def run(leg: Leg, rows: Path) -> list[Row]:
    """Run one leg in the project's folder; the rows of the runs inside it come after its own."""
    environment = os.environ | {
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        INNER: str(rows),
    }
    rows.write_text("", encoding="utf-8")
    start = time.monotonic()
    process = subprocess.Popen(["bash", "-c", leg.command], cwd=ROOT, env=environment, start_new_session=True)  # noqa: S607 - whichever bash the machine has
    note = ""
    try:
        code = process.wait(leg.budget * PATIENCE)
        note = CANNOT_RUN.get(code, "")
        if note:
            note = f"'{leg.command.split()[0]}' {note}: run make setup"
        elif code:
            note = f"exit code {code}"
    except subprocess.TimeoutExpired:
        code = 1
        note = f"stopped after {PATIENCE} times its budget"
        stop(process)
    except BaseException:  # Ctrl-C, or a run around this one that stops us
        stop(process)
        raise
    used = time.monotonic() - start
    if used > leg.budget:
        note = f"over its budget; {note}".rstrip("; ")
    inner = [Row(**json.loads(line)) for line in rows.read_text(encoding="utf-8").splitlines()]
    return [
        Row(leg.name, leg.budget, used, code == 0, note),
        *(Row(f"  {row.name}", row.budget, row.used, row.passed, row.note) for row in inner),
    ]


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a leg with everything it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main(arguments: list[str]) -> int:
    """Run the legs named on the command line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("legs: stopped"))
    title, *texts = arguments
    legs = [Leg.read(text) for text in texts]
    if not legs:
        sys.exit("legs: no leg was given, and a run of nothing must not pass")
    outer = os.environ.get(INNER)
    result: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for leg in legs:
            print(f"\n--- {title}: {leg.name}", flush=True)
            result += run(leg, Path(folder) / "rows")
    if outer:
        with Path(outer).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(row)) + "\n" for row in result)
    failed = [row.name.strip() for row in result if not row.passed]
    print(f"\n{'':8}{title:30}{'budget':>8} {'used':>9}")
    for row in result:
        print(row)
    print(f"{title}: {'failed: ' + ', '.join(failed) if failed else 'every leg passed'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [""]))
