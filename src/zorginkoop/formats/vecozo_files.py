"""Deliveries to and from VECOZO's purchasing portal: write one, and read one, whole or not at all.

    manifest = write_delivery(heading, {"selectie": frame, …}, Path("levering.zip"), "csv")
    with opened_delivery(Path("levering.zip"), Direction.TO_VECOZO) as delivery:
        delivery.rows("selectie")

What each table holds stands in docs/vecozo.md, which is made from zorginkoop.tables.vecozo. The columns are ours:
VECOZO publishes none for its purchasing portal.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from zorginkoop.formats.findings import as_problems, register_wrong
from zorginkoop.formats.register import make_register, table_schema
from zorginkoop.formats.register_files import FileFormat, read_tables, write_register
from zorginkoop.formats.row_checks import ReadTable
from zorginkoop.formats.sheets import ROW
from zorginkoop.formats.vecozo_archives import CHUNK, DOCUMENTS, TABLES, as_folder, is_plain_name, pack
from zorginkoop.formats.vecozo_manifest import (
    LARGEST_MANIFEST,
    MANIFEST,
    DeliveredFile,
    Direction,
    FileKind,
    Heading,
    Manifest,
    listed,
    read_manifest,
)
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong
from zorginkoop.tables import Table
from zorginkoop.tables.vecozo import FROM_VECOZO, TO_VECOZO

TABLES_OF: Final = {Direction.TO_VECOZO: TO_VECOZO, Direction.FROM_VECOZO: FROM_VECOZO}
NEW_ONE: Final = "Vraag de afzender om een nieuwe levering."


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """One row of a delivered table: where it stands, and its exact values by column."""

    place: Place
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """A delivery in which nothing is wrong; `documents` are there for as long as it is open."""

    manifest: Manifest | None
    files: tuple[DeliveredFile, ...]
    tables: Mapping[str, ReadTable]
    documents: Mapping[str, Path]

    def frame(self, name: str) -> pl.DataFrame:
        """Give a table as a frame, without row numbers; empty when the delivery lacks it."""
        return self.tables[name].rows.drop(ROW)

    def rows(self, name: str) -> Iterator[DeliveredRow]:
        """Give the rows of a table with the place of each, in the order of the file."""
        table = self.tables[name]
        for row in table.rows.iter_rows(named=True):
            number = row.pop(ROW)
            yield DeliveredRow(Place(file=table.file, row=number), row)


@dataclass
class _Reading:
    """What reading a delivery found so far."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def manifest(self) -> Manifest | None:
        path = self.folder / MANIFEST
        if not path.is_file():
            return None
        if path.stat().st_size > LARGEST_MANIFEST:
            self.problems.append(Problem("Dit manifest is te groot.", Place(MANIFEST), NEW_ONE))
            return None
        try:
            return read_manifest(path.read_bytes())
        except RegisterWrong as wrong:
            self.problems += wrong.problems
            return None

    def tables(self, tables: Sequence[Table]) -> dict[str, ReadTable]:
        try:
            read, wrong_files = read_tables(self.folder / TABLES, tables)
        except RegisterWrong as wrong:
            self.problems += wrong.problems
            return {}
        found = pl.concat([each.found for each in read.values()])
        self.problems += [*wrong_files, *as_problems(found)]
        return read

    def documents(self) -> dict[str, Path]:
        folder = self.folder / DOCUMENTS
        return {path.name: path for path in _plain_files(folder)}

    def check_direction(self, manifest: Manifest, direction: Direction) -> None:
        """Refuse a delivery that goes the other way."""
        if manifest.richting is not direction:
            ways = {Direction.TO_VECOZO: "naar VECOZO toe", Direction.FROM_VECOZO: "van VECOZO af"}
            what = f"Deze levering gaat {ways[manifest.richting]}; hier hoort er een die {ways[direction]} gaat."
            self.problems.append(Problem(what, Place(MANIFEST, field="richting"), "Kies een andere levering."))

    def compare(self, manifest: Manifest, files: Sequence[DeliveredFile]) -> None:
        """Hold what is there against what the manifest says is there."""
        for kind, folder in ((FileKind.TABLE, TABLES), (FileKind.DOCUMENT, DOCUMENTS)):
            said, there = listed(manifest.bestanden, kind), listed(files, kind)
            for name in sorted(said.keys() | there.keys()):
                what = _difference(said.get(name), there.get(name))
                if what:
                    self.problems.append(Problem(what, Place(f"{folder}/{name}"), NEW_ONE))


