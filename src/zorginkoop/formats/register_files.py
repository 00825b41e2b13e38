"""A register as a folder with one file per table: read it, check all of it, write it.

    register = read_register(Path("register"))
    register.tables["aanbieders"]

What each table holds stands in docs/register.md, which is made from zorginkoop.tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from zorginkoop.formats.cell_checks import check_cells
from zorginkoop.formats.cells import texts_of
from zorginkoop.formats.csv_files import read_csv_sheet, write_csv_table
from zorginkoop.formats.excel_files import read_excel_sheet
from zorginkoop.formats.excel_writing import write_excel_table
from zorginkoop.formats.findings import as_problems, no_findings, register_wrong
from zorginkoop.formats.parquet_files import read_parquet_sheet, write_parquet_table
from zorginkoop.formats.problem_reports import write_report
from zorginkoop.formats.register import Register, make_register, table_schema
from zorginkoop.formats.register_folder import FORMATS, TableFile, find_tables
from zorginkoop.formats.row_checks import ReadTable, check_references, check_rows, leave_out_dependents
from zorginkoop.formats.sheets import ROW, Sheet, blanks_as_empty, table_cells
from zorginkoop.formats.whole_files import whole_files
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.tables import ALL_TABLES, Table

__all__ = [
    "FileFormat",
    "Register",
    "make_register",
    "read_register",
    "read_tables",
    "write_register",
    "write_report",
]

FileFormat = Literal["csv", "xlsx", "parquet"]


def read_register(folder: Path, *, skip_bad_rows: bool = False, tables: Sequence[Table] = ALL_TABLES) -> Register:
    """Read every table of a folder; a table without a file is empty.

    Raises RegisterWrong with every problem of every file, each with file, row (the header is row 1) and column, and
    then loads nothing. With `skip_bad_rows` the good rows are loaded and `problems` of the register names the others;
    rows that belong to a row left out are left out too. Unknown files and columns, and files that cannot be read, are
    refused all the same.
    """
    read, problems = read_tables(folder, tables)
    found = _all_found(read)
    if problems or (found.height and not skip_bad_rows):
        raise register_wrong([*problems, *as_problems(found)])
    if found.height:
        read = leave_out_dependents(read)
    good = {name: each.good_rows().drop(ROW) for name, each in read.items()}
    return Register(make_register(good, tables).tables, tuple(as_problems(_all_found(read))))


def read_tables(folder: Path, tables: Sequence[Table]) -> tuple[dict[str, ReadTable], list[Problem]]:
    """Read and check every table of a folder, row numbers and findings kept; also give what is wrong with whole files.

    A table without a file has no rows. Nothing is left out, so the caller decides what findings mean.
    """
    files, problems = find_tables(folder, tables)
    read = {table.name: _empty(table) for table in tables}
    incomplete: set[str] = set()
    for file in files:
        try:
            read[file.table.name], wrong_columns = _read_table(file)
        except RegisterWrong as wrong:
            wrong_columns = list(wrong.problems)
        if wrong_columns:
            incomplete.add(file.table.name)
            problems += wrong_columns
    return check_references(read, incomplete), problems


def write_register(
    register: Register,
    folder: Path,
    format: FileFormat,  # noqa: A002 - the word that everybody uses for it
    tables: Sequence[Table] = ALL_TABLES,
) -> None:
    """Write every table of a register to a folder, also the empty ones, which people can then fill.

    All files appear together once every one of them is complete; files of the same name are replaced. Raises
    RegisterWrong when a cell could not be read back, or a table stands there in another format.
    """
    _refuse_other_formats(folder, format, tables)
    texts = {table.name: texts_of(register.tables[table.name], table) for table in tables}
    _refuse_unreadable(texts, format, tables)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_files() as files:
        for table in tables:
            path = files.beside(folder / f"{table.name}.{format}")
            match format:
                case "csv":
                    write_csv_table(texts[table.name], path)
                case "xlsx":
                    write_excel_table(register.tables[table.name], texts[table.name], table, path)
                case "parquet":
                    write_parquet_table(register.tables[table.name], path)


def _read_table(file: TableFile) -> tuple[ReadTable, list[Problem]]:
    """Read and check one file, apart from what it points at; also give what is wrong with its columns."""
    sheet = _read_sheet(file)
    cells, problems = table_cells(sheet, file.table, file.name)
    rows, found = check_cells(cells, file.table, file.name)
    read = check_rows(ReadTable(file.table, file.name, rows, pl.concat([sheet.found, found])))
    # A column that is missing is one problem, not one for each row.
    absent = [name for name in file.table.column_names if name not in sheet.header]
    said = read.found.filter(~pl.col("field").is_in(absent))
    return ReadTable(file.table, file.name, rows, said if problems else read.found), problems


def _read_sheet(file: TableFile) -> Sheet:
    content = file.path.read_bytes()
    match file.path.suffix.lower():
        case ".csv":
            return read_csv_sheet(content, file.name)
        case ".xlsx":
            return read_excel_sheet(content, file.name, file.table)
        case _:
            return read_parquet_sheet(content, file.name)


def _empty(table: Table) -> ReadTable:
    rows = pl.DataFrame(schema={ROW: pl.Int64(), **table_schema(table)})
    return ReadTable(table, table.name, rows, no_findings())


def _all_found(read: dict[str, ReadTable]) -> pl.DataFrame:
    return pl.concat([no_findings(), *(each.found for each in read.values())])


def _refuse_other_formats(folder: Path, file_format: FileFormat, tables: Sequence[Table]) -> None:
    others = [suffix for suffix in FORMATS if suffix != f".{file_format}"]
    there = [folder / f"{table.name}{suffix}" for table in tables for suffix in others]
    problems = [
        Problem("Deze tabel staat hier al in een andere vorm.", Place(path.name), "Haal dit bestand weg.")
        for path in there
        if path.exists()
    ]
    if problems:
        raise RegisterWrong(problems)


def _refuse_unreadable(texts: dict[str, pl.DataFrame], file_format: FileFormat, tables: Sequence[Table]) -> None:
    found = no_findings()
    for table in tables:
        cells = blanks_as_empty(texts[table.name]).with_row_index(ROW, offset=2)
        found = pl.concat([found, check_cells(cells, table, f"{table.name}.{file_format}")[1]])
    if found.height:
        raise register_wrong(as_problems(found))
