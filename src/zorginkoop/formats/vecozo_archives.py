"""A delivery as one file: packed the same way each time, and unpacked without trusting a word of it.

What really unpacks is counted, not what the archive promises; only plain names in known places are written.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Final

from zorginkoop.formats.findings import shown
from zorginkoop.formats.vecozo_manifest import MANIFEST
from zorginkoop.kernel.errors import Place, Problem, RegisterWrong

TABLES: Final = "tabellen"
DOCUMENTS: Final = "stukken"
LARGEST_UNPACKED: Final = 2**31
MOST_MEMBERS: Final = 20_000
LONGEST_NAME: Final = 200
CHUNK: Final = 2**20
FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # of a zip: the same delivery gives the same bytes
PLAIN_MODE: Final = 0o100644 << 16
NOISE: Final = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")  # what desktops leave in an archive


@contextmanager
def as_folder(delivered: Path, name: str = "") -> Iterator[Path]:
    """Give a delivery as a folder with `manifest.json`, `tabellen/` and `stukken/`, for as long as the block lasts.

    Takes such a folder itself, a zip of it (also one with the tables at the top, or all of it in one folder), or one
    table file, which is then a delivery of its own. `name` is how its sender called it. Raises RegisterWrong when an
    archive must not be opened.
    """
    called = name or delivered.name
    if delivered.is_dir():
        yield delivered
        return
    with TemporaryDirectory(prefix="zorginkoop-levering-") as temporary:
        folder = Path(temporary)
        (folder / TABLES).mkdir()
        (folder / DOCUMENTS).mkdir()
        if called.lower().endswith(".zip"):
            _unpack(delivered, called, folder)
        else:
            shutil.copyfile(delivered, folder / TABLES / PurePosixPath(called).name)
        yield folder


def pack(folder: Path, archive: Path) -> None:
    """Pack a folder of a delivery; the same files give the same bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), FIRST_MOMENT)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, PLAIN_MODE
            with path.open("rb") as source, packed.open(member, "w", force_zip64=True) as target:
                while piece := source.read(CHUNK):
                    target.write(piece)


@dataclass
class _Unpacker:
    """Writes the members of one archive to their places, and stops when it becomes too much."""

    called: str
    folder: Path
    unpacked: int = 0
    problems: list[Problem] = field(default_factory=list)

    def write(self, source: IO[bytes], target: Path) -> None:
        with target.open("xb") as written:
            while piece := source.read(CHUNK):
                self.unpacked += len(piece)
                if self.unpacked > LARGEST_UNPACKED:
                    raise _refused(self.called, "uitgepakt te groot is")
                written.write(piece)

    def place(self, parts: tuple[str, ...]) -> Path | None:
        """Give where a member goes; None, with a problem, when it belongs nowhere."""
        place = self._wanted(parts)
        if place is None:
            what = "Dit bestand staat op een plek die een levering niet heeft."
        elif not is_plain_name(parts[-1]):
            what = "Deze bestandsnaam kan niet."
        elif place.exists():
            what = "Dit bestand staat er twee keer in."
        else:
            return place
        remedy = f"In een levering staan {MANIFEST}, {TABLES}/ en {DOCUMENTS}/, zonder mappen daarin."
        self.problems.append(Problem(what, Place(f"{self.called}/{shown('/'.join(parts))}"), remedy))
        return None

    def _wanted(self, parts: tuple[str, ...]) -> Path | None:
        match parts:
            case (name,) if name == MANIFEST:
                return self.folder / MANIFEST
            case (name,) | ("tabellen", name):
                return self.folder / TABLES / name
            case ("stukken", name):
                return self.folder / DOCUMENTS / name
            case _:
                return None


def is_plain_name(name: str) -> bool:
    """Say whether a file may be called so on every machine: no path, nothing hidden, nothing invisible."""
    ordinary = name.isprintable() and not any(sign in name for sign in '/\\:*?"<>|')
    return ordinary and not name.startswith((".", " ", "~$")) and len(name.encode()) <= LONGEST_NAME


def _unpack(archive: Path, called: str, folder: Path) -> None:
    unpacker = _Unpacker(called, folder)
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if not member.is_dir() and not _is_noise(member)]
            if len(members) > MOST_MEMBERS:
                raise _refused(called, f"meer dan {MOST_MEMBERS} bestanden bevat")
            outer = _outer_folder(members)
            for member in members:
                _refuse_odd(member, called)
                place = unpacker.place(PurePosixPath(member.filename).parts[outer:])
                if place:
                    with packed.open(member) as source:
                        unpacker.write(source, place)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError):
        raise _refused(called, "beschadigd is, of geen zip") from None
    if unpacker.problems:
        raise RegisterWrong(unpacker.problems)


def _outer_folder(members: list[zipfile.ZipInfo]) -> int:
    """Count the folders around a delivery: one when somebody packed the folder itself, else none."""
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    inside = all(len(PurePosixPath(member.filename).parts) > 1 for member in members)
    return int(len(tops) == 1 and inside and not tops & {TABLES, DOCUMENTS})


def _is_noise(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not parts or parts[0] in NOISE or parts[-1] in NOISE


def _refuse_odd(member: zipfile.ZipInfo, called: str) -> None:
    if member.flag_bits & 1 or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _refused(called, "versleuteld of op een ongewone manier ingepakt is")


def _refused(called: str, why: str) -> RegisterWrong:
    what = f"Dit bestand wordt niet uitgepakt, omdat het {why}."
    return RegisterWrong(Problem(what, Place(called), "Pak de levering opnieuw in als gewone zip, zonder wachtwoord."))
