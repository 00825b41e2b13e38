"""The command line as a test calls it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.command_line import Cover, Ran, Run, WriteFacts
from support.miniature import Miniature, copied
from support.practice import EDITION, facts
from zorginkoop.cli.main import main
from zorginkoop.cli.policy_coverage import ENVIRONMENT
from zorginkoop.policies.loading import edition_folder


@pytest.fixture
def zorginkoop(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*asked: object) -> Ran:
        capsys.readouterr()
        code = main([str(part) for part in asked])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
def facts_file(tmp_path: Path) -> WriteFacts:
    def write(**changes: str) -> str:
        file = tmp_path / "feiten.yaml"
        file.write_text(facts(**changes), encoding="utf-8")
        return str(file)

    return write


@pytest.fixture
def copied_edition(tmp_path: Path) -> Path:
    """Copy the edition of fysiotherapie to a folder where a test may change it."""
    source = edition_folder(EDITION).folder
    return Path(shutil.copytree(source, tmp_path / "beleid" / "paramedische_zorg" / "2026-2"))


@pytest.fixture
def mini(tmp_path: Path) -> Miniature:
    """Copy the miniature policy and its source to a folder where a test may change them."""
    return copied(tmp_path)


@pytest.fixture
def cover(zorginkoop: Run, mini: Miniature, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cover:
    """Ask for the coverage of the copy; without `source` no source is given."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*options: object, source: Path | None = None) -> Ran:
        given = ("--source", source) if source else ()
        return zorginkoop("policy", "coverage", mini.edition, *given, *options)

    return run
