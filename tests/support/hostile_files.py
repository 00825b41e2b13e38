"""Files that call themselves evidence: office documents as they should be, and everything that hides in one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
MANIFEST = "META-INF/manifest.xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
_ODF = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'


def packed(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip of parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def office(kind: str = WORD, more: Mapping[str, str | bytes] | None = None, types: str = "", main: str = "") -> bytes:
    """Make a document or a sheet, with whatever else a test puts in it."""
    part = f'<Override PartName="/part.xml" ContentType="{main or f"{kind}.main+xml"}"/>'
    return packed({"[Content_Types].xml": _TYPES.format(part + types), "part.xml": "<p/>", **(more or {})})


def odt(manifest: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Make a text of LibreOffice."""
    return packed({"mimetype": ODT, MANIFEST: _ODF.format(manifest), "content.xml": "<t/>", **(more or {})})


def plain_pdf(content: bytes) -> bytes:
    """Make a PDF with this on its page, as it is."""
    made = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page().obj.Contents = file.make_stream(content)
        file.save(made, compress_streams=False)
    return made.getvalue()


def active_pdf(where: str, *, together: bool = False) -> bytes:
    """Make a PDF that runs something: on opening, on a page, in a list of scripts, or behind a link."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        match where:
            case "opening":
                file.Root.OpenAction = file.make_indirect(script)
            case "page":
                page.obj.AA = pikepdf.Dictionary(O=file.make_indirect(script))
            case "list":
                named = pikepdf.Array([pikepdf.String("a"), file.make_indirect(script)])
                file.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=named))
            case _:
                action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="rekenmachine.exe")
                link = pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
                )
                page.obj.Annots = pikepdf.Array([file.make_indirect(link)])
        mode = pikepdf.ObjectStreamMode.generate if together else pikepdf.ObjectStreamMode.disable
        file.save(made, object_stream_mode=mode)
    return made.getvalue()


def packed_pdf() -> bytes:
    """Make a PDF whose objects are packed together and that goes to a page when it is opened, as many do."""
    made = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        file.Root.OpenAction = pikepdf.Array([page.obj, pikepdf.Name.Fit])
        file.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def locked_pdf(user: str) -> bytes:
    """Make an encrypted PDF; without a password for the user everybody reads it, and only printing is forbidden."""
    made = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(made, encryption=pikepdf.Encryption(owner="baas", user=user))
    return made.getvalue()


def marked_encrypted(content: bytes) -> bytes:
    """Set in every part of a zip the mark that it has a password."""
    changed = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(magic, at + 4)
    return bytes(changed)


def png(width: int = 1, height: int = 1) -> bytes:
    """Make a picture that says these measures."""
    measures = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + measures + struct.pack(">I", zlib.crc32(measures))


def lying(content: bytes, size: int) -> bytes:
    """Let every part of a zip say that it is this small."""
    changed = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset : at + offset + 4] = struct.pack("<I", size)
            at = changed.find(magic, at + 4)
    return bytes(changed)
