"""`zorginkoop rehearse`: a made-up region from a seed, judged by every edition, and shown on this machine."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from support.command_line import Run
from zorginkoop.cli import rehearse_files
from zorginkoop.cli.exit_codes import STOPPED
from zorginkoop.formats.register_files import read_register


def test_a_region_is_judged_by_every_edition_with_a_season(zorginkoop: Run, tmp_path: Path) -> None:
    ran = zorginkoop("rehearse", "--size", "600", "--seed", "3", "--out", tmp_path / "uit", "--json")

    assert ran.code == 0
    judged = {season["uitgave"]: season["op"] for season in ran.data["seizoenen"]}
    assert judged == {
        "geboortezorg/2024-1": "2023-10-10",
        "paramedische_zorg/2026-2": "2025-10-15",
        "farmaceutische_zorg/2026-1": "2025-10-15",
        "ziekenvervoer/2025-2": "2025-10-15",
        "categorale_instellingen/2027-1": "2026-09-20",
    }
    for season in ran.data["seizoenen"]:
        alive = {result for counts in season["overeenkomsten"].values() for result in counts["uitkomsten"]}
        runs_on = season["uitgave"].startswith("ziekenvervoer/")  # one agreement that runs on: no round this year
        assert len(alive) > (0 if runs_on else 2), season["uitgave"]
        assert runs_on or alive & {"aanbod", "prijslijst"}, season["uitgave"]
    assert read_register(tmp_path / "uit" / "register").tables["aanbieders"].height == 600


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--size", "huge"], "--size: 'huge' is geen maat. Kies uit small, medium, large, of geef een aantal"),
        (["--size", "0"], "--size: '0' is geen maat."),
        (
            ["--size", "100001"],
            "--size: '100001' is geen maat. Kies uit small, medium, large, of geef een aantal van 1 tot",
        ),
        (["--seed", "-1"], "--seed: -1 is geen zaadgetal."),
        (["--port", "70000"], "--port: 70000 is geen poort."),
    ],
)
def test_a_region_that_cannot_be_made(zorginkoop: Run, tmp_path: Path, options: list[str], expected: str) -> None:
    ran = zorginkoop("rehearse", "--out", tmp_path / "uit", *options)

    assert (ran.code, ran.out) == (2, "")
    assert ran.problems[0].startswith(expected)
    assert not (tmp_path / "uit").exists()


def files_of(folder: Path) -> dict[str, bytes]:
    """Give every file that does not name the hour of its making."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".xlsx"
    }


def test_a_rerun_goes_on_from_what_was_finished(
    zorginkoop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("rehearse", "--size", "120", "--seed", "5", "--out")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rehearse_files, "write_seasons", stopped)
        ran = zorginkoop(*asked, tmp_path / "uit")
    assert (ran.code, ran.out) == (STOPPED, "")
    assert "dezelfde opdracht gaat daar verder" in ran.err
    assert {file.name for file in tmp_path.iterdir()} == {".uit.werk"}
    assert {file.name for file in (tmp_path / ".uit.werk").iterdir()} == {"als-csv", "register", "sleutel"}

    with monkeypatch.context() as patched:
        patched.setattr(rehearse_files, "make_register", stopped)  # it is not made anew
        assert zorginkoop(*asked, tmp_path / "uit").code == 0
    assert zorginkoop(*asked, tmp_path / "ineens").code == 0
    assert {file.name for file in tmp_path.iterdir()} == {"uit", "ineens"}
    assert files_of(tmp_path / "uit") == files_of(tmp_path / "ineens")


def test_a_run_that_is_killed_leaves_nothing_half_written(zorginkoop: Run, tmp_path: Path) -> None:
    asked = ["rehearse", "--size", "300", "--out", str(tmp_path / "uit")]
    program = [sys.executable, "-m", "zorginkoop.cli.main", *asked]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not (tmp_path / ".uit.werk" / "register").exists():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)

    assert running.returncode == STOPPED
    assert not (tmp_path / "uit").exists()
    assert [file.name for file in (tmp_path / ".uit.werk").iterdir() if file.suffix == ".tmp"] == []
    assert zorginkoop(*asked).code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["uit"]


def test_the_results_are_shown_on_this_machine_until_ctrl_c(tmp_path: Path) -> None:
    asked = ["rehearse", "--size", "60", "--out", str(tmp_path / "uit"), "--serve", "--port", "0"]
    program = [sys.executable, "-m", "zorginkoop.cli.main", *asked]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = next(line for line in running.stdout if "http://127.0.0.1:" in line)
        address = told.split()[2]
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        running.send_signal(signal.SIGINT)
        _, wrong = running.communicate(timeout=30)

    assert (running.returncode, wrong) == (0, "")
