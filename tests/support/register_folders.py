"""Small register folders for tests, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from zorginkoop.formats.register_files import read_register
from zorginkoop.kernel.errors import Problem, RegisterWrong

PROVIDERS = """\
agb_code,naam,soort,bron,bekend_sinds
04000001,Praktijk Een,praktijk,opgave,2025-01-01
04000002,Praktijk Twee,praktijk,opgave,2025-01-01
"""


def folder_of(folder: Path, **tables: str) -> Path:
    """Write CSV tables to a folder; providers are there unless the test gives its own."""
    for name, text in {"aanbieders": PROVIDERS, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def problems_of(folder: Path) -> list[Problem]:
    """Give what is wrong with a folder, which must be something."""
    with pytest.raises(RegisterWrong) as raised:
        read_register(folder)
    return list(raised.value.problems)


def places(problems: Iterable[Problem]) -> list[tuple[str, int | None, str]]:
    """Give file, row and column of each problem."""
    return [(problem.where.file, problem.where.row, problem.where.field) for problem in problems]


def only(problems: Iterable[Problem]) -> tuple[str, int | None, str, str]:
    """Give file, row, column and sentence of the one problem there is."""
    (problem,) = problems
    return (problem.where.file, problem.where.row, problem.where.field, problem.what)
