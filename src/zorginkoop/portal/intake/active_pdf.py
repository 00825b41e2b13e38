"""Tell whether a PDF does something by itself: runs a script, or starts a program.

Only the names of its objects are looked at, those that were packed together too; what stands in pages and pictures is
no name. A name may be written with numbers for letters, and means the same.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_HEAD = 4_096  # bytes before a stream in which it says what it is
_NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?=[\s/<>\[\]()]|$)")
_MOST_UNPACKED = 20 * 2**20  # of all packed objects together; a document has far less


def runs_by_itself(data: bytes) -> bool:
    """Tell whether a PDF holds a script, or starts another program; also when its objects unpack beyond all bounds."""
    return any(_ACTIVE.search(_NUMBERED.sub(_letter, part)) for part in _objects(data))


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _objects(data: bytes) -> Iterator[bytes]:
    """Give what stands outside of streams, and the objects that were packed into streams."""
    yield _STREAM.sub(b" ", data)
    left = _MOST_UNPACKED
    for stream in _STREAM.finditer(data):
        head = data[max(0, stream.start() - _HEAD) : stream.start()].rpartition(b" obj")[2]
        if _PACKED.search(_NUMBERED.sub(_letter, head)):
            unpacked = _unpacked(stream[1], left)
            left -= len(unpacked)
            yield unpacked if left > 0 else b"/JS "


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most + 1)
    except zlib.error:
        return packed  # not packed, or by other means than nearly everybody uses
