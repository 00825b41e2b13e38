"""One file with everything an installation must not lose: every table at one moment, every kept file, and a manifest.

The file is a tar: `tables/*.jsonl.gz`, `files/…`, and last `manifest.json` with the hash of each. It holds personal
data, the secrets of second factors, and the keys in the data folder. It is not encrypted: only its owner may read it,
and whoever keeps it elsewhere sees to the rest (docs/operate.md). It can be put back on another kind of database, and
by a later version, which then brings its tables up to date.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from zorginkoop import __version__
from zorginkoop.kernel.errors import InputWrong, Place, Problem
from zorginkoop.portal import clock
from zorginkoop.portal.audit.log import FIRST
from zorginkoop.portal.audit.models import Entry
from zorginkoop.portal.operate import rows

FORMAT = 1
MANIFEST = "manifest.json"
SUFFIX = ".zorginkoop.tar"
# What the data folder also holds and is no part of a backup: made again, or kept elsewhere.
LEFT_OUT = frozenset({"static", "mail", "sessies.sleutel", "getuige.txt", "reservekopieen", "tellers"})
FLEETING = ("nieuw-", "voortgang-")  # files that the site itself makes and takes away while it works


@dataclass(slots=True)
class Manifest:
    """What a backup holds."""

    format: int = FORMAT
    version: str = __version__
    made_at: str = ""
    database: str = ""
    migrations: list[list[str]] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    last_entry: int = 0
    last_hash: str = FIRST


class Made(NamedTuple):
    """A backup: where it is, what it holds, and which files went away while it was made."""

    file: Path
    manifest: Manifest
    vanished: list[str]


def make(folder: Path) -> Made:
    """Make a backup in a folder: written beside and then renamed, so that a file with the right name is whole."""
    manifest = Manifest(made_at=clock.of_machine().isoformat(timespec="seconds"), database=connection.vendor)
    _refuse_half_migrated()
    name = f"{manifest.made_at[:19].replace(':', '').replace('-', '')}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".bezig-") as scratch:
            part = Path(scratch) / name
            with private(part) as opened:
                with tarfile.open(fileobj=opened, mode="w") as archive:
                    _add_tables(archive, manifest, Path(scratch))
                    vanished = _add_files(archive, manifest)
                    _add(archive, MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode())
                opened.flush()
                os.fsync(opened.fileno())
            part.replace(folder / name)
    except OSError as error:
        what = f"de reservekopie kon niet geschreven worden ({error.strerror})."
        remedy = "Kijk of er genoeg ruimte is en of dit programma daar mag schrijven; er is niets half bewaard."
        raise InputWrong([Problem(what, Place(str(folder)), remedy)]) from error
    return Made(folder / name, manifest, vanished)


def private(file: Path) -> BinaryIO:
    """Make a file that nobody else may read, and open it."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _refuse_half_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        what = "de database is nog niet bijgewerkt naar deze versie."
        raise InputWrong([Problem(what, remedy="Maak de kopie met de versie die er draaide, of werk eerst bij.")])


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Read every table as it is at one moment, while others go on writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        mode = connection.transaction_mode  # type: ignore[attr-defined]  # of the SQLite backend
        connection.transaction_mode = None  # type: ignore[attr-defined]  # who only reads keeps nobody waiting
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode  # type: ignore[attr-defined]  # as above
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _add_tables(archive: tarfile.TarFile, manifest: Manifest, scratch: Path) -> None:
    loader = MigrationLoader(connection)
    manifest.migrations = sorted([app, name] for app, name in loader.applied_migrations if app in _apps(loader))
    found = rows.kept_models(loader.project_state().apps)
    with one_moment():
        last = Entry.objects.order_by("-number").first()
        if last is not None:
            manifest.last_entry, manifest.last_hash = last.number, last.hash
        for model in found:
            name = model._meta.label_lower
            file = scratch / f"{name}.jsonl.gz"
            with file.open("xb") as opened:
                count = rows.write(model, opened)
            manifest.tables[name] = {"rows": count, "sha256": _hash(file)}
            archive.add(file, f"tables/{file.name}")
            file.unlink()
        manifest.marks = rows.high_marks(found)


def _apps(loader: MigrationLoader) -> set[str]:
    return set(loader.migrated_apps)


def _add_files(archive: tarfile.TarFile, manifest: Manifest) -> list[str]:
    """Add every kept file in pieces, and give those that went away meanwhile.

    Files are written before the row that names them, so none is missing that a table of this backup asks for, unless
    somebody takes it away.
    """
    vanished = []
    for file in kept_files():
        name = file.relative_to(settings.DATA).as_posix()
        try:
            opened = file.open("rb")
        except FileNotFoundError:
            vanished.append(name)
            continue
        with opened:
            entry = tarfile.TarInfo(f"files/{name}")
            entry.size, entry.mode = os.fstat(opened.fileno()).st_size, 0o600
            passing = _Passing(opened)
            archive.addfile(entry, passing)
        manifest.files[name] = passing.digest.hexdigest()
    return vanished


class _Passing(io.RawIOBase):
    """A file of which the hash is taken while it passes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Give the next piece."""
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def kept_files() -> list[Path]:
    """Give the files of the data folder that belong in a backup."""
    data = Path(settings.DATA)
    database = Path(str(connection.settings_dict["NAME"])).name if connection.vendor == "sqlite" else ""
    left_out = LEFT_OUT | {database, f"{database}-wal", f"{database}-shm", f"{database}-journal"}
    found = [entry for entry in sorted(data.iterdir()) if entry.name not in left_out] if data.is_dir() else []
    own = Path(settings.BACKUPS).resolve() if settings.BACKUPS else None
    files = [file for entry in found for file in ([entry] if entry.is_file() else sorted(entry.rglob("*")))]
    return [
        file
        for file in files
        if file.is_file()
        and not file.is_symlink()
        and not file.name.startswith(FLEETING)
        and not (own and file.resolve().is_relative_to(own))
    ]


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