def write_delivery(
    heading: Heading,
    tables: Mapping[str, pl.DataFrame],
    target: Path,
    format: FileFormat = "csv",  # noqa: A002 - the word that everybody uses for it
    documents: Mapping[str, Path] | None = None,
) -> Manifest:
    """Write a delivery as a zip (or as a folder, when the name does not end in .zip), and give its manifest.

    A table that is not given goes along empty. It is read back before it stands there: nothing leaves that its reader
    would refuse. Raises RegisterWrong with everything that is wrong, and when the target exists already.
    """
    if target.exists():
        raise RegisterWrong(Problem("Deze levering bestaat al.", Place(target.name), "Geef haar een nieuw nummer."))
    described = TABLES_OF[heading.richting]
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".levering-", dir=target.parent) as temporary:
        folder = Path(temporary) / "levering"
        write_register(make_register(tables, described), folder / TABLES, format, described)
        _copy_documents(documents or {}, folder / DOCUMENTS)
        files = _files_of(folder, {name: frame.height for name, frame in tables.items()})
        manifest = Manifest(**heading.model_dump(), bestanden=files)
        (folder / MANIFEST).write_bytes(manifest.as_bytes())
        with opened_delivery(folder, heading.richting):
            pass  # opening it is the check
        if target.suffix == ".zip":
            pack(folder, Path(temporary) / "levering.zip")
            (Path(temporary) / "levering.zip").replace(target)
        else:
            folder.replace(target)
    return manifest


@contextmanager
def opened_delivery(delivered: Path, direction: Direction, name: str = "") -> Iterator[Delivery]:
    """Open a delivery: a folder, a zip, or one table file; `name` is how its sender called it.

    Raises RegisterWrong with everything that is wrong: damaged or unknown files, cells, keys, references, documents
    that are missing or differ, and any difference with the manifest, when there is one.
    """
    with as_folder(delivered, name) as folder:
        reading = _Reading(folder)
        manifest = reading.manifest()
        read = reading.tables(TABLES_OF[direction])
        documents = reading.documents()
        files = _files_of(folder, {each.table.name: each.rows.height for each in read.values()})
        if manifest:
            reading.compare(manifest, files)
            reading.check_direction(manifest, direction)
        reading.problems += _document_problems(read, listed(files, FileKind.DOCUMENT))
        if reading.problems:
            raise register_wrong(reading.problems)
        yield Delivery(manifest, files, read, documents)


def frames_of(rows: Mapping[str, Sequence[Mapping[str, object]]], direction: Direction) -> dict[str, pl.DataFrame]:
    """Make frames of plain rows, each a mapping from column to an exact value; a missing column is empty."""
    described = {table.name: table for table in TABLES_OF[direction]}
    return {
        name: pl.DataFrame(
            [[row.get(column) for column in described[name].column_names] for row in given],
            schema=table_schema(described[name]),
            orient="row",
        )
        for name, given in rows.items()
    }


def _copy_documents(documents: Mapping[str, Path], folder: Path) -> None:
    odd = [name for name in documents if not is_plain_name(name)]
    if odd:
        remedy = "Neem een naam zonder map en zonder leestekens die een bestandssysteem niet kent."
        raise RegisterWrong([Problem("Deze bestandsnaam kan niet.", Place(name), remedy) for name in odd])
    folder.mkdir()
    for name, path in documents.items():
        shutil.copyfile(path, folder / name)


def _files_of(folder: Path, rows: Mapping[str, int]) -> tuple[DeliveredFile, ...]:
    """List every file of a delivery but its manifest, with its size and hash."""
    kinds = ((FileKind.TABLE, folder / TABLES), (FileKind.DOCUMENT, folder / DOCUMENTS))
    return tuple(
        DeliveredFile(
            naam=path.name,
            soort=kind,
            rijen=rows.get(path.stem, 0) if kind is FileKind.TABLE else 0,
            bytes=path.stat().st_size,
            sha256=_hash(path),
        )
        for kind, where in kinds
        for path in _plain_files(where)
    )


def _plain_files(folder: Path) -> list[Path]:
    """Give the files of a folder, as far as they are files and lie in it."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    ]


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return f"sha256:{found.hexdigest()}"


def _difference(said: DeliveredFile | None, there: DeliveredFile | None) -> str:
    if said is None:
        return "Dit bestand staat niet in het manifest."
    if there is None:
        return "Dit bestand staat in het manifest, maar niet in de levering."
    if said.sha256 != there.sha256 or said.bytes != there.bytes:
        return "Dit bestand is veranderd nadat het manifest is gemaakt."
    if said.rijen != there.rijen:
        return f"Het manifest telt {said.rijen} rijen in dit bestand; wij lezen er {there.rijen}."
    return ""


def _document_problems(read: Mapping[str, ReadTable], there: Mapping[str, DeliveredFile]) -> Iterator[Problem]:
    """Hold each row that names a document against the documents that came along."""
    columns = {"bewijs": "bestand", "overeenkomst": "document"}
    for table in read.values():
        column = columns.get(table.table.name)
        if column is None:
            continue
        for number, name, digest in table.rows.select(ROW, column, "sha256").iter_rows():
            what = _wrong_document(name, digest, there.get(name or ""))
            if what:
                remedy = f"Zet het bestand onder deze naam in de map {DOCUMENTS}, met de hash die erbij hoort."
                yield Problem(what, Place(table.file, row=number, field=column), remedy)


def _wrong_document(name: str | None, digest: str | None, document: DeliveredFile | None) -> str:
    if name is None:
        return "Bij deze hash staat geen bestand." if digest else ""
    if document is None:
        return f"Het stuk '{name}' is niet meegekomen."
    if document.sha256 != f"sha256:{digest}":
        return f"Het stuk '{name}' heeft een andere inhoud dan deze rij zegt."
    return ""
