"""`zorginkoop portal`: what it says before it starts anything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from zorginkoop.cli import portal
from zorginkoop.cli.main import main


def test_a_port_that_is_taken_is_told_with_the_next_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["portal", "run", "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"poort {port} is bezet" in told
    assert f"make run PORT={port + 1}" in told


@pytest.mark.parametrize("port", ["0", "70000"])
def test_a_number_that_is_no_port_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portal", "run", "--port", port]) == 2
    assert "is geen poort" in capsys.readouterr().err


def test_what_it_can_do_has_to_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portal"]) == 2
    assert "hier ontbreekt" in capsys.readouterr().err


def test_the_address_has_the_name_that_a_passkey_needs_only_where_that_name_leads_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (leads_to, 8000))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    leads_to = "127.0.0.1"
    assert portal._named(8000) == "localhost"  # noqa: SLF001 - starting a site for it would take a minute
    leads_to = "::1"
    assert portal._named(8000) == "127.0.0.1"  # noqa: SLF001 - as above


def test_what_the_site_keeps_is_read_by_nobody_else_on_the_machine(tmp_path: Path) -> None:
    data = tmp_path / "portaal"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZORGINKOOP_", "DJANGO_"))}
    environment["ZORGINKOOP_DATA"] = str(data)
    command = [sys.executable, "-m", "zorginkoop.portal", "demo", "--check"]
    subprocess.run(command, env=environment, check=False, umask=0o022)
    kept = [data, *data.rglob("*")]
    assert {one.name for one in kept} >= {"portaal", "zorginkoop.sqlite3"}
    assert [one.name for one in kept if one.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("asked", [["doctor"], ["backup"], ["restore", "weg.zorginkoop"]])
def test_a_look_in_the_wrong_folder_says_so_and_leaves_nothing(asked: list[str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZORGINKOOP_", "DJANGO_"))}
    command = [sys.executable, "-m", "zorginkoop.cli.main", *asked]
    ran = subprocess.run(command, env=environment, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert ran.returncode == 2
    assert ("hier staat geen site" in ran.stderr) != ("dit bestand is er niet" in ran.stderr)
    assert list(tmp_path.iterdir()) == []
