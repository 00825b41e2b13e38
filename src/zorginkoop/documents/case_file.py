"""The season file of one provider as one file: ordered, sealed, and checked by anybody without our database.

It is a zip without compression: a sealed overview (PDF/A) that carries the list of contents with every hash, that same
list, and then the files in its order. A zip has room for bytes that belong to nothing; so the check writes the same zip
again from what is in it, and asks that both are the same to the last byte.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from zorginkoop.documents.checking import Report, Verdict, check
from zorginkoop.documents.reading import embedded_file
from zorginkoop.documents.typesetting import Attachment, typeset
from zorginkoop.kernel.canonical import canonical, content_hash, read_canonical
from zorginkoop.kernel.errors import DocumentWrong, InputWrong

if TYPE_CHECKING:
    from cryptography import x509

FORMAT = "zorginkoop-dossier-1"
OVERVIEW, CONTENTS = "overzicht.pdf", "inhoud.json"
LOG = "logboek.json"  # how the file with the entries of the log ends
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100600 << 16
_PIECE = 2**20
_LARGEST_PAGE = 64 * 2**20  # of the overview and of the list of contents
_SHOWN_HASH = 16


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside: where it stands, what it is, and its bytes or where they are kept."""

    path: str
    title: str
    content: bytes | Path

    def opened(self) -> IO[bytes]:
        """Open the bytes."""
        if isinstance(self.content, Path):
            return self.content.open("rb")
        held = tempfile.SpooledTemporaryFile(max_size=_PIECE)  # noqa: SIM115 - the caller closes it
        held.write(self.content)
        held.seek(0)
        return cast("IO[bytes]", held)


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the list of contents has it."""

    path: str
    title: str
    size: int
    hash: str


def listed(members: Iterable[Member]) -> list[Listed]:
    """Measure and hash the files, in their order."""
    found = []
    for one in members:
        digest, size = hashlib.sha256(), 0
        with one.opened() as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        found.append(Listed(one.path, one.title, size, f"sha256:{digest.hexdigest()}"))
    return found


def contents_of(about: Mapping[str, object], files: Iterable[Listed]) -> bytes:
    """Write the list of contents in its canonical form: what the file is about, and every file with its hash."""
    rows = [{"pad": one.path, "wat": one.title, "bytes": one.size, "hash": one.hash} for one in files]
    return canonical({**about, "vorm": FORMAT, "bestanden": rows})


def overview(words: Mapping[str, object], files: Sequence[Listed], contents: bytes, *, day: date) -> bytes:
    """Typeset the overview, with the list of contents inside it; not sealed yet."""
    parts: dict[str, list[list[str]]] = {}
    for number, one in enumerate(files, start=1):
        short = one.hash.removeprefix("sha256:")[:_SHOWN_HASH]
        part, _mark, name = one.path.partition("/")
        parts.setdefault(part, []).append([str(number), f"{one.title} ({name})", str(one.size), short])
    told = [{"naam": name, "rijen": rows} for name, rows in parts.items()]
    attachment = Attachment(CONTENTS, contents, "De inhoud van het dossier, met de hash van elk bestand")
    return typeset("casefile", {**words, "delen": told}, day=day, attachment=attachment)


def write(target: Path, sealed: bytes, contents: bytes, members: Iterable[Member]) -> None:
    """Write the file: the overview, the list, and the files in their order."""
    first = (Member(OVERVIEW, "", sealed), Member(CONTENTS, "", contents))  # the others may come one by one
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one in chain(first, members):
            with one.opened() as file, archive.open(_info(one.path), "w", force_zip64=True) as inside:
                shutil.copyfileobj(file, inside, _PIECE)


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _FIRST_MOMENT)
    info.create_system, info.external_attr, info.compress_type = _UNIX, _READABLE, zipfile.ZIP_STORED
    return info


@dataclass(slots=True)
class Checked:
    """What a check found: what the file is about, how many files it holds, its seal, and all that does not hold."""

    about: dict[str, object] = field(default_factory=dict)
    files: int = 0
    seal: Report | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def unchanged(self) -> bool:
        """Whether every byte is as it was sealed; by whom, `trusted` tells."""
        return not self.wrong

    @property
    def trusted(self) -> bool:
        """Whether besides that the seal is of an issuer that is trusted."""
        return self.unchanged and self.seal is not None and self.seal.genuine


class _Refused(Exception):
    """Nothing more can be said of the file after this."""


def check_case_file(file: Path, roots: Iterable[x509.Certificate], *, moment: datetime) -> Checked:
    """Check a season file to the last byte; never raises for what it holds."""
    found = Checked()
    try:
        with zipfile.ZipFile(file) as archive:
            _look(archive, file, list(roots), moment, found)
    except _Refused as refused:
        found.wrong.append(str(refused))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        found.wrong.append(f"Dit is geen heel dossierbestand: {type(error).__name__}.")
    return found


def _look(
    archive: zipfile.ZipFile, file: Path, roots: list[x509.Certificate], moment: datetime, found: Checked
) -> None:
    names = [one.filename for one in archive.infolist()]
    if names[:2] != [OVERVIEW, CONTENTS]:
        message = f"Dit is geen dossierbestand: het begint niet met {OVERVIEW} en {CONTENTS}."
        raise _Refused(message)
    if any(one.compress_type != zipfile.ZIP_STORED for one in archive.infolist()):
        message = "Er is een bestand ingepakt; een dossierbestand is dat nooit."
        raise _Refused(message)
    sealed, contents = _page(archive, OVERVIEW), _page(archive, CONTENTS)
    found.seal = check(sealed, roots, moment=moment)
    if found.seal.verdict not in {Verdict.GENUINE, Verdict.UNKNOWN_ISSUER}:
        found.wrong.append(f"Het zegel van het overzicht klopt niet. {found.seal.summary}")
        return
    _compare_with_seal(sealed, contents)
    files = _read(contents, found)
    found.files = len(files)
    expected = [OVERVIEW, CONTENTS, *(one.path for one in files)]
    if names != expected:
        found.wrong.extend(_named("ontbreekt", [name for name in expected if name not in names]))
        found.wrong.extend(_named("hoort er niet in", [name for name in names if name not in expected]))
        found.wrong.append("De bestanden staan niet in de volgorde van de inhoud, of niet elk precies één keer.")
        return
    found.wrong.extend(_hashes(archive, files))
    if not found.wrong:
        found.wrong.extend(_log(archive, files))
        found.wrong.extend(_written_again(archive, file, sealed, contents, files))


def _page(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST_PAGE:
        message = f"{name} is te groot om te lezen."
        raise _Refused(message)
    return archive.read(name)


def _compare_with_seal(sealed: bytes, contents: bytes) -> None:
    try:
        same = embedded_file(sealed, CONTENTS) == contents
    except DocumentWrong as error:
        raise _Refused(str(error)) from error
    if not same:
        message = f"{CONTENTS} is een andere inhoud dan die in het verzegelde overzicht."
        raise _Refused(message)


def _read(contents: bytes, found: Checked) -> list[Listed]:
    try:
        told = cast("dict[str, object]", read_canonical(contents, CONTENTS))
        rows = cast("list[dict[str, object]]", told.pop("bestanden"))
        files = [_row(one) for one in rows]
    except (InputWrong, KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{CONTENTS} is niet te lezen ({type(error).__name__})."
        raise _Refused(message) from error
    if told.get("vorm") != FORMAT:
        message = (
            f"De vorm '{told.get('vorm')}' kent deze versie niet; gebruik het programma dat bij het bestand hoort."
        )
        raise _Refused(message)
    if any(PurePosixPath(one.path).is_absolute() or ".." in PurePosixPath(one.path).parts for one in files):
        message = "Een bestand wijst naar een plaats buiten het dossier."
        raise _Refused(message)
    found.about = told
    return files


def _row(one: Mapping[str, object]) -> Listed:
    return Listed(str(one["pad"]), str(one["wat"]), int(cast("int", one["bytes"])), str(one["hash"]))


def _named(what: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{name} {what}." for name in names)


def _hashes(archive: zipfile.ZipFile, files: Iterable[Listed]) -> Iterator[str]:
    """Name the files that are others than the sealed list says."""
    for one in files:
        digest = hashlib.sha256()
        try:
            with archive.open(one.path) as inside:
                while piece := inside.read(_PIECE):
                    digest.update(piece)
        except zipfile.BadZipFile:
            yield f"{one.path} is beschadigd."
            continue
        if f"sha256:{digest.hexdigest()}" != one.hash or archive.getinfo(one.path).file_size != one.size:
            yield f"{one.path} is veranderd: de hash is een andere dan in het verzegelde overzicht."


def _log(archive: zipfile.ZipFile, files: Iterable[Listed]) -> Iterator[str]:
    """Name the entries of the log that do not hold by themselves, or do not join the one before."""
    place = next((one.path for one in files if one.path.endswith(LOG)), None)
    if place is None:
        return
    entries = cast("list[dict[str, object]]", read_canonical(archive.read(place), place))
    before: dict[str, object] = {}
    for entry in entries:
        said = {key: value for key, value in entry.items() if key != "hash"}
        if content_hash(said) != entry["hash"]:
            yield f"Nummer {entry['nummer']} van het logboek past niet bij de eigen hash."
        follows = before and entry["nummer"] == cast("int", before["nummer"]) + 1
        if follows and entry["vorige"] != before["hash"]:
            yield f"Nummer {entry['nummer']} van het logboek sluit niet aan op het vorige."
        before = entry


def _written_again(
    archive: zipfile.ZipFile, file: Path, sealed: bytes, contents: bytes, files: Sequence[Listed]
) -> Iterator[str]:
    """Say so when the file holds a byte that belongs to nothing: outside its files, or beside them."""
    with tempfile.TemporaryDirectory(prefix="zorginkoop-dossier-") as folder:
        again = Path(folder) / "opnieuw.zip"
        write(again, sealed, contents, _taken_out(archive, files, Path(folder)))
        if not _same(again, file):
            yield "Buiten de bestanden zelf staan bytes die er niet horen, of die veranderd zijn."


def _taken_out(archive: zipfile.ZipFile, files: Iterable[Listed], folder: Path) -> Iterator[Member]:
    """Give each file by its bytes; large ones lie beside us for as long as they are written."""
    held = folder / "deel"
    for one in files:
        with archive.open(one.path) as inside, held.open("wb") as out:
            shutil.copyfileobj(inside, out, _PIECE)
        yield Member(one.path, one.title, held)


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        return all(piece == right.read(_PIECE) for piece in iter(lambda: left.read(_PIECE), b""))
