"""How output looks: colours only for a person, lines that fit, problems with a short place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from zorginkoop.cli.terminal import Style, print_problems, style_of_output, table
from zorginkoop.kernel.errors import Place, Problem


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    for name in ("NO_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.usefixtures("on_a_terminal")
def test_colours_appear_on_a_terminal() -> None:
    assert style_of_output().paint("voldaan", "green", "bold") == "\x1b[32;1mvoldaan\x1b[0m"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_turned_off(on_a_terminal: pytest.MonkeyPatch, name: str, value: str) -> None:
    on_a_terminal.setenv(name, value)

    assert style_of_output().paint("voldaan", "green") == "voldaan"


def test_a_file_gets_no_colours() -> None:
    assert style_of_output() == Style()


def test_a_narrow_terminal_gets_lines_that_still_can_be_read(on_a_terminal: pytest.MonkeyPatch) -> None:
    on_a_terminal.setenv("COLUMNS", "20")
    assert style_of_output().width == 60

    on_a_terminal.setenv("COLUMNS", "400")
    assert style_of_output().width == 110


def test_a_long_line_hangs_and_a_long_word_stays_whole() -> None:
    path = "4/vecozo_zorginkoopportaal/" * 3

    assert Style(width=20).wrap(f"een regel met {path} erin", 2, 2) == ["  een regel met", f"    {path}", "    erin"]


def test_columns_line_up() -> None:
    assert table([("a", "bb"), ("ccc", "d")]) == ["a    bb", "ccc  d"]
    assert table([]) == []


def test_a_file_below_the_working_folder_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    print_problems(
        [Problem("mis.", Place(str(tmp_path / "map" / "feiten.yaml"), 3, 1)), Problem("ook mis.", Place("--on"))]
    )

    assert capsys.readouterr().err == "map/feiten.yaml:3:1: mis.\n--on: ook mis.\n"


def test_a_million_problems_are_counted_and_not_all_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([Problem(f"rij {number}") for number in range(1_500)])

    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 51
    assert printed[48].endswith("rij 48")
    assert "… en nog 1450 problemen." in printed[49]
    assert printed[50].endswith("rij 1499"), "the last problem may say where all of them stand"
