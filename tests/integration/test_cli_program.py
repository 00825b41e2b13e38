"""The program as a terminal sees it: a reader that leaves, a missing extra, another encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.command_line import Run, WriteFacts
from support.practice import EDITION, ON

PROGRAM = [sys.executable, "-m", "zorginkoop.cli.main"]


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    with subprocess.Popen(
        [*PROGRAM, "policy", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        wrong = running.stderr.read()
        code = running.wait(timeout=60)

    assert (code, wrong) == (0, "")


def test_a_terminal_that_knows_no_utf8_still_gets_every_letter(facts_file: WriteFacts) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    asked = [*PROGRAM, "assess", EDITION, "fysiotherapie", "--facts", facts_file(), "--on", ON]
    ran = subprocess.run(asked, capture_output=True, check=False, env=environment)

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "✓ voldaan" in ran.stdout.decode("utf-8")


def test_a_command_that_needs_the_register_extra_says_so(
    zorginkoop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "polars"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("zorginkoop.cli.season_files", "zorginkoop.columns.sources"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "polars", None)

    ran = zorginkoop("season", EDITION, "--register", tmp_path, "--on", ON, "--out", tmp_path / "uit")

    assert ran.code == 2
    assert "Installeer zorginkoop met de uitbreiding 'register'" in ran.err


def test_an_interrupt_is_told_and_has_its_own_code(zorginkoop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zorginkoop.cli.policy_list.find_editions", interrupted)

    ran = zorginkoop("policy", "list")

    assert (ran.code, ran.err) == (130, "afgebroken.\n")
