"""How text looks on a terminal: colours only where a person sees them, lines of a readable length."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zorginkoop.kernel.errors import Problem

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_WIDEST = 110
_NARROWEST = 60
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Style:
    """Whether to colour, and how wide a line may be."""

    colours: bool = False
    width: int = _WIDEST

    def paint(self, text: str, *names: str) -> str:
        """Colour a text, or leave it as it is."""
        codes = ";".join(_CODES[name] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colours and codes else text

    def wrap(self, text: str, indent: int = 0, hang: int = 0) -> list[str]:
        """Break a text into lines of this width, indented, and the later ones `hang` more; long words stay whole."""
        lead = " " * indent
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=lead,
            subsequent_indent=lead + " " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        )


def style_of_output() -> Style:
    """Look at where the output goes: colours only on a terminal, and never when NO_COLOR is set."""
    if not sys.stdout.isatty():
        return Style()
    plain = os.environ.get("NO_COLOR", "") != "" or os.environ.get("TERM") == "dumb"
    width = shutil.get_terminal_size((_WIDEST, 24)).columns
    return Style(colours=not plain, width=max(_NARROWEST, min(width, _WIDEST)))


def print_canonical(data: bytes) -> None:
    """Print bytes that are already in the canonical form exactly as they are."""
    sys.stdout.flush()
    sys.stdout.write(data.decode())
    sys.stdout.flush()


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems on the error channel, a line each, with files named from the folder one works in."""
    shown = list(problems)
    if len(shown) > _MOST_PROBLEMS:
        # the last one may say where all of them stand
        left_out = Problem(f"… en nog {len(shown) - _MOST_PROBLEMS} problemen.")
        shown = [*shown[: _MOST_PROBLEMS - 1], left_out, shown[-1]]
    for problem in shown:
        print(from_here(problem), file=sys.stderr)


def problem_as_data(problem: Problem) -> dict[str, object]:
    """Give a problem as data for a program; what is not known of it is left out."""
    place = problem.where
    told = {
        "wat": problem.what,
        "advies": problem.remedy,
        "bestand": place.file,
        "regel": place.line,
        "kolom": place.column,
    }
    return {key: value for key, value in told.items() if value}


def from_here(problem: Problem) -> Problem:
    """Name the file of a problem from the folder one works in."""
    here, file = Path.cwd(), Path(problem.where.file)
    near = file.is_absolute() and file.is_relative_to(here)
    return replace(problem, where=replace(problem.where, file=str(file.relative_to(here)))) if near else problem


def table(rows: Sequence[tuple[str, ...]], gap: int = 2) -> list[str]:
    """Lay rows out in columns that line up."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    return [
        (" " * gap).join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
