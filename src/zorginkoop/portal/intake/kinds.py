"""What a file really is: told by its content, never by its name; what cannot be evidence is refused with its reason.

A PDF, a picture, or a document or sheet of an office program. Refused are what nobody can open (a password, broken
off), what does something by itself (a macro, a script), and what grows out of all bounds when it is opened.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat  # nosec B407  # entities are refused below, and what is read is bounded

from django.utils.translation import gettext as _

from zorginkoop.portal.intake.active_pdf import runs_by_itself

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT = "application/vnd.oasis.opendocument.text"
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", _WORD: ".docx", _SHEET: ".xlsx", _ODT: ".odt"}
_HEADS = ((PDF, b"%PDF-"), (PNG, b"\x89PNG\r\n\x1a\n"), (JPEG, b"\xff\xd8\xff"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of an office program before 2007, or with a password
_MAIN = {f"{_WORD}.main+xml": _WORD, f"{_SHEET}.main+xml": _SHEET}

_TYPES = "[Content_Types].xml"  # what says what a document of Office is, and of what parts
_MOST_PARTS = 2_000
_MOST_UNPACKED = 100 * 2**20
_MOST_XML = 2**20
_MOST_PIXELS = 100_000_000
_CHUNK = 2**16
_TAIL = 2**16  # bytes at the end in which a PDF says that it ends
_ENCRYPTED = 1  # the bit of a part of a zip
_MACRO_PARTS = ("basic/", "scripts/", "xl/macrosheets/")  # folders in which office programs keep what runs


class FileRefusedError(Exception):
    """A file that cannot be evidence, with the sentence that says why and what now."""


def kind_of(file: IO[bytes]) -> str:
    """Give the media type of a file; FileRefusedError says why it cannot be evidence, and what to do now."""
    file.seek(0)
    head = file.read(_CHUNK)
    kind = next((kind for kind, magic in _HEADS if head.startswith(magic)), None)
    if kind == PDF:
        _look_at_pdf(file)
    elif kind == PNG:
        _look_at_picture(head)
    elif kind is None and head.startswith(_ZIP):
        kind = _packed(file)
    elif kind is None and head.startswith(_OLE):
        raise FileRefusedError(
            _(
                "Dit is een oud Office-bestand, of een Office-bestand met een wachtwoord. "
                "Bewaar het zonder wachtwoord als PDF en kies het opnieuw."
            )
        )
    if kind is None:
        raise FileRefusedError(
            _(
                "Dit bestand is geen PDF, PNG, JPEG, DOCX, XLSX of ODT, hoe het ook heet. "
                "Bewaar het als PDF en kies het opnieuw."
            )
        )
    file.seek(0)
    return kind


def _damaged() -> FileRefusedError:
    return FileRefusedError(
        _("Dit bestand is beschadigd of niet compleet. Open het, bewaar het opnieuw als PDF en kies het nog eens.")
    )


def _locked() -> FileRefusedError:
    return FileRefusedError(
        _(
            "Op dit bestand zit een wachtwoord, zodat wij het niet kunnen lezen. "
            "Bewaar het zonder wachtwoord en kies het opnieuw."
        )
    )


def _has_macro() -> FileRefusedError:
    return FileRefusedError(
        _(
            "In dit bestand zit een macro: een programma dat vanzelf kan starten. "
            "Bewaar het als PDF en kies het opnieuw."
        )
    )


def _too_much() -> FileRefusedError:
    return FileRefusedError(
        _("Dit bestand wordt veel te groot als het wordt geopend. Bewaar het als PDF en kies het opnieuw.")
    )


def _look_at_pdf(file: IO[bytes]) -> None:
    """Refuse a PDF that breaks off, opens with a password only, or runs something; a ban on printing is none."""
    file.seek(0)
    data = file.read()
    if b"%%EOF" not in data[-_TAIL:]:
        raise _damaged()
    if b"/Encrypt" in data and not _opens(file):
        raise _locked()
    if runs_by_itself(data):
        raise FileRefusedError(
            _(
                "In dit bestand zit een script of een opdracht die vanzelf kan starten. "
                "Druk het af naar een nieuwe PDF en kies die."
            )
        )


def _opens(file: IO[bytes]) -> bool:
    from pyhanko.pdf_utils.crypt import AuthStatus  # noqa: PLC0415 - heavy, and only for a PDF that is encrypted
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - as above
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - as above

    try:
        reader = PdfFileReader(file, strict=False)
        return not reader.encrypted or reader.decrypt("").status != AuthStatus.FAILED
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError, NotImplementedError):
        return False  # whoever would read it has the same trouble


def _look_at_picture(head: bytes) -> None:
    """Refuse a picture that is a small file and a huge surface."""
    if head[12:16] != b"IHDR" or len(head) < 24:  # noqa: PLR2004 - where a PNG says its measures
        raise _damaged()
    width, height = struct.unpack(">II", head[16:24])
    if width * height > _MOST_PIXELS:
        raise _too_much()


def _packed(file: IO[bytes]) -> str | None:
    """Tell which office document a zip is; None for any other zip."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            _bounded(packed)
            kind = _kind_in(packed)
            if kind is not None:
                _unpacked_whole(packed)
            return kind
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, NotImplementedError, ValueError):
        raise _damaged() from None


