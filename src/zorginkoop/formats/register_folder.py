"""Which files of a folder are tables of a register, and which do not belong there."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.tables import Table

FORMATS: Final = (".csv", ".xlsx", ".parquet")
LARGEST_FILE: Final = 2**30


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table and the file that holds it."""

    table: Table
    path: Path

    @property
    def name(self) -> str:
        """The name of the file, as problems cite it."""
        return self.path.name


def find_tables(folder: Path, tables: Iterable[Table]) -> tuple[list[TableFile], list[Problem]]:
    """List the table files of a folder, and a problem for each thing that does not belong there.

    Hidden files are passed over, and so are the lock files that Excel leaves. Raises RegisterWrong when there is no
    such folder, or no table in it.
    """
    if not folder.is_dir():
        raise RegisterWrong(Problem("Deze map bestaat niet.", Place(str(folder)), "Geef de map met de tabellen."))
    known = {table.name: table for table in tables}
    found: dict[str, TableFile] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if problem := _refusal(path, folder, known):
            problems.append(problem)
        elif path.stem in found:
            remedy = f"Laat er één staan: {found[path.stem].name} of {path.name}."
            problems.append(Problem("Deze tabel staat er twee keer.", Place(path.name), remedy))
        else:
            found[path.stem] = TableFile(known[path.stem], path)
    if not found and not problems:
        problems.append(Problem("In deze map staat geen enkele tabel.", Place(str(folder)), _names(known)))
    return list(found.values()), problems


def _refusal(path: Path, folder: Path, known: Collection[str]) -> Problem | None:
    """Say why this file is not read; a link is followed only within the folder, and only a real file is opened."""
    where = Place(path.name)
    if not path.resolve().is_relative_to(folder.resolve()):
        return Problem("Deze koppeling wijst naar buiten de map.", where, "Zet het bestand zelf in de map.")
    if path.suffix.lower() not in FORMATS or path.stem not in known:
        return Problem("Dit bestand is geen van de tabellen.", where, _advice(path, known))
    if not path.is_file():
        return Problem("Dit is geen gewoon bestand.", where, "Zet het bestand zelf in de map.")
    if path.stat().st_size > LARGEST_FILE:
        return Problem("Dit bestand is groter dan 1 GB.", where, "Lever de tabel aan als Parquet of per deelregister.")
    return None


def _advice(path: Path, known: Collection[str]) -> str:
    if path.stem in known:
        return "Sla de tabel op als .csv, .xlsx of .parquet."
    if near := difflib.get_close_matches(path.stem, known, 1):
        return f"Bedoelde u {near[0]}{path.suffix}? Haal het bestand anders weg."
    return f"Haal het weg. {_names(known)}"


def _names(known: Collection[str]) -> str:
    return f"De tabellen heten {', '.join(known)}."
