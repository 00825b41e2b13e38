"""Read what was brought: every file of an import as a checked table, held against what the register has.

Only jobs come here: it loads the column engine.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath

import polars as pl

from zorginkoop.formats.findings import as_problems, no_findings
from zorginkoop.formats.register_files import read_tables
from zorginkoop.formats.row_checks import ReadTable, check_references
from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.portal.register.frames import OF_A_ROW, standing_frame
from zorginkoop.portal.register.imports.fitting import fitted
from zorginkoop.portal.register.imports.store import path_of
from zorginkoop.portal.register.models import RegisterImport
from zorginkoop.tables import TABLES, Table


def read_import(brought: RegisterImport, moment: datetime) -> tuple[dict[str, ReadTable], list[Problem]]:
    """Give the tables of an import, and everything that is wrong with them, in the order of the files."""
    called = {f"{one['table']}{PurePath(one['name']).suffix.lower()}": one["name"] for one in brought.files}
    tables = [replace(TABLES[one["table"]], references=()) for one in brought.files]
    try:
        with tempfile.TemporaryDirectory() as folder:
            for one in brought.files:
                target = Path(folder) / f"{one['table']}{PurePath(one['name']).suffix.lower()}"
                shutil.copyfile(path_of(one["hash"]), target)
            read, problems = read_tables(Path(folder), tables)
    except InputWrong as wrong:
        return {}, _as_called(wrong.problems, called)
    if problems:
        return {}, _as_called([*problems, *_all_problems(read)], called)
    complete = {name: fitted(replace(each, table=TABLES[name], rows=_rows(each))) for name, each in read.items()}
    pointed = _with_references(complete, moment)
    return pointed, _as_called(_all_problems(pointed), called)


def _rows(each: ReadTable) -> pl.DataFrame:
    return each.rows.with_columns(OF_A_ROW) if each.table.name == "feiten" else each.rows


def _with_references(read: Mapping[str, ReadTable], moment: datetime) -> dict[str, ReadTable]:
    """Add a finding for each row that points at nothing, here or in the register."""
    wanted = {reference.table for each in read.values() for reference in each.table.references}
    targets = {name: _target(name, read.get(name), moment) for name in wanted}
    return {name: check_references({**targets, name: each})[name] for name, each in read.items()}


def _target(name: str, brought: ReadTable | None, moment: datetime) -> ReadTable:
    """Give every row that may be pointed at: what stands, and what comes along."""
    table: Table = replace(TABLES[name], references=())
    standing = standing_frame(name, moment)
    rows = standing if brought is None else pl.concat([standing, brought.rows.select(standing.columns)])
    return ReadTable(table, name, rows, no_findings())


def _all_problems(read: Mapping[str, ReadTable]) -> list[Problem]:
    found = [each.found for each in read.values() if each.found.height]
    return as_problems(pl.concat(found)) if found else []


def _as_called(problems: Sequence[Problem], called: Mapping[str, str]) -> list[Problem]:
    """Name each file as whoever brought it called it."""
    return [replace(one, where=replace(one.where, file=called.get(one.where.file, one.where.file))) for one in problems]
