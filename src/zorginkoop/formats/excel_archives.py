"""Looks into an Excel file before anything opens it: how large it becomes, and where a formula failed.

An .xlsx file is a zip of XML. A few bytes can unpack to gigabytes, and one cell in the last corner of a sheet makes a
reader fill everything before it; both are refused here, on what really unpacks and not on what the zip promises.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from zorginkoop.kernel.errors import Place, Problem, RegisterWrong

LARGEST_UNPACKED: Final = 2**30
MOST_MEMBERS: Final = 1_000
MOST_CELLS: Final = 27_300_000  # all rows of a sheet, 26 columns wide
CHUNK: Final = 2**20  # bytes handled at once
OVERLAP: Final = 256  # more than a cell's opening tag, so that none is cut in two unseen

# A cell beyond column Z, or a row beyond what Excel can hold.
FAR_AWAY: Final = re.compile(
    rb"""\br\s*=\s*["'](?:[A-Z]{2,}\d|[A-Z]?(?:\d{8,}|[2-9]\d{6}|1[1-9]\d{5}|10[5-9]\d{4})["'])"""
)
FAILED: Final = re.compile(rb"""<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bt="e\"""")
LOCAL_HEADER: Final = struct.Struct("<26xHH")  # the lengths of the name and the extra field stand before them
SHEETS: Final = "xl/worksheets/"


@dataclass
class ArchiveFacts:
    """What stands in the archive: how many sheets, and the cells (column letter, row) whose formula failed."""

    sheets: int = 0
    failed: dict[tuple[str, int], None] = field(default_factory=dict)


def inspect_archive(content: bytes, file: str) -> ArchiveFacts:
    """Unpack an .xlsx file in passing, without keeping it; raises RegisterWrong when it must not be opened."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        what = "Dit is geen Excelbestand (.xlsx), of het is beveiligd met een wachtwoord."
        raise RegisterWrong(Problem(what, Place(file), "Sla het opnieuw op als .xlsx, zonder wachtwoord.")) from None
    if len(members) > MOST_MEMBERS:
        raise _refused(file, "meer onderdelen bevat dan een werkmap nodig heeft")
    facts = ArchiveFacts()
    unpacked = 0
    for member in members:
        cells = 0
        is_sheet = member.filename.startswith(SHEETS) and member.filename.endswith(".xml")
        facts.sheets += is_sheet
        for chunk, added in _unpack(content, member, file):
            unpacked += added
            cells += chunk.count(b"<c ") + chunk.count(b"<c>") + chunk.count(b"<c/>")
            if unpacked > LARGEST_UNPACKED or cells > MOST_CELLS:
                raise _refused(file, "uitgepakt te groot is")
            if FAR_AWAY.search(chunk):
                raise _refused(file, "cellen heeft voorbij kolom Z of voorbij de laatste rij")
            if is_sheet and b't="e"' in chunk:
                facts.failed.update(
                    dict.fromkeys((found[1].decode(), int(found[2])) for found in FAILED.finditer(chunk))
                )
    return facts


def _unpack(content: bytes, member: zipfile.ZipInfo, file: str) -> Iterator[tuple[bytes, int]]:
    """Give what a member really unpacks to, in pieces that overlap a little, each with the number of new bytes."""
    if member.flag_bits & 1 or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _refused(file, "versleuteld of op een ongewone manier ingepakt is")
    try:
        name_length, extra_length = LOCAL_HEADER.unpack_from(content, member.header_offset)
    except struct.error:
        raise _refused(file, "beschadigd is") from None
    start = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(content)[start : start + member.compress_size]
    tail = b""
    pieces = _stored(packed) if member.compress_type == zipfile.ZIP_STORED else _inflated(packed, file)
    for piece in pieces:
        yield tail + piece, len(piece)
        tail = piece[-OVERLAP:]


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), CHUNK):
        yield bytes(packed[start : start + CHUNK])


def _inflated(packed: memoryview, file: str) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _stored(packed):
            waiting = piece
            while not stream.eof:
                unpacked = stream.decompress(waiting, CHUNK)
                waiting = stream.unconsumed_tail
                yield unpacked
                if not waiting and len(unpacked) < CHUNK:
                    break
    except zlib.error:
        raise _refused(file, "beschadigd is") from None


def _refused(file: str, why: str) -> RegisterWrong:
    remedy = "Kopieer de tabel naar een nieuwe werkmap, of lever CSV of Parquet aan."
    return RegisterWrong(Problem(f"Dit Excelbestand wordt niet geopend, omdat het {why}.", Place(file), remedy))