def _bounded(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise _locked()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise _too_much()


def _kind_in(packed: zipfile.ZipFile) -> str | None:
    names = {part.filename.lower() for part in packed.infolist()}
    runs = any(
        name.endswith("vbaproject.bin") or name.startswith(_MACRO_PARTS) or "/activex/" in name for name in names
    )
    if _TYPES in packed.namelist():
        said = {attributes.get("ContentType", "").strip() for _name, attributes in _elements(packed, _TYPES)}
        kind = next((_MAIN[one] for one in sorted(said) if one in _MAIN), None)
        relations = [name for name in packed.namelist() if kind and name.lower().endswith(".rels")]
        runs = (
            runs
            or any("macro" in one.lower() or "vbaproject" in one.lower() for one in said)
            or any(_fetches(packed, name) for name in relations)
        )
    else:
        kind = _ODT if "mimetype" in names and _small(packed, "mimetype").strip() == _ODT.encode() else None
        if kind and any(
            name.rpartition(":")[2] == "encryption-data" for name, _more in _elements(packed, "META-INF/manifest.xml")
        ):
            raise _locked()
    if runs:
        raise _has_macro()
    return kind


def _fetches(packed: zipfile.ZipFile, name: str) -> bool:
    """Tell whether a document fetches a template from elsewhere when it is opened: that brings a macro along."""
    return any(
        attributes.get("Type", "").lower().endswith("/attachedtemplate")
        and attributes.get("Target", "").lower().startswith(("http:", "https:", "\\\\", "file://///"))
        for _name, attributes in _elements(packed, name)
    )


def _small(packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        with packed.open(name) as part:
            data = part.read(_MOST_XML + 1)
    except KeyError:
        raise _damaged() from None
    if len(data) > _MOST_XML:
        raise _too_much()
    return data


def _elements(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Walk the elements of a small XML file; one that declares a document type, and so entities, is not looked at."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()

    def refuse(*_what: object) -> None:
        raise _damaged()

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    parser.Parse(_small(packed, name), True)  # noqa: FBT003 - as expat wants it: this is all there is
    return iter(found)


def _unpacked_whole(packed: zipfile.ZipFile) -> None:
    """Unpack every part to nowhere: it must be what it says, no more and no less."""
    total = 0
    for part in packed.infolist():
        with packed.open(part) as content:
            while chunk := content.read(_CHUNK):
                total += len(chunk)
                if total > _MOST_UNPACKED:
                    raise _too_much()
